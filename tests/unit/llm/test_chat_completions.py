"""The adapter of OpenAI's protocol against a server on this machine that speaks it, well and badly."""

import json
import threading
import time

import pytest

from analysis import llm
from analysis.exceptions import CancellationRequested, LanguageModelError
from analysis.llm import request_body, retry_policy
from analysis.llm.chat_completions import ChatCompletions
from analysis.pipeline.progress import Progress
from analysis.pipeline.values import Completion, Prompt, Usage
from analysis.support import background, retry_after
from tests.support import chat_server

PROMPT = Prompt((("system", "rules"), ("user", "data")), "notes", {"type": "object"}, 500)
TEXT = '{"notes": "Ebbe und Flut, 潮汐, المد 🌊"}'


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(retry_policy, "FIRST_BACKOFF_SECONDS", 0.01)
    with chat_server.running() as running:
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = running.url, "tide-7b", "sk-secret"
        settings.LLM_TIMEOUT = 5
        yield running


def complete(*behaviours, server, progress=None) -> Completion:
    server.behaviours += behaviours
    return ChatCompletions().complete(PROMPT, progress=progress or Progress())


def failure(*behaviours, server) -> LanguageModelError:
    with pytest.raises(LanguageModelError) as caught:
        complete(*behaviours, server=server)
    assert "secret" not in caught.value.message
    return caught.value


def test_a_stream_is_put_together_however_its_bytes_are_cut(server):
    assert complete(chat_server.stream(TEXT, piece=1), server=server) == Completion(TEXT, Usage(100, 20))


def test_the_request_is_one_that_servers_of_this_protocol_know(server):
    complete(chat_server.stream(TEXT), server=server)
    (asked,) = server.requests
    assert (asked["path"], asked["headers"]["authorization"]) == ("/v1/chat/completions", "Bearer sk-secret")
    assert asked["messages"] == [{"role": "system", "content": "rules"}, {"role": "user", "content": "data"}]
    assert (asked["model"], asked["temperature"], asked["seed"]) == ("tide-7b", 0, request_body.SEED)
    assert (asked["max_tokens"], asked["stream"], asked["stream_options"]) == (500, True, {"include_usage": True})
    assert asked["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "notes", "strict": True, "schema": {"type": "object"}},
    }


@pytest.mark.parametrize(("wanted", "sent"), [("json_object", {"type": "json_object"}), ("none", None)])
def test_a_server_that_knows_no_schemas_is_not_sent_one(server, settings, wanted, sent):
    settings.LLM_RESPONSE_FORMAT = wanted
    settings.LLM_API_KEY = ""
    complete(chat_server.stream(TEXT), server=server)
    assert server.requests[0].get("response_format") == sent
    assert "authorization" not in server.requests[0]["headers"]


def test_a_server_that_does_not_stream_is_understood_too(server):
    assert complete(chat_server.whole(TEXT), server=server) == Completion(TEXT, Usage(100, 20))
    assert complete(chat_server.whole(TEXT, finish_reason=None), server=server).is_whole


def test_a_stream_that_is_done_is_whole_though_it_gives_no_reason(server):
    assert complete(chat_server.stream(TEXT, finish_reason=None), server=server).text == TEXT
    assert complete(chat_server.stream(TEXT, done=False), server=server).text == TEXT


def test_tokens_that_the_server_does_not_count_are_estimated(server):
    found = complete(chat_server.stream("x" * 299, usage=None), server=server)
    assert found.usage == Usage(4, 100, is_estimated=True)
    for prompt, completion in (("many", -1), (10**4_000, 1), (1, True)):
        odd = chat_server.whole(TEXT, usage={"prompt_tokens": prompt, "completion_tokens": completion})
        assert complete(odd, server=server).usage.is_estimated


def test_characters_that_cannot_be_stored_are_left_out_and_halves_of_one_are_joined(server):
    pieces = ("a\0 ", "\ud83d", "\ude00 ", "\ud800")
    said = chat_server.events(*(json.dumps({"choices": [{"delta": {"content": each}}]}) for each in pieces), "[DONE]")
    assert complete(said, server=server).text == "a \U0001f600 \ufffd"


def test_a_reply_cut_off_at_its_longest_says_so(server):
    found = complete(chat_server.stream('{"notes": [', finish_reason="length"), server=server)
    assert (found.text, found.is_whole) == ('{"notes": [', False)


@pytest.mark.parametrize(
    "refusal",
    [
        chat_server.whole({"role": "assistant", "content": None, "refusal": "I cannot do that."}),
        chat_server.stream("", finish_reason="content_filter"),
        chat_server.events({"choices": [{"delta": {"refusal": "No."}, "finish_reason": "stop"}]}),
    ],
)
def test_a_model_that_declines_is_told_apart(server, refusal):
    assert complete(refusal, server=server).is_refused


def test_a_server_that_is_busy_is_asked_again(server):
    busy = [chat_server.status(429), chat_server.status(503), chat_server.status(500)]
    assert complete(*busy, chat_server.stream(TEXT), server=server).text == TEXT
    assert len(server.requests) == 4


def test_the_wait_that_a_server_asks_for_is_kept(server):
    began = time.monotonic()
    complete(chat_server.status(429, retry_after="0.4"), chat_server.stream(TEXT), server=server)
    assert time.monotonic() - began >= 0.4


