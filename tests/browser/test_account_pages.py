"""Logging in, making a token and logging out, with the keyboard alone, in Chromium."""

import pytest
from django.contrib.auth.models import User

from tests.browser.serving import note_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "tide-and-time-wait"


@pytest.fixture
def page(browser, base, rows):
    """Give a page in which nothing may go wrong, and an account, ada."""
    rows(User.objects.create_user, "ada", password=PASSWORD)
    page = browser.new_page(base_url=base)
    problems = note_problems(page)
    yield page
    page.close()
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
    tab_to(page, "Copy")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Copied")
    tab_to(page, "Revoke backup…")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Revoke this token?")
    tab_to(page, "Revoke")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The token was revoked.")
    tab_to(page, "Log out")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Log in")


def test_a_security_key_is_added_and_used_at_the_next_login(page, base):
    # Browsers ask for no key at a bare number.
    base = base.replace("127.0.0.1", "localhost")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    page.goto(f"{base}/account/second-factor/keys/add/")
    page.fill("[name=username]", "ada")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.click("text=Add the key")
    page.wait_for_selector("text=Recovery codes")
    page.goto(f"{base}/account/second-factor/")
    assert "Key 1" in page.inner_text("main")
    page.click("text=Log out")
    page.goto(f"{base}/account/")
    page.fill("[name=username]", "ada")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.click("text=Use a security key")
    page.wait_for_selector("text=Your account")
