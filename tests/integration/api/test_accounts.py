"""Logging in and out of the API, and tokens, as programs use them."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.timezone import now

from analysis.access.accounts import access_tokens
from analysis.access.limits import login_attempts
from analysis.models import AccessToken, LoginAttempts
from tests.support.factories import TaskFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "tide-and-time-wait"
CREDENTIALS = {"username": "ada", "password": PASSWORD}


@pytest.fixture
def ada():
    user = UserFactory(username="ada")
    user.set_password(PASSWORD)
    user.save()
    return user


def post(client, path, body=None, **headers):
    return client.post(f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers)


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def token_of(user, **fields):
    """Return a token's row and its text."""
    token, text = access_tokens.issue(user=user, name="test")
    AccessToken.objects.filter(pk=token.pk).update(**fields)
    return token, text


# Logging in


def test_a_name_and_a_password_give_a_token_that_opens_what_is_theirs(client, ada):
    answer = post(client, "auth/login", CREDENTIALS)
    given = answer.json()
    assert answer.status_code == 200
    assert given["user"] == {"id": ada.pk, "username": "ada", "is_staff": False}
    assert re.fullmatch(r"ytan_[0-9a-f]{64}", given["token"])
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    task = TaskFactory(owner=ada)
    assert client.get(f"/api/v1/analysis/{task.pk}").status_code == 404
    assert client.get(f"/api/v1/analysis/{task.pk}", headers=bearer(given["token"])).status_code == 200


def test_a_login_s_token_ends_after_a_day_or_when_it_is_told_to(client, ada):
    post(client, "auth/login", CREDENTIALS)
    post(client, "auth/login", CREDENTIALS | {"name": "nightly", "expires_in_days": 30})
    day, month = sorted(token.expiry - now() for token in AccessToken.objects.all())
    assert timedelta(hours=23) < day <= timedelta(days=1)
    assert timedelta(days=29) < month <= timedelta(days=30)


def test_a_browser_gets_a_session_and_what_its_writing_requests_need(ada):
    browser = Client(enforce_csrf_checks=True)
    given = post(browser, "auth/login", CREDENTIALS | {"session": True}).json()
    assert given["token"] is None
    task = TaskFactory(owner=ada)
    assert browser.get(f"/api/v1/analysis/{task.pk}").status_code == 200
    assert post(browser, f"analysis/{task.pk}/cancel").status_code == 403
    assert post(browser, f"analysis/{task.pk}/cancel", **{"X-CSRFToken": given["csrf_token"]}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("session", value) for value in ("yes", 1, "true")],
        *[(name, 1) for name in ("username", "password", "code", "name")],
        ("expires_in_days", "1"),
    ],
)
def test_the_values_of_a_login_have_the_types_of_json(ada, client, name, value):
    response = post(client, "auth/login", CREDENTIALS | {name: value})
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (422, name)


def test_a_name_is_the_same_in_every_spelling_of_unicode(client):
    user = User.objects.create_user("andr\u00e9", password=PASSWORD)
    answer = post(client, "auth/login", {"username": "andre\u0301", "password": PASSWORD})
    assert answer.json()["user"]["id"] == user.pk


@pytest.mark.parametrize("wrong", [{"password": "guess"}, {"username": "nobody"}])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(client, ada, wrong):
    answer = post(client, "auth/login", CREDENTIALS | wrong)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (401, "INVALID_CREDENTIALS")
    assert problem["detail"] == "The user name or the password is wrong."
    assert answer["WWW-Authenticate"] == "Bearer"


def test_an_account_that_was_closed_is_answered_as_a_wrong_password(client, ada):
    ada.is_active = False
    ada.save()
    assert post(client, "auth/login", CREDENTIALS).status_code == 401


def test_an_old_cookie_or_token_keeps_nobody_from_logging_in(ada):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    assert post(browser, "auth/login", CREDENTIALS, **bearer("stale")).status_code == 200


def test_a_login_without_a_password_is_told_which_value_is_missing(client):
    answer = post(client, "auth/login", {"username": "ada"})
    assert answer.status_code == 422
    assert [error["attr"] for error in answer.json()["errors"]] == ["password"]


