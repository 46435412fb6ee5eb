"""A browser, and a way to the database beside it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests.browser.serving import CHROMIUM


@pytest.fixture(scope="module")
def browser():
    """Give a Chromium for the tests of a file."""
    playwright = pytest.importorskip("playwright.sync_api")
    # Playwright keeps an event loop in this thread, in which pytest-django empties the tables after each test.
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def rows(transactional_db):
    """Return a way to call what changes rows: the publisher cannot be used in a thread with an event loop."""
    with ThreadPoolExecutor(1) as pool:
        yield lambda act, *args, **named: pool.submit(act, *args, **named).result()
        pool.submit(connections.close_all).result()
