"""Logging in, making a token and logging out, with the keyboard alone, in Chromium."""

import shutil

import pytest
from django.contrib.auth.models import User

from tests.browser.serving import served_pages

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]

PASSWORD = "tide-and-time-wait"


@pytest.fixture
def page(transactional_db):
    """Give a page in which nothing may go wrong, and an account, ada."""
    User.objects.create_user("ada", password=PASSWORD)
    problems = []
    with served_pages() as base, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(base_url=base)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type in ("error", "warning") else None)
        yield page
        browser.close()
    assert problems == []


def tab_to(page, name):
    """Press Tab until the control of this name has the focus."""
    focused = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || document.activeElement.name"
    for _ in range(30):
        if page.evaluate(focused) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached")


def test_an_account_is_used_by_keyboard_from_login_to_logout(page):
    page.goto("/account/")
    # The browser gives the focus some time after the page has loaded.
    page.wait_for_function("document.activeElement.name === 'username'")
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Your account")
    tab_to(page, "name")
    page.keyboard.type("backup")
    page.keyboard.press("Enter")
    page.wait_for_selector("#made-token")
    assert page.input_value("#made-token").startswith("ytan_")
    assert page.evaluate("document.activeElement.id") == "made-token"
    tab_to(page, "Revoke backup")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The token was revoked.")
    tab_to(page, "Log out")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Log in")
