"""The documentation site in Chromium, read from a folder as somebody who has no network reads it."""

import re
import subprocess

import pytest

from tests.support.checkout import MAINTENANCE
from tests.support.paths import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Give the address of the first page."""
    if not MAINTENANCE.exists():
        pytest.skip("the site's generator is not installed (make site installs it)")
    folder = tmp_path_factory.mktemp("site") / "site"
    subprocess.run(
        [MAINTENANCE, "-m", "maintenance.site", folder], cwd=ROOT, check=True, capture_output=True, timeout=300
    )
    return (folder / "index.html").as_uri()


def test_the_search_finds_a_page_without_a_server_and_asks_no_other_host(browser, site):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site)
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("idempotency")
    page.get_by_text(re.compile(r"^\d+ results$")).wait_for()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))] == []
    page.close()


@pytest.mark.parametrize("width", [375, 1280])
def test_no_page_is_wider_than_the_screen(browser, site, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    for name in ("index", "api", "configuration", "quality", "decisions/0001-dependencies"):
        page.goto(site.replace("index.html", f"{name}.html"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.close()
