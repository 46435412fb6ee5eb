"""Takes pictures of the pages with Chromium: ``python -m tests.browser.screenshots FOLDER``.

Starts private servers, analyses the sample that ships with the project through the real steps, and shows every state of the pages
in light, dark and on a telephone, the admin's too. The pictures of ``docs/images`` come from ``readme_pictures.py``.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import served_pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

#: Name of a look, and what the browser is told for it.
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"},
    "tall": {"viewport": {"width": 1180, "height": 1240}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 375, "height": 760}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 375, "height": 760}, "color_scheme": "dark"},
    "chinese": {"viewport": {"width": 1280, "height": 860}, "locale": "zh-CN"},
    "chinese-phone": {"viewport": {"width": 375, "height": 760}, "locale": "zh-CN"},
    "no-script": {"viewport": {"width": 1280, "height": 860}, "java_script_enabled": False},
}


#: How the names of the pages begin that only staff see.
STAFF = "admin"


def start_servers() -> None:
    """Start PostgreSQL and Valkey, and migrate the database."""
    import tests.support.servers  # noqa: F401 (starts them)

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _prepare() -> tuple[dict[str, str], str]:
    """Return the path of a page for each state that is shown, and the session of somebody who may see all."""
    from analysis import options, services
    from analysis.execution import runner
    from tests.browser import states
    from tests.support.factories import SAMPLE

    finished = services.task_create(owner=None, video=SAMPLE, options=options.with_defaults({}))
    runner.run(str(finished.pk))
    batches = {"batch": states.batch(ended=True), "batch-running": states.batch(ended=False)}  # ends all that run
    tasks = {
        "cancelled": states.cancelled(),
        "failed": states.failed(),
        "partial": states.partial(),
        "processing": states.processing(),
        "paused": states.paused(),
        "completed": finished,
    }
    pages = {"list": "/", "missing": "/nowhere"} | {name: f"/analyses/{task.pk}/" for name, task in tasks.items()}
    states.operations(tasks["processing"])
    tasks["troubled"] = states.troubled()
    rows = "/admin/analysis/analysistask/"
    pages |= {"batches": "/batches/"} | {name: f"/batches/{batch.pk}/" for name, batch in batches.items()}
    states.follows()
    pages["follows"] = "/follows/"
    pages |= {"privacy": "/privacy/", "search": "/search/?q=sea", "search-refused": "/search/?q=-sea"}
    admin = {name: f"{rows}{task.pk}/change/" for name, task in tasks.items()}
    admin |= {"state": "/admin/", "list": rows, "log": f"{rows}{finished.pk}/log/"}
    return pages | {f"{STAFF}-{name}": path for name, path in admin.items()}, states.staff_session()


def _photograph(browser: Browser, base: str, paths: dict[str, str], session: str, folder: Path) -> None:
    for look, settings in LOOKS.items():
        context = browser.new_context(**settings)
        page = context.new_page()
        page.on("console", lambda message: print(message.type, message.text))  # noqa: T201
        for name, path in paths.items():
            if name.startswith(STAFF):
                context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
            page.goto(base + path)
            page.wait_for_timeout(400)
            page.screenshot(path=folder / f"{name}-{look}.png")
            for image in page.locator("img").all():
                image.scroll_into_view_if_needed()
            page.screenshot(path=folder / f"{name}-{look}-whole.png", full_page=True)
        context.close()


def main(folder: Path) -> None:
    """Write the pictures to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    start_servers()
    paths, session = _prepare()
    with served_pages() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        _photograph(browser, base, paths, session, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
