"""What a flood of logins costs: bounded memory and time, no database connection, and nobody else's requests."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import argon2
import pytest
from allauth.account.forms import default_token_generator
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse
from django.utils.http import int_to_base36

from analysis.access.accounts import invitations, passwords
from analysis.exceptions import TooManyPasswordChecks
from analysis.models import LoginAttempts
from tests.support import waiting

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/api/v1/analysis/"
PASSWORD = "tide-and-time-wait"
BOUNDED = "analysis.access.accounts.passwords.BoundedArgon2Hasher"


class UnlimitedHasher(passwords.BoundedArgon2Hasher):
    """The negative control of the limit."""

    slots, threads = threading.BoundedSemaphore(100), ThreadPoolExecutor(100)


class PlainHasher(Argon2PasswordHasher):
    """The negative control of the connections: Django's."""


class HeldChecks:
    """Argon2 whose checks last until the test lets them end."""

    def __init__(self) -> None:
        self.end = threading.Event()
        self.running = 0
        self._counting = threading.Lock()

    def verify(self, encoded: str, password: str) -> bool:
        with self._counting:
            self.running += 1
        assert self.end.wait(waiting.DEADLINE_SECONDS)
        return True


@pytest.fixture
def checks(settings, monkeypatch):
    settings.PASSWORD_HASHERS = [BOUNDED]
    User.objects.create_user("ada", password=PASSWORD)
    held = HeldChecks()
    monkeypatch.setattr(argon2.PasswordHasher, "verify", held.verify)
    yield held
    held.end.set()


@pytest.fixture
def one_connection():
    """Have the threads of the test share a pool of one connection."""
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    options["pool"] = {"min_size": 1, "max_size": 1, "timeout": 1}
    yield
    connection.close()
    connection.close_pool()
    del options["pool"]


def log_in():
    try:
        body = {"username": "ada", "password": PASSWORD}
        return Client().post("/api/v1/auth/login", body, content_type="application/json")
    finally:
        connection.close()


@contextmanager
def logins_at_once(count: int) -> Iterator[list[Future]]:
    with ThreadPoolExecutor(count) as threads:
        yield [threads.submit(log_in) for _ in range(count)]


def test_concurrent_logins_are_capped_and_the_others_refused_early(checks):
    with logins_at_once(8) as logins:
        waiting.until(lambda: sum(login.done() for login in logins) == 6)
        assert checks.running == 2
        checks.end.set()
    answers = [login.result() for login in logins]
    assert sorted(answer.status_code for answer in answers) == [200] * 2 + [429] * 6
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert (refused.json()["code"], refused["Retry-After"]) == ("RATE_LIMIT_EXCEEDED", "2")
    assert "checking too many passwords" in refused.json()["detail"]