# Guessing


def test_the_eleventh_guess_of_a_password_is_refused_even_if_it_is_right(client, ada):
    for _ in range(login_attempts.MAX_FOR_NAME):
        assert post(client, "auth/login", CREDENTIALS | {"password": "guess"}).status_code == 401
    answer = post(client, "auth/login", CREDENTIALS)
    assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert 0 < int(answer["Retry-After"]) <= 900
    assert (answer["X-RateLimit-Limit"], answer["X-RateLimit-Remaining"]) == ("10", "0")


def test_guessing_in_other_spellings_of_a_name_is_counted_together(client, ada):
    for count in range(login_attempts.MAX_FOR_NAME):
        post(client, "auth/login", {"username": "ada" if count % 2 else "ADA", "password": "guess"})
    assert post(client, "auth/login", CREDENTIALS).status_code == 429


def test_guesses_of_a_quarter_of_an_hour_ago_are_forgotten(client, ada):
    for _ in range(login_attempts.MAX_FOR_NAME + 1):
        post(client, "auth/login", CREDENTIALS | {"password": "guess"})
    LoginAttempts.objects.update(since=now() - login_attempts.WINDOW - timedelta(seconds=1))
    assert post(client, "auth/login", CREDENTIALS).status_code == 200


def test_a_success_forgets_the_typos_before_it(client, ada):
    for _ in range(3):
        for _ in range(login_attempts.MAX_FOR_NAME - 1):
            post(client, "auth/login", CREDENTIALS | {"password": "typo"})
        assert post(client, "auth/login", CREDENTIALS).status_code == 200


def test_guessing_at_a_name_from_elsewhere_locks_nobody_out(client, ada):
    for _ in range(login_attempts.MAX_FOR_NAME + 1):
        client.post(
            "/api/v1/auth/login",
            CREDENTIALS | {"password": "guess"},
            content_type="application/json",
            REMOTE_ADDR="203.0.113.9",
        )
    assert post(client, "auth/login", CREDENTIALS).status_code == 200


def test_one_address_that_tries_many_names_is_refused(client, ada, monkeypatch):
    monkeypatch.setattr(login_attempts, "MAX_FROM_ADDRESS", 5)
    for number in range(5):
        post(client, "auth/login", {"username": f"name{number}", "password": "guess"})
    assert post(client, "auth/login", CREDENTIALS).status_code == 429


def test_logins_stand_in_the_log_without_what_was_typed(client, ada, caplog):
    caplog.set_level("INFO", "analysis.access.accounts")
    post(client, "auth/login", {"username": "my-secret", "password": "my-secret"})
    made = post(client, "auth/login", CREDENTIALS).json()
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("analysis.access.accounts")]
    token = f"token {made['token_id']} issued for user {ada.pk}"
    assert lines == ["login failed", f"user {ada.pk} logged in", token]
    assert "my-secret" not in caplog.text and made["token"] not in caplog.text


# Tokens


def test_a_token_is_made_shown_once_listed_and_revoked(client, ada):
    _, text = token_of(ada)
    made = post(client, "auth/tokens", {"name": "backup", "expires_in_days": 7}, **bearer(text))
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1/auth/tokens/{made.json()['id']}"
    new = made.json()["token"]
    listed = client.get("/api/v1/auth/tokens", headers=bearer(new)).json()
    assert [(token["name"], token["is_current"]) for token in listed] == [("backup", True), ("test", False)]
    assert not any("token" in token for token in listed)
    assert client.delete(made["Location"], headers=bearer(text)).status_code == 204
    refused = client.get("/api/v1/auth/tokens", headers=bearer(new))
    assert (refused.status_code, refused.json()["code"]) == (401, "AUTHENTICATION_REQUIRED")
    assert refused["WWW-Authenticate"] == "Bearer"


def test_a_stolen_token_cannot_outlive_itself_by_making_others(client, ada):
    _token, text = token_of(ada, expiry=now() + timedelta(days=1))
    made = post(client, "auth/tokens", {"name": "longer", "expires_in_days": 365}, **bearer(text))
    assert made.status_code == 201
    assert AccessToken.objects.get(name="longer").expiry <= now() + timedelta(days=1)


