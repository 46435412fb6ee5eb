"""Makes the pictures of README and docs anew: ``python -m tests.browser.readme_pictures [FOLDER]``, ``docs/images`` unless named.

``analysis.webp`` is recorded while somebody submits the sample that ships with the project and its real steps run. The page
follows them live, as everywhere. The other pictures are of that result and of the admin.
"""

import io
import os
import re
import shutil
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import screenshots
from tests.browser.serving import served_pages
from tests.support.paths import ROOT

SAMPLE_URL = "https://www.youtube.com/watch?v=sample_talk"
FILM = "analysis.webp"
#: Of the page that is filmed, and of the film, in pixels.
FILM_SIZE, FILM_SHOWN = (1180, 800), (944, 640)
#: Name of a picture, and the size of its page in pixels.
SIZES = {"result-page.png": (1180, 1240), "admin-state.png": (1280, 860), "admin-analysis.png": (1180, 1240)}
#: A picture of the film is shown at least and at most so long, in milliseconds: waits for a busy machine are cut.
SHORTEST, LONGEST = 60, 250
#: Where the film stays to be read.
READING = 2200


class Film:
    """Pictures of a page and how long each is shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pictures: list[Image.Image] = []
        self.durations: list[int] = []
        self._last = time.monotonic()

    def shoot(self, shown: int | None = None) -> None:
        """Add a picture; it is shown for ``shown`` milliseconds, without it for the time since the last one."""
        now = time.monotonic()
        passed = round((now - self._last) * 1000)
        self._last = now
        picture = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB").resize(FILM_SHOWN)
        if self.pictures and picture == self.pictures[-1]:
            self.durations[-1] = shown or min(self.durations[-1] + passed, LONGEST)
            return
        self.pictures.append(picture)
        self.durations.append(shown or min(max(passed, SHORTEST), LONGEST))

    def save(self, path: Path) -> None:
        first, *others = self.pictures
        first.save(path, save_all=True, append_images=others, duration=self.durations, loop=0, quality=60, method=4)


def record(browser: Browser, base: str, pool: ThreadPoolExecutor, path: Path) -> str:
    """Write the film of one analysis to ``path`` and return the path of its page."""
    width, height = FILM_SIZE
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(base)
    film = Film(page)
    film.shoot(900)
    for part in re.findall(".{1,9}", SAMPLE_URL):
        page.type("[name=youtube_url]", part)
        film.shoot(90)
    film.shoot(500)
    page.click("[data-analysis-form] button.primary")
    page.wait_for_url(re.compile(r"/analyses/[0-9a-f-]{36}/"))
    page.wait_for_selector("[data-connection][data-state=open]")
    film.shoot()
    running = pool.submit(_run, page.url.rstrip("/").rsplit("/", 1)[-1])
    _follow(page, film, running)
    film.shoot(READING)
    for tab in ("transcript", "comments", "overview"):
        page.click(f"#tab-{tab}")
        page.eval_on_selector("[data-tab-list]", "list => scrollBy(0, list.getBoundingClientRect().top - 24)")
        page.wait_for_timeout(250)
        film.shoot(READING)
    film.save(path)
    address = page.url.removeprefix(base).partition("#")[0]
    page.close()
    return address


def _run(task_id: str) -> str:
    from analysis.execution import runner

    return runner.run(task_id)


def _follow(page: Page, film: Film, running: "Future[str]") -> None:
    """Take pictures until the page shows the result that ``running`` makes."""
    deadline = time.monotonic() + 300
    while page.locator("[data-tabs]").count() == 0:
        if time.monotonic() > deadline or (running.done() and running.exception()):
            raise RuntimeError(f"The sample was not analysed: {running.exception(timeout=0)}")
        film.shoot()
        page.wait_for_timeout(120)
    running.result()


def photograph(browser: Browser, address: str, path: Path, session: str | None = None) -> None:
    """Write a picture of the first screen of a page to ``path``."""
    width, height = SIZES[path.name]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="light")
    page = context.new_page()
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page.goto(address)
    page.wait_for_timeout(400)
    page.screenshot(path=path)
    context.close()


def _admin_states() -> tuple[str, str]:
    """Return the path of the admin's page of an analysis in trouble, and the session of a member of the staff."""
    from tests.browser import states

    states.operations(states.processing())
    return f"/admin/analysis/analysistask/{states.troubled().pk}/change/", states.staff_session()


def main(folder: Path) -> None:
    """Write the pictures to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    screenshots.start_servers()
    # Playwright's event loop is in this thread; the ORM needs another one.
    with ThreadPoolExecutor(1) as pool, served_pages() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        result = record(browser, base, pool, folder / FILM)
        photograph(browser, base + result, folder / "result-page.png")
        troubled, session = pool.submit(_admin_states).result()
        photograph(browser, f"{base}/admin/", folder / "admin-state.png", session)
        photograph(browser, base + troubled, folder / "admin-analysis.png", session)
        browser.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/images")