def test_a_server_that_stays_busy_or_asks_for_too_much_patience_is_given_up(server):
    assert failure(server=server).message == "The language model does not answer (HTTP 500)."
    assert len(server.requests) == 4
    assert "HTTP 429" in failure(chat_server.status(429, retry_after="3600"), server=server).message
    assert len(server.requests) == 5


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (chat_server.status(401), "does not accept this service's key"),
        (chat_server.status(403), "does not accept this service's key"),
        (chat_server.status(404), "HTTP 404"),
        (chat_server.status(400, {"code": "context_length_exceeded"}), "see LLM_CONTEXT_TOKENS"),
        (chat_server.status(400, {"code": 400, "type": "exceed_context_size_error"}), "see LLM_CONTEXT_TOKENS"),
        (chat_server.status(400, {"param": "messages"}), "HTTP 400"),
        (chat_server.status(429, {"code": "insufficient_quota"}), "HTTP 429"),
        (chat_server.status(302, location="http://127.0.0.1:1/"), "HTTP 302"),
    ],
)
def test_a_refusal_is_final_and_the_servers_own_words_stay_in_the_log(server, refusal, said):
    error = failure(refusal, server=server)
    assert (error.code, len(server.requests)) == ("LLM_UNAVAILABLE", 1)
    assert said in error.message


def test_a_parameter_that_a_model_does_not_take_is_left_out_from_then_on(server):
    model = ChatCompletions()
    server.behaviours += [
        chat_server.status(400, {"param": "max_tokens"}),
        chat_server.status(400, {"param": "temperature"}),
        chat_server.stream(TEXT),
        chat_server.stream(TEXT),
    ]
    for _ in range(2):
        assert model.complete(PROMPT, progress=Progress()).text == TEXT
    for asked in server.requests[2:]:
        assert asked["max_completion_tokens"] == 500
        assert not {"max_tokens", "temperature"} & asked.keys()


def test_a_schema_is_sent_without_its_limits_and_then_not_at_all_where_a_server_refuses_it(server):
    schema = {"type": "array", "items": {"type": "string", "maxLength": 400}, "maxItems": 40}
    prompt = Prompt((("user", "data"),), "names", schema, 500)
    refused = chat_server.status(400, {"param": "response_format.json_schema"})
    server.behaviours += [refused, refused, chat_server.stream(TEXT)]
    assert ChatCompletions().complete(prompt, progress=Progress()).text == TEXT
    formats = [asked.get("response_format") for asked in server.requests]
    assert [sent and sent["json_schema"]["schema"] for sent in formats] == [
        schema,
        {"type": "array", "items": {"type": "string"}},
        None,
    ]


@pytest.mark.parametrize(
    "broken",
    [
        chat_server.stream(TEXT, finish_reason=None, done=False),
        chat_server.events({"choices": [{"delta": {"content": "a"}}]}, {"error": {"message": "out of memory"}}),
        chat_server.events("{not json"),
        chat_server.events({"choices": ["a"]}),
        chat_server.raw("[]"),
        chat_server.raw("[" * 100_000),
        chat_server.raw("<html>a proxy's page</html>"),
        chat_server.whole("x" * 500_000),
        chat_server.raw("x" * 5_000_000),
    ],
)
def test_a_reply_that_breaks_off_or_is_none_is_asked_for_once_more(server, broken):
    assert complete(broken, chat_server.stream(TEXT), server=server).text == TEXT
    failure(broken, broken, server=server)
    assert len(server.requests) == 4


def test_what_broke_off_is_paid_for_by_estimate(server):
    broken = chat_server.stream("x" * 299, finish_reason=None, done=False)
    assert complete(broken, chat_server.stream(TEXT), server=server).usage == Usage(104, 120, is_estimated=True)
    error = failure(broken, broken, server=server)
    assert (error.prompt_tokens, error.completion_tokens) == (8, 200)


def test_a_server_that_falls_silent_is_given_up(server, settings):
    settings.LLM_TIMEOUT = 0.3
    error = failure(chat_server.silence("a"), chat_server.silence("b"), server=server)
    assert error.message == "The language model does not answer (no reply in time)."


def test_a_server_that_is_not_there_is_given_up(server, settings):
    settings.LLM_BASE_URL = "http://127.0.0.1:1/v1"
    assert failure(server=server).message == "The language model does not answer (no connection)."


def test_an_address_that_no_client_can_use_is_said_to_be_the_trouble(server, settings):
    settings.LLM_BASE_URL = "http://a..b\x01/v1"
    assert failure(server=server).message == "The language model's address is not valid: see LLM_BASE_URL."


def test_a_cancelled_step_leaves_a_reply_within_a_second(server):
    looks = []

    def check():
        looks.append(time.monotonic())
        if len(looks) == 2:
            raise CancellationRequested

    with pytest.raises(CancellationRequested):
        complete(chat_server.silence("a"), server=server, progress=Progress(check=check))
    assert looks[-1] - looks[0] < 1
    # The request is closed, too: the server must not go on writing what will not be read.
    (work,) = [thread for thread in threading.enumerate() if thread.name == background.THREAD_NAME]
    work.join(4)
    assert not work.is_alive()


def test_a_reply_under_way_is_told_as_progress(server):
    told = []
    complete(
        chat_server.stream("x" * 3000, piece=100_000), server=server, progress=Progress(lambda *step: told.append(step))
    )
    assert told and told[-1][0] == 100


def test_there_is_no_language_model_where_none_is_named(settings):
    assert llm.configured() is None
    settings.LLM_BASE_URL, settings.LLM_MODEL = "http://localhost/v1", "tide-7b"
    assert llm.configured().model == "tide-7b"


def test_a_cost_is_told_where_both_prices_are_known(settings):
    assert llm.cost(Usage(1000, 1000)) is None
    settings.LLM_PRICE_INPUT, settings.LLM_PRICE_OUTPUT = 0.15, 0.6
    assert llm.cost(Usage(100_000, 10_000)) == 0.021


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [("7", 7.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None), ("nan", None), ("-3", 0.0), ("", None)],
)
def test_a_wait_may_be_stated_as_seconds_or_as_a_date(stated, seconds):
    assert retry_after.parse_retry_after(stated) == seconds