def test_nothing_in_the_database_opens_what_the_token_opens(client, ada):
    token, text = token_of(ada)
    stored = AccessToken.objects.filter(pk=token.pk).values().get()
    assert text not in str(stored)
    for value in (stored["digest"], stored["token_key"]):
        assert client.get("/api/v1/auth/tokens", headers=bearer(value)).status_code == 401


@pytest.mark.parametrize("fields", [{"expiry": now() - timedelta(seconds=1)}, {"digest": "0" * 128}])
def test_an_expired_and_an_unknown_token_are_refused_even_where_none_is_needed(client, ada, fields):
    _, text = token_of(ada, **fields)
    assert client.get("/api/v1/analysis/", headers=bearer(text)).status_code == 401


def test_the_token_of_a_closed_account_is_refused(client, ada):
    _, text = token_of(ada)
    ada.is_active = False
    ada.save()
    assert client.get("/api/v1/analysis/", headers=bearer(text)).status_code == 401


@pytest.mark.parametrize("value", ["Bearer", "Bearer a b", "bearer \xff\xfe", "Bearer " + "x" * 5000, "Bearer \x00"])
def test_a_header_that_makes_no_sense_is_refused(client, value):
    assert client.get("/api/v1/analysis/", headers={"Authorization": value}).status_code == 401


def test_the_token_of_somebody_else_is_not_found(client, ada):
    _, text = token_of(ada)
    foreign, _ = token_of(UserFactory())
    answers = [
        client.delete(f"/api/v1/auth/tokens/{uid}", headers=bearer(text))
        for uid in (foreign.uid, "00000000-0000-4000-8000-000000000000", "nonsense")
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert AccessToken.objects.filter(pk=foreign.pk).exists()


def test_an_account_has_so_many_tokens_and_no_more(client, ada, monkeypatch):
    monkeypatch.setattr(access_tokens, "MAX_TOKENS", 2)
    _, text = token_of(ada)
    token_of(ada)
    answer = post(client, "auth/tokens", {"name": "third"}, **bearer(text))
    assert (answer.status_code, answer.json()["code"]) == (409, "TOO_MANY_TOKENS")


def test_the_use_of_a_token_is_noted_but_not_with_every_request(client, ada, django_assert_num_queries):
    token, text = token_of(ada)
    client.get("/api/v1/auth/tokens", headers=bearer(text))
    token.refresh_from_db()
    assert token.last_used_at is not None
    with django_assert_num_queries(2):
        client.get("/api/v1/auth/tokens", headers=bearer(text))


def test_a_token_needs_no_csrf_token_to_write_even_beside_a_cookie(ada):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    _, text = token_of(ada)
    answer = post(browser, "analysis/", {"youtube_url": "https://youtu.be/sample_talk"}, **bearer(text))
    assert answer.status_code == 200


def test_an_analysis_made_with_a_token_is_its_user_s(client, ada):
    _, text = token_of(ada)
    made = post(client, "analysis/", {"youtube_url": "https://youtu.be/sample_talk"}, **bearer(text)).json()
    assert client.get(made["links"]["self"]).status_code == 404
    assert client.get(made["links"]["self"], headers=bearer(text)).status_code == 200


# Logging out


def test_logging_out_revokes_the_token_that_was_shown_and_no_other(client, ada):
    (_, text), (other, _) = token_of(ada), token_of(ada)
    assert post(client, "auth/logout", **bearer(text)).status_code == 204
    assert list(AccessToken.objects.values_list("pk", flat=True)) == [other.pk]


def test_logging_out_ends_the_session(ada):
    browser = Client()
    browser.force_login(ada)
    assert post(browser, "auth/logout").status_code == 204
    assert browser.get("/api/v1/auth/tokens").status_code == 401


@pytest.mark.parametrize("path", ["auth/logout", "auth/tokens"])
def test_what_belongs_to_an_account_needs_a_login(client, path):
    answer = post(client, path)
    assert (answer.status_code, answer.json()["code"]) == (401, "AUTHENTICATION_REQUIRED")
