"""One browser and one server for all files, and a way to the database beside them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests.browser.serving import CHROMIUM, served_pages

#: Chromium asks nobody else for anything.
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


# Not of the session: Playwright keeps an event loop in this thread, beside which no asynchronous test can run.
@pytest.fixture(scope="package")
def browser():
    """Give a Chromium."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed (make programs installs it on Debian)")
    playwright = pytest.importorskip("playwright.sync_api")
    # pytest-django empties the tables in this thread after each test.
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="package")
def base(django_db_setup):
    """Give the address at which the pages are served."""
    with served_pages() as address:
        yield address


@pytest.fixture
def rows(transactional_db):
    """Return a way to call what changes rows: the publisher cannot be used in a thread with an event loop."""
    with ThreadPoolExecutor(1) as pool:
        yield lambda act, *args, **named: pool.submit(act, *args, **named).result()
        pool.submit(connections.close_all).result()
