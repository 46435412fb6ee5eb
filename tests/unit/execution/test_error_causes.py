"""What is kept of an exception tells enough, is bounded, and holds no secret."""

import pytest

from analysis.exceptions import ExtractionError, InternalError
from analysis.execution import error_causes
from tests.support import growth


def raised(act):
    try:
        act()
    except Exception as error:  # whatever the case raises is what it is about
        return error
    raise AssertionError("nothing was raised")


def break_inside():
    try:
        {}["captions"]
    except KeyError as error:
        raise ExtractionError from error


def test_it_names_the_first_exception_of_the_chain_and_shows_all_of_it():
    cause = error_causes.describe(raised(break_inside))
    assert (cause.exception_class, cause.message) == ("KeyError", "'captions'")
    assert "break_inside" in cause.traceback
    assert "The above exception was the direct cause" in cause.traceback
    assert cause.traceback.rstrip().endswith("ExtractionError: The video's data could not be extracted.")


def test_a_class_of_somebody_elses_is_named_with_its_module():
    assert error_causes.describe(ExtractionError()).exception_class == "analysis.exceptions.ExtractionError"


def test_an_exception_that_was_raised_in_spite_of_another_is_the_first_one():
    def act():
        try:
            raise KeyError("before")
        except KeyError:
            raise ValueError("the one") from None

    assert error_causes.describe(raised(act)).exception_class == "ValueError"


def test_a_circle_of_causes_has_an_end():
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one
    assert error_causes.describe(one).exception_class == "ValueError"


def test_what_is_very_long_keeps_both_its_ends():
    cause = error_causes.describe(InternalError("first " + "x" * 1_000_000 + " last"))
    assert cause.message.startswith("first x")
    assert cause.message.endswith("x last")
    assert len(cause.message) < 1_100
    assert len(cause.traceback) < 12_100


def test_a_message_that_cannot_be_made_hides_nothing():
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError("no words")

    assert error_causes.describe(Odd()).message == "its message is not available"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("no route to postgresql://analyzer:hunter22@db:5432/x", "no route to postgresql://***@db:5432/x"),
        ("proxy socks5h://me:pa-ss@10.0.0.1:1080 refused", "proxy socks5h://***@10.0.0.1:1080 refused"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: ***"),
        ("sent Bearer abcdef.ghijk", "sent Bearer ***"),
        ("{'Cookie': 'SID=1; HSID=2'}", "{'Cookie': '***'}"),
        ("GET /videos?id=abc&key=AIzaSyA&part=snippet", "GET /videos?id=abc&key=***&part=snippet"),
        ('{"api_key": "abc123"}', '{"api_key": "***"}'),
        ("https://r4.googlevideo.com/x?ip=1&sig=AOq0QJ8&n=2", "https://r4.googlevideo.com/x?ip=1&sig=***&n=2"),
        ("Incorrect API key provided: sk-proj-abcdefghijklmnop", "Incorrect API key provided: ***"),
        ("po_token=web.gvs+XXXX", "po_token=***"),
        ("password authentication failed for user", "password authentication failed for user"),
        ("KeyError: 'monkey'", "KeyError: 'monkey'"),
        ("nul \x00 and surrogate \ud800", "nul  and surrogate "),
    ],
)
def test_secrets_are_left_out_and_the_rest_is_kept(said, kept):
    assert error_causes.redact(said) == kept


def test_the_services_own_secrets_are_known_whatever_they_look_like(settings):
    settings.LLM_API_KEY = "plain words"
    settings.YTDLP_PROXY = "http://me:p_r_o_x_y@10.0.0.1:3128"
    settings.SOURCES = {"mine": {"PASSWORD": "correct horse"}}
    said = f"plain words, p_r_o_x_y, correct horse, {settings.SECRET_KEY}"
    assert error_causes.redact(said) == "***, ***, ***, ***"


def test_a_failure_to_describe_is_not_another_failure(monkeypatch):
    monkeypatch.setattr(error_causes, "redact", break_inside)
    assert error_causes.describe(InternalError()) == error_causes.Cause("InternalError", "", "")


@pytest.mark.parametrize("hostile", ["-", "key-", "a", "://", "cookie"])
def test_text_is_redacted_in_linear_time(hostile):
    growth.assert_linear(lambda count: error_causes.redact(hostile * count), 10_000 // len(hostile))
