"""The pages of accounts, and what a login changes on the others."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from analysis.access import permissions
from analysis.access.accounts import access_tokens
from analysis.access.limits import login_attempts
from analysis.models import AccessToken, AnalysisTask
from tests.support.factories import TaskFactory, UserFactory
from tests.support.pages import CREDENTIALS, PASSWORD, Page, is_logged_in, show, text_of

pytestmark = pytest.mark.django_db

NEW_ACCOUNT = {"username": "ben", "password1": PASSWORD, "password2": PASSWORD}


def page_at(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return Page(answer.content.decode())


# Logging in and out


def test_a_login_leads_back_to_the_page_that_asked_for_it(client, ada):
    asked = client.get("/account/")
    assert asked["Location"] == "/login/?next=/account/"
    assert "Log in to open the requested page" in page_at(client, asked["Location"]).text
    answer = client.post("/login/", CREDENTIALS | {"next": "/account/"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
def test_a_login_leads_nowhere_else(client, ada, elsewhere):
    assert client.post("/login/", CREDENTIALS | {"next": elsewhere})["Location"] == "/"


def test_a_login_that_leads_to_the_login_leads_round_in_no_circle(client, ada):
    assert client.post("/login/", CREDENTIALS | {"next": "/login/?next=/login/"}).status_code == 302
    assert client.get("/login/?next=/login/").status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_name(client, ada):
    answer = client.post("/login/", CREDENTIALS | {"password": "guess"})
    page = Page(answer.content.decode())
    assert answer.status_code == 422
    assert "The user name or the password is wrong." in page.text
    (name,) = [field for field in page.all("input") if field.get("name") == "username"]
    assert name["value"] == "ada"
    assert "guess" not in answer.content.decode()


def test_whoever_guesses_too_often_is_told_to_wait(client, ada):
    for _ in range(login_attempts.MAX_FOR_NAME):
        client.post("/login/", CREDENTIALS | {"password": "guess"})
    answer = client.post("/login/", CREDENTIALS)
    assert answer.status_code == 429
    assert "Too many login attempts." in text_of(answer)
    assert not is_logged_in(client)


def test_the_admin_has_no_login_of_its_own(client, ada):
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/login/?next=/admin/"
    assert client.post("/admin/login/", CREDENTIALS)["Location"] == "/login/"
    assert not is_logged_in(client)


def test_the_header_names_the_caller_and_logs_out(client, browser):
    assert 'action="/logout/"' not in client.get("/").content.decode()
    assert "Log in" in page_at(client, "/").text
    page = page_at(browser, "/")
    assert "ada" in page.text
    assert [form["method"] for form in page.all("form") if form.get("action") == "/logout/"] == ["post"]
    assert browser.get("/logout/").status_code == 405
    assert browser.post("/logout/")["Location"] == "/"
    assert not is_logged_in(browser)


# Signing up


def test_nobody_signs_up_unless_the_operators_allow_it(client):
    assert client.get("/sign-up/").status_code == 404
    assert client.post("/sign-up/", NEW_ACCOUNT).status_code == 404
    assert not User.objects.exists()
    assert "/sign-up/" not in client.get("/login/").content.decode()


def test_whoever_signs_up_is_logged_in_and_is_no_staff(client, settings):
    settings.SIGN_UP = True
    assert "/sign-up/" in client.get("/login/").content.decode()
    assert client.post("/sign-up/", NEW_ACCOUNT | {"is_staff": "on"})["Location"] == "/"
    assert is_logged_in(client)
    assert not User.objects.get(username="ben").is_staff


@pytest.mark.parametrize(
    "wrong",
    [{"password1": "ben", "password2": "ben"}, {"password2": "other"}, {"username": "ada"}, {"username": "ADA"}],
)
def test_a_name_that_is_taken_and_a_weak_password_are_refused(client, settings, ada, wrong):
    settings.SIGN_UP = True
    answer = client.post("/sign-up/", NEW_ACCOUNT | wrong)
    assert answer.status_code == 422
    assert Page(answer.content.decode()).having("aria-invalid")
    assert User.objects.count() == 1


def test_one_place_makes_so_many_accounts_and_no_more(client, settings):
    settings.SIGN_UP = True
    for number in range(login_attempts.MAX_FOR_NAME + 1):
        answer = Client().post("/sign-up/", NEW_ACCOUNT | {"username": f"ben{number}"})
    assert answer.status_code == 422
    assert "Too many accounts" in text_of(answer)
    assert User.objects.count() == login_attempts.MAX_FOR_NAME


# The password


def test_a_new_password_ends_other_sessions_but_neither_this_one_nor_tokens(ada, browser):
    other = Client()
    other.force_login(ada)
    _, text = access_tokens.issue(user=ada, name="script")
    new = {"old_password": PASSWORD, "new_password1": "low-water-mark-7", "new_password2": "low-water-mark-7"}
    answer = browser.post("/account/password/", new, follow=True)
    assert "Your password was changed." in text_of(answer)
    assert (is_logged_in(browser), is_logged_in(other)) == (True, False)
    assert access_tokens.find_valid([text])


def change_password(browser, old_password):
    new = {"old_password": old_password, "new_password1": "low-water-mark-7", "new_password2": "low-water-mark-7"}
    return browser.post("/account/password/", new)


def test_a_new_password_needs_the_old_one(browser):
    assert change_password(browser, "guess").status_code == 422


def test_the_eleventh_guess_of_an_old_password_is_refused_even_if_it_is_right(ada, browser):
    for _ in range(login_attempts.MAX_FOR_NAME):
        assert change_password(browser, "guess").status_code == 422
    answer = change_password(browser, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 900
    assert "Too many login attempts." in text_of(answer)
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_guesses_of_an_old_password_count_for_the_account_and_not_for_others(ada, browser):
    for _ in range(login_attempts.MAX_FOR_NAME):
        change_password(browser, "guess")
    ben = Client(REMOTE_ADDR="203.0.113.9")
    ben.force_login(User.objects.create_user("ben", password=PASSWORD))
    other = Client(REMOTE_ADDR="203.0.113.9")
    other.force_login(ada)
    assert change_password(other, PASSWORD).status_code == 429
    assert change_password(ben, PASSWORD).status_code == 302


def test_the_admin_has_no_page_of_its_own_for_passwords(ada, browser):
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    assert browser.get("/admin/password_change/")["Location"] == "/account/password/"


# Tokens


def test_a_token_is_made_shown_once_and_revoked(ada, browser):
    answer = browser.post("/account/", {"name": "backup <b>", "expires_in_days": "30"})
    (shown,) = [field for field in Page(answer.content.decode()).all("input") if field.get("id") == "made-token"]
    token = access_tokens.find_valid([shown["value"]])[shown["value"]]
    assert (token.name, token.user) == ("backup <b>", ada)
    again = browser.get("/account/").content.decode()
    assert "backup &lt;b&gt;" in again
    assert shown["value"] not in again
    revoke = reverse("revoke-token", args=[token.uid])
    assert "backup &lt;b&gt;" in browser.get(revoke).content.decode()
    assert AccessToken.objects.exists()
    assert browser.post(revoke)["Location"] == "/account/"
    assert not AccessToken.objects.exists()
    assert browser.get(revoke).status_code == 404


@pytest.mark.parametrize("form", [{"name": "", "expires_in_days": "30"}, {"name": "x", "expires_in_days": "100000"}])
def test_a_token_without_a_name_or_with_a_lifetime_of_its_own_is_refused(browser, form):
    assert browser.post("/account/", form).status_code == 422
    assert not AccessToken.objects.exists()


def test_an_account_that_has_too_many_tokens_is_told_so(browser, monkeypatch):
    monkeypatch.setattr(access_tokens, "MAX_TOKENS", 0)
    answer = browser.post("/account/", {"name": "one more", "expires_in_days": "30"})
    assert answer.status_code == 422
    assert "the limit of access tokens" in text_of(answer)


def test_a_superuser_makes_a_token_for_a_program_in_the_admin_and_sees_it_once(admin_client, ada):
    form = {"user": ada.pk, "name": "nightly", "expires_in_days": "7"}
    shown = admin_client.post("/admin/analysis/accesstoken/add/", form, follow=True).content.decode()
    text = re.search(r"ytan_[0-9a-f]{64}", shown)[0]
    assert access_tokens.find_valid([text])[text].user == ada
    assert text not in admin_client.get("/admin/analysis/accesstoken/").content.decode()


# What a login changes on the other pages


def test_the_list_tells_whose_an_analysis_is(ada, browser):
    TaskFactory(owner=ada)
    TaskFactory()
    TaskFactory(owner=UserFactory(username="boris"))
    staff = Client()
    staff.force_login(UserFactory(is_staff=True))
    assert whose(Client()) == []
    assert whose(browser) == ["public", "yours"]
    assert whose(staff) == ["owned by boris", "public", "owned by ada"]


def whose(client):
    return re.findall(r'class="whose"[^>]*>([^<]+)<', client.get("/").content.decode().replace("&#x27;", "'"))


def test_the_list_reads_the_owners_with_the_analyses(django_assert_num_queries):
    staff = Client()
    staff.force_login(UserFactory(is_staff=True))
    for _ in range(3):
        TaskFactory(owner=UserFactory())
    with django_assert_num_queries(3):
        staff.get("/")


def test_observers_are_offered_no_button_that_they_may_not_press():
    observer = UserFactory(is_staff=True)
    observer.groups.add(Group.objects.get(name=permissions.OBSERVERS))
    client = Client()
    client.force_login(observer)
    foreign, own = TaskFactory(), TaskFactory(owner=observer)
    assert not show(foreign, client).having("data-cancel")
    assert "read-only access to this analysis" in show(foreign, client).text
    assert show(own, client).having("data-cancel")
    assert client.post(reverse("task-cancel", args=[own.pk])).status_code == 302
    assert AnalysisTask.objects.get(pk=own.pk).status == "cancelled"


# Every page of accounts


@pytest.mark.parametrize("path", ["/login/", "/sign-up/", "/account/", "/account/password/"])
def test_pages_of_accounts_have_one_heading_a_label_for_each_field_and_nothing_inline(browser, settings, path):
    settings.SIGN_UP = True
    page = page_at(Client() if path in {"/login/", "/sign-up/"} else browser, path)
    assert [len(page.all(tag)) for tag in ("main", "h1")] == [1, 1]
    assert not page.all("style") and not page.having("style")
    assert all("src" in script for script in page.all("script"))
    labelled = {label["for"] for label in page.all("label")}
    fields = [field for field in page.all("input") if field.get("type") != "hidden" and "hidden" not in field]
    assert {field["id"] for field in fields} <= labelled


def test_passwords_and_tokens_are_stored_by_nobody_on_the_way(browser):
    for path in ("/account/", "/account/password/"):
        assert "no-store" in browser.get(path)["Cache-Control"]