def test_without_the_cap_they_would_all_run_at_once(checks, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.UnlimitedHasher"]
    with logins_at_once(8) as logins:
        waiting.until(lambda: checks.running == 8)
        checks.end.set()
    assert {login.result().status_code for login in logins} == {200}


def test_a_login_that_was_not_checked_is_no_wrong_guess(checks):
    with logins_at_once(5) as logins:
        waiting.until(lambda: sum(login.done() for login in logins) == 3)
        assert {attempts.count for attempts in LoginAttempts.objects.all()} == {2}
        checks.end.set()


def test_another_caller_is_served_while_passwords_are_checked(checks, one_connection):
    with logins_at_once(2):
        waiting.until(lambda: checks.running == 2)
        assert Client().get(LIST).status_code == 200
        close_old_connections()
        checks.end.set()


def test_a_hasher_that_keeps_its_connection_would_lock_the_other_caller_out(checks, settings, one_connection):
    settings.PASSWORD_HASHERS = [f"{__name__}.PlainHasher"]
    with logins_at_once(1):
        waiting.until(lambda: checks.running == 1)
        answer = Client().get(LIST)
        checks.end.set()
    assert answer.status_code == 503
    assert answer.json()["detail"].startswith("No connection to the database became free in time.")


def test_the_page_refuses_as_the_api_does(checks, client):
    with logins_at_once(2):
        waiting.until(lambda: checks.running == 2)
        answer = client.post("/login/", {"username": "ada", "password": PASSWORD})
        checks.end.set()
    assert (answer.status_code, answer["Retry-After"]) == (429, "2")
    assert "checking too many passwords" in answer.content.decode()


def test_the_page_that_asks_for_the_password_again_refuses_too_and_holds_no_connection(checks, client, one_connection):
    client.force_login(User.objects.get(username="ada"))
    connection.close()
    with logins_at_once(2):
        waiting.until(lambda: checks.running == 2)
        answer = client.post("/account/confirm/", {"password": PASSWORD})
        checks.end.set()
    assert (answer.status_code, answer["Retry-After"]) == (429, "2")
    assert "checking too many passwords" in answer.content.decode()


def test_hashes_have_the_parameters_that_owasp_recommends(settings):
    settings.PASSWORD_HASHERS = [BOUNDED]
    user = User.objects.create_user("ada", password=PASSWORD)
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert user.check_password(PASSWORD)
    assert not user.check_password("guess")


@pytest.fixture
def one_by_one(settings, monkeypatch):
    """Refuse logins very early, and have a password that is set wait as long as it takes."""
    settings.PASSWORD_HASHERS = [BOUNDED]
    monkeypatch.setattr(passwords, "ENCODE_WAIT_SECONDS", 2 * waiting.DEADLINE_SECONDS)
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.05)


def set_by_command():
    call_command("createsuperuser", "--no-input", username="eve", email="eve@localhost")


def set_in_admin():
    staff = User.objects.create(username="root", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(staff)
    fields = {"username": "eve", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/admin/auth/user/add/", fields).status_code == 302


def set_by_sign_up():
    fields = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
    assert Client().post("/sign-up/", fields).status_code == 302


def set_by_invitation():
    invitation = invitations.create(email="eve@localhost", invited_by=User.objects.get(username="ada"))
    fields = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
    assert Client().post(f"/invitations/{invitations.token_of(invitation)}/", fields).status_code == 302


def set_by_link():
    eve = User.objects.create_user("eve")
    key = default_token_generator.make_token(eve)
    client = Client()
    form = client.get(reverse("account_reset_password_from_key", args=[int_to_base36(eve.pk), key]))["Location"]
    assert client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 302


@pytest.mark.parametrize("set_password", [set_by_command, set_in_admin, set_by_sign_up, set_by_invitation, set_by_link])
def test_a_password_that_is_set_waits_for_the_logins(checks, one_by_one, settings, monkeypatch, set_password):
    settings.SIGN_UP = True
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    def set_and_close():
        try:
            set_password()
        finally:
            connection.close()

    with logins_at_once(2), ThreadPoolExecutor(1) as thread:
        waiting.until(lambda: checks.running == 2)
        setting = thread.submit(set_and_close)
        waiting.until(lambda: setting.done() or is_waiting_for_a_slot())
        assert not setting.done()
        checks.end.set()
        setting.result(waiting.DEADLINE_SECONDS)
    assert User.objects.get(username="eve").has_usable_password()


def is_waiting_for_a_slot():
    """Say whether a thread waits in the semaphore."""
    return bool(passwords.BoundedArgon2Hasher.slots._cond._waiters)


def test_a_login_of_an_unknown_name_is_refused_early_although_django_encodes(checks, one_by_one):
    with logins_at_once(2):
        waiting.until(lambda: checks.running == 2)
        body = {"username": "nobody", "password": PASSWORD}
        answer = Client().post("/api/v1/auth/login", body, content_type="application/json")
        checks.end.set()
    assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMIT_EXCEEDED")


def test_a_password_that_found_no_slot_for_very_long_is_refused(checks, settings, monkeypatch):
    monkeypatch.setattr(passwords, "ENCODE_WAIT_SECONDS", 0.05)
    with logins_at_once(2):
        waiting.until(lambda: checks.running == 2)
        with pytest.raises(TooManyPasswordChecks):
            User(username="eve").set_password(PASSWORD)
        checks.end.set()
