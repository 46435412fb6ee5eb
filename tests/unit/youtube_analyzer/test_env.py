"""Reading the environment."""

import json
import secrets
import socket
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from youtube_analyzer import account_settings, content_security, env
from youtube_analyzer.celery_support import brokers


def test_a_secret_may_be_kept_in_a_file(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("hidden")
    monkeypatch.setenv("THE_SECRET_FILE", str(tmp_path / "secret"))
    assert env.text("THE_SECRET") == "hidden"


def test_a_files_last_line_end_is_not_part_of_the_secret(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("hidden\r\n")
    monkeypatch.setenv("THE_SECRET_FILE", str(tmp_path / "secret"))
    assert env.text("THE_SECRET") == "hidden"


def test_a_file_that_is_not_there_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setenv("ABSENT_SECRET_FILE", "/no/such/file")
    with pytest.raises(ImproperlyConfigured, match="named by ABSENT_SECRET_FILE cannot be read: No such file"):
        env.text("ABSENT_SECRET")


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("", "Set KEY \\(or KEY_FILE\\)"),
        ("tooshort", "KEY must have at least 50 characters"),
        ("a" * 60, "not all the same"),
        ("django-insecure-" + "kq7x" * 12, "KEY is an example value"),
        ("ChangeMe", "KEY is an example value"),
    ],
)
def test_a_key_that_can_be_guessed_is_refused(key, sentence, monkeypatch):
    monkeypatch.setenv("KEY", key)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        env.secret_key("KEY")


def test_a_random_key_is_taken(monkeypatch):
    key = secrets.token_urlsafe(50)
    monkeypatch.setenv("KEY", f" {key}\n")
    assert env.secret_key("KEY") == key


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("redis://valkey:6379/0", "redis://:p%40ss%2F@valkey:6379/0"),
        ("postgresql://analyzer@postgres:5432/analyzer", "postgresql://analyzer:p%40ss%2F@postgres:5432/analyzer"),
        ("postgresql://analyzer:old@/x?host=/run", "postgresql://analyzer:p%40ss%2F@/x?host=/run"),
    ],
)
def test_a_password_that_is_kept_apart_is_put_into_its_address(url, whole):
    assert env.with_password(url, "p@ss/") == whole
    assert env.with_password(url, "") == url


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("1", True), ("OFF", False), ("", False)])
def test_truth_has_several_spellings(word, value, monkeypatch):
    monkeypatch.setenv("FLAG", word)
    assert env.boolean("FLAG", not value) is value


@pytest.mark.parametrize(
    ("read", "word"),
    [
        (lambda: env.boolean("BAD", True), "perhaps"),
        (lambda: env.integer("BAD", 1), "many"),
        (lambda: env.integer("BAD", 1, minimum=2), "1"),
        (lambda: env.number("BAD"), "cheap"),
        (lambda: env.number("BAD"), "-1"),
        (lambda: env.number("BAD"), "inf"),
        (lambda: env.one_of("BAD", ("a", "b")), "c"),
        (lambda: env.web_address("BAD"), "localhost:11434"),
        (lambda: env.web_address("BAD"), "file:///etc/passwd"),
        (lambda: env.web_address("BAD"), "http://host:port/v1"),
        (lambda: env.web_address("BAD"), "http://[bad/v1"),
    ],
)
def test_a_value_that_cannot_be_read_names_its_variable(read, word, monkeypatch):
    monkeypatch.setenv("BAD", word)
    with pytest.raises(ImproperlyConfigured, match="BAD"):
        read()


def test_numbers_choices_and_addresses_may_be_empty(monkeypatch):
    assert (env.number("NO_SUCH"), env.one_of("NO_SUCH", ("a", "b")), env.web_address("NO_SUCH")) == (None, "a", "")
    monkeypatch.setenv("PRICE", "0.15")
    monkeypatch.setenv("CHOICE", "b")
    monkeypatch.setenv("ADDRESS", "http://ollama:11434/v1/")
    assert (env.number("PRICE"), env.one_of("CHOICE", ("a", "b"))) == (0.15, "b")
    assert env.web_address("ADDRESS") == "http://ollama:11434/v1"


def test_a_limit_that_is_set_and_empty_is_none(monkeypatch):
    assert env.limit("NO_SUCH", 10) == 10
    monkeypatch.setenv("LIMIT", "25")
    assert env.limit("LIMIT", 10) == 25
    monkeypatch.setenv("LIMIT", "")
    assert env.limit("LIMIT", 10) is None


@pytest.mark.parametrize("word", ["0", "-1", "many", "1.5"])
def test_a_limit_is_a_whole_number_of_at_least_one(word, monkeypatch):
    monkeypatch.setenv("LIMIT", word)
    with pytest.raises(ImproperlyConfigured, match="LIMIT"):
        env.limit("LIMIT", 10)


def test_a_rate_is_so_many_in_a_period(monkeypatch):
    assert env.rate("NO_SUCH") is None
    for word, seconds in (
        ("60/min", 60),
        ("60/m", 60),
        ("60 / minute", 60),
        ("60/s", 1),
        ("60/hour", 3600),
        ("60/day", 86400),
    ):
        monkeypatch.setenv("RATE", word)
        assert env.rate("RATE") == (60, seconds)


@pytest.mark.parametrize("word", ["60", "0/min", "-1/min", "1.5/min", "60/fortnight", "/min", "60/", "١/min"])
def test_what_is_no_rate_stops_the_start(word, monkeypatch):
    monkeypatch.setenv("RATE", word)
    with pytest.raises(ImproperlyConfigured, match="RATE"):
        env.rate("RATE")


def test_lists_and_paths(monkeypatch):
    monkeypatch.setenv("WORDS", "a, b,,c ")
    assert env.words("WORDS", []) == ["a", "b", "c"]
    assert env.path("NO_SUCH", Path("/tmp/x")) == Path("/tmp/x")


