"""Queries that cannot be searched for, cursors that are none, and searches that take too long."""

import base64
import json

import pytest

from tests.support.searchable import stored

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('"' * 500, "no_words"),
        ('"' * 10_000, "max_length"),
        ("x" * 1_000_000, "max_length"),
        ("boat\x00", "null_characters_not_allowed"),
        ("-", "no_words"),
        ("- - --", "no_words"),
        ("!&|()<>:*'\\", "no_words"),
        ("-boats", "only_exclusions"),
        ('-"the boats" -sea', "only_exclusions"),
        ("the of and", "only_stop_words"),
        ("the", "only_stop_words"),
        ("ab*", "short_prefix"),
        (" ".join(f"word{n}" for n in range(30)), "too_many_words"),
        ("", "blank"),
        ("   ", "blank"),
    ],
)
def test_a_query_without_anything_to_look_for_is_refused_with_a_code(client, query, code):
    answer = client.get("/api/v1/search", {"q": query})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "INVALID_PARAMETERS"
    assert [(error["attr"], error["code"]) for error in problem["errors"]] == [("q", code)]


def test_a_search_without_a_query_is_refused(client):
    assert client.get("/api/v1/search").json()["errors"][0]["code"] == "required"


@pytest.mark.parametrize(
    "query",
    [
        "'); DROP TABLE analysis_tasks; --",
        "a' | 'b",
        "\\'boat\\ :* <-> !",
        "boat:A & sea",
        '"unclosed phrase',
        'boat"sea"boat',
        "--boat sea",
        "%s %(q)s {} \ufeff\u202e",
        "\ud83d\ude00 boat".encode("utf-16", "surrogatepass").decode("utf-16"),
        "機" * 499,
        "ก" * 500,
        "a-b-c-d " * 15,
        "İ ß ﬁ ｶﾞ é",
    ],
)
def test_any_other_text_is_searched_for(client, query):
    stored(title="Boat")
    assert client.get("/api/v1/search", {"q": query}).status_code == 200


@pytest.mark.parametrize(
    "parameters",
    [
        {"in": "everything"},
        {"in": ""},
        {"sentiment": "happy"},
        {"language": "%"},
        {"created_after": "yesterday"},
        {"created_after": "0001-01-01T00:00:00+23:59"},
        {"all": "perhaps"},
        {"page_size": "0"},
        {"page_size": "101"},
        {"video_id": "x\x00"},
        {"channel_id": "x" * 101},
    ],
)
def test_an_invalid_filter_is_refused(client, parameters):
    answer = client.get("/api/v1/search", {"q": "boat", **parameters})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == next(iter(parameters))


def encoded(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "AAAA",
        "=" * 5,
        "W" * 150,
        "[" * 199,
        encoded(1, "a", 0.1),
        encoded(1, "c", 0.1, 1),
        encoded(2**70, "a", 0.1, 1),
        encoded(-1, "a", 0.1, 1),
        encoded(True, "a", 0.1, 1),
        encoded(1, "a", float("inf"), 1),
        encoded(1, "a", "0.1", 1),
        encoded(1, "a", 0.1, 2**64),
    ],
)
def test_a_cursor_that_is_none_is_refused(client, cursor):
    answer = client.get("/api/v1/search", {"q": "boat", "cursor": cursor})
    assert answer.status_code == 422
    assert [(error["attr"], error["code"]) for error in answer.json()["errors"]] == [("cursor", "invalid_cursor")]


@pytest.mark.usefixtures("slow_search")
def test_a_search_that_takes_too_long_is_given_up_and_says_so(client):
    answer = client.get("/api/v1/search", {"q": "boat"})
    assert (answer.status_code, answer.json()["code"]) == (503, "SEARCH_TIMEOUT")
    assert "Retry-After" in answer


def test_stop_words_of_another_language_are_told(client):
    answer = client.get("/api/v1/search", {"q": "war"}).json()
    assert answer["warnings"] == [
        {
            "code": "STOP_WORDS",
            "message": "These words are too common in some languages to be looked for there: German.",
        }
    ]


def test_stop_words_of_the_chosen_language_are_refused(client):
    answer = client.get("/api/v1/search", {"q": "der die das", "language": "de"})
    assert answer.json()["errors"][0]["code"] == "only_stop_words"