def test_classes_have_names_or_dotted_paths(monkeypatch):
    known = {"archive": "sources.Archive", "ytdlp": "sources.YtDlp"}
    assert env.classes("SOURCES", known) == ["sources.Archive", "sources.YtDlp"]
    monkeypatch.setenv("SOURCES", "ytdlp, own.Source")
    assert env.classes("SOURCES", known) == ["sources.YtDlp", "own.Source"]
    monkeypatch.setenv("SOURCES", "ytdlp,yt")
    with pytest.raises(ImproperlyConfigured, match="SOURCES has 'yt', which is neither one of archive, ytdlp nor"):
        env.classes("SOURCES", known)


URL = "postgresql://postgres@/postgres?host=/var/run"


def test_a_database_url_keeps_its_socket():
    found = env.database(URL, 0, 30)
    assert found["NAME"] == "postgres"
    assert found["OPTIONS"]["host"] == "/var/run"


def test_a_connection_whose_server_disappears_fails_within_seconds():
    options = env.database(URL, 0, 7)["OPTIONS"]
    silent = options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"]
    assert max(silent, options["tcp_user_timeout"] / 1000) <= 12
    for found in (env.subscribed_hosts(["redis://db"], "")[0], brokers.transport_options("redis://db", prefix="a")):
        assert found["socket_keepalive"]
        limits = found["socket_keepalive_options"]
        silent = limits[socket.TCP_KEEPIDLE] + limits[socket.TCP_KEEPINTVL] * limits[socket.TCP_KEEPCNT]
        assert max(silent, limits[socket.TCP_USER_TIMEOUT] / 1000) <= 12
    assert "socket_keepalive" not in env.subscribed_hosts(["unix:///run/redis"], "")[0]


def test_the_database_ends_a_session_that_is_idle_within_a_transaction():
    options = env.database(URL, 0, 7)["OPTIONS"]
    assert options["options"] == "-c idle_in_transaction_session_timeout=7s"
    assert "pool" not in options


def test_nothing_is_kept_in_a_session_of_a_pooler():
    found = env.database(URL, 0, 7, True)
    assert found["DISABLE_SERVER_SIDE_CURSORS"]
    assert found["OPTIONS"]["prepare_threshold"] is None
    assert "options" not in found["OPTIONS"]


def test_a_pool_has_a_maximum_size():
    assert env.database(URL, 4, 30)["OPTIONS"]["pool"]["max_size"] == 4


@pytest.mark.parametrize("key", ["naïve", "two\nlines"])
def test_a_secret_that_no_header_can_carry_is_refused(key, monkeypatch):
    monkeypatch.setenv("API_KEY", key)
    with pytest.raises(ImproperlyConfigured, match="API_KEY"):
        env.header_secret("API_KEY")


def test_a_template_of_an_address_names_one_of_its_fields(monkeypatch):
    monkeypatch.setenv("TEMPLATE", "https://logs.example/?q={task_id}")
    assert env.url_template("TEMPLATE", ("{request_id}", "{task_id}")) == "https://logs.example/?q={task_id}"
    monkeypatch.setenv("TEMPLATE", "https://logs.example/")
    with pytest.raises(ImproperlyConfigured, match=r"{request_id} or {task_id}"):
        env.url_template("TEMPLATE", ("{request_id}", "{task_id}"))


def test_a_new_folder_is_created(tmp_path, monkeypatch):
    monkeypatch.setenv("FOLDER", str(tmp_path / "a" / "b"))
    assert Path(env.new_folder("FOLDER")).is_dir()
    assert env.new_folder("NO_SUCH") == ""


PROVIDER = {"id": "corp", "name": "Corp", "server_url": "https://id.example/a", "client_id": "c", "secret": "s"}


def test_providers_are_a_json_list(monkeypatch):
    monkeypatch.setenv("X", json.dumps([PROVIDER, PROVIDER | {"id": "other", "sign_up": True}]))
    assert [(each.id, each.sign_up) for each in env.oidc_providers("X")] == [("corp", False), ("other", True)]
    monkeypatch.setenv("X", "")
    assert env.oidc_providers("X") == []


@pytest.mark.parametrize(
    "wrong",
    [
        *("{", "{}", "[1]", "[{}]", "null"),
        *(
            json.dumps([PROVIDER | more])
            for more in (
                {"id": "A/b"},
                {"id": 7},
                {"secret": None},
                {"server_url": "id.example"},
                {"sign_up": 1},
                {"x": 1},
            )
        ),
        json.dumps([PROVIDER, PROVIDER]),
    ],
)
def test_any_other_text_names_the_variable(monkeypatch, wrong):
    monkeypatch.setenv("X", wrong)
    with pytest.raises(ImproperlyConfigured, match="variable X must be a JSON list"):
        env.oidc_providers("X")


def test_a_server_for_mail_is_read_from_its_address():
    found = env.mail("smtp+tls://ada:p%40ss@mail.example:587")
    assert (found["EMAIL_HOST"], found["EMAIL_HOST_PASSWORD"], found["EMAIL_USE_TLS"]) == ("mail.example", "p@ss", True)
    assert env.mail("")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    for wrong in ("pigeon://x", "smtp://host:port"):
        with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must be"):
            env.mail(wrong)


def test_forms_may_lead_to_the_providers_and_nowhere_else():
    one = env.OidcProvider(**PROVIDER, login_url="https://login.example/x?y")
    assert account_settings.origins([one]) == ["https://id.example", "https://login.example"]
    policy = content_security.policy(account_settings.origins([one]))["DIRECTIVES"]
    assert policy["form-action"] == ["'self'", "https://id.example", "https://login.example"]
