"""A whole analysis with a language model: a server on this machine that speaks its protocol."""

import pytest

from analysis import options
from analysis.choices import TaskStatus
from analysis.execution import runner
from analysis.models import AnalysisTask, StepRun
from tests.support import chat_server, language_models, threads
from tests.support.factories import TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)

PROMPTS = [
    {"id": "q1", "name": "The Moon", "prompt": "What does the Moon do?", "category": "science"},
    {"id": "q2", "name": "Mood", "prompt": "What do viewers like?", "category": None},
]


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr("analysis.llm.retry_policy.FIRST_BACKOFF_SECONDS", 0.01)
    with chat_server.running() as running:
        running.otherwise = writing(language_models.honest)
        settings.LLM_BASE_URL, settings.LLM_MODEL = running.url, "tide-7b"
        settings.LLM_PRICE_INPUT, settings.LLM_PRICE_OUTPUT = 1.0, 2.0
        settings.LLM_TIMEOUT = 5
        yield running


def writing(write):
    def reply(body):
        messages = [(message["role"], message["content"]) for message in body["messages"]]
        task = body["response_format"]["json_schema"]["name"]
        return write(task, language_models.material_of(messages), language_models.questions_of(messages))

    return chat_server.answering(reply)


def analysed(**wanted) -> AnalysisTask:
    """Return the sample's analysis."""
    task = TaskFactory(options=options.with_defaults(wanted))
    assert runner.run(str(task.pk)) == "completed"
    task.refresh_from_db()
    return task


def codes(task):
    return [warning["code"] for warning in task.warnings]


def tasks_of(server):
    return [asked["response_format"]["json_schema"]["name"] for asked in server.requests]


def test_a_finding_is_written_by_the_model_and_says_so(server):
    task = analysed(custom_prompts=PROMPTS)
    result, told = task.result_data, task.result_metadata["llm"]
    assert result["content"]["summary_statements"]
    assert all(statement["citations"] for statement in result["content"]["summary_statements"])
    assert result["insights"][-1]["model"] == "tide-7b"
    assert [answer["id"] for answer in result["custom_answers"]] == ["q1", "q2"]
    assert all(answer["answer"] and answer["citations"] for answer in result["custom_answers"])
    assert task.result_metadata["models"]["language_model"] == "tide-7b"
    assert told["calls"] == len(server.requests)
    assert (told["prompt_tokens"], told["completion_tokens"]) == (100 * told["calls"], 20 * told["calls"])
    assert told["cost"] == pytest.approx(told["calls"] * 140 / 1_000_000)
    assert {"summary", "insights", "custom_answers"} <= set(told["parts"])
    assert (told["tokens_are_estimated"], told["dropped_citations"]) == (False, 0)
    assert not [code for code in codes(task) if code.startswith("LLM")]


def test_the_basic_depth_asks_the_model_only_what_the_caller_asks(server):
    task = analysed(analysis_depth="basic", custom_prompts=PROMPTS)
    assert set(tasks_of(server)) == {"finds_in_speech", "finds_in_comments", "answer"}
    assert task.result_data["custom_answers"][0]["answer"]
    assert task.result_data["content"]["summary_statements"] == []


def test_a_summary_that_the_caller_asks_for_is_written_at_any_depth(server):
    task = analysed(analysis_depth="basic", summary_language="en", summary_style="bullets")
    assert {"notes", "summary"} <= set(tasks_of(server))
    assert all(line.startswith("- ") for line in task.result_data["content"]["summary"].splitlines())
    assert all(statement["citations"] for statement in task.result_data["content"]["summary_statements"])
    assert "LLM_NOT_CONFIGURED" not in codes(task)


@pytest.mark.parametrize("wanted", [{"summary_language": "de"}, {"summary_style": "brief"}])
def test_without_a_model_a_summary_in_another_way_is_a_warning(wanted):
    task = analysed(analysis_depth="basic", **wanted)
    (warning,) = [warning for warning in task.warnings if warning["code"] == "LLM_NOT_CONFIGURED"]
    assert (warning["step"], warning["message"]) == (
        "synthesis",
        "The summary is not in the language or style that was asked for: this server has no language model configured.",
    )
    assert task.result_data["content"]["summary_statements"] == []


def test_without_a_model_questions_are_left_open_with_a_warning_and_the_rest_is_as_ever():
    task = analysed(custom_prompts=PROMPTS)
    assert task.result_data["custom_answers"] is None
    assert task.result_data["content"]["summary"]
    assert task.result_metadata["llm"] is None
    assert "language_model" not in task.result_metadata["models"]
    warning = next(warning for warning in task.warnings if warning["code"] == "LLM_NOT_CONFIGURED")
    assert warning["step"] == "synthesis"


def test_a_server_that_fails_leaves_the_local_finding_and_a_warning_a_step(server):
    local = analysed(analysis_depth="basic")
    server.otherwise = chat_server.status(401)
    task = analysed(custom_prompts=PROMPTS)
    assert task.status == TaskStatus.COMPLETED
    assert task.result_data["content"]["summary"]
    assert task.result_data["content"]["summary_statements"] == []
    assert task.result_data["custom_answers"] is None
    assert all(claim["model"] is None for claim in task.result_data["insights"])
    assert set(codes(task)) - set(codes(local)) == {"LLM_UNAVAILABLE"}
    assert task.result_metadata["llm"]["parts"] == []


def test_a_model_that_obeys_the_comments_reaches_no_field_of_the_finding(server):
    server.otherwise = writing(language_models.obedient)
    task = analysed(custom_prompts=PROMPTS)
    assert "HACKED" not in str(task.result_data)
    assert "evil.example" not in str(task.result_data)
    assert "LLM_REPLY_REJECTED" in codes(task)


def test_no_budget_is_overdrawn(server, settings):
    settings.LLM_MAX_TOKENS_PER_ANALYSIS = 9_000
    settings.LLM_CONTEXT_TOKENS, settings.LLM_REPLY_TOKENS = 4096, 300
    task = analysed(custom_prompts=PROMPTS)
    told = task.result_metadata["llm"]
    assert told["prompt_tokens"] + told["completion_tokens"] <= 9_000
    settings.LLM_MAX_TOKENS_PER_ANALYSIS = 0
    server.requests.clear()
    task = analysed(custom_prompts=PROMPTS)
    assert server.requests == []
    assert "LLM_BUDGET_EXCEEDED" in codes(task)
    assert task.result_metadata["llm"] is None


def test_replies_paid_for_before_a_crash_are_not_paid_for_again(server, monkeypatch):
    task = TaskFactory(options=options.with_defaults({"analysis_type": "content"}))
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr("analysis.execution.llm_session.end", die)
        runner.run(str(task.pk))
    paid = tasks_of(server)
    assert "summary" in paid
    server.requests.clear()
    AnalysisTask.objects.filter(pk=task.pk).update(lease_until="2020-01-01T00:00:00Z")
    assert runner.run(str(task.pk)) == "completed"
    assert not {"notes", "summary"} & set(tasks_of(server))
    task.refresh_from_db()
    assert task.result_metadata["llm"]["calls"] == len(paid) + len(server.requests)
    assert "replies" not in StepRun.objects.get(task=task, name="content_analysis").output["llm"]


def die(*args):
    raise SystemExit("the machine stops")


def test_an_analysis_cancelled_during_a_reply_without_end_stops(server):
    server.otherwise = chat_server.silence("{")
    task = TaskFactory(options=options.with_defaults({}))
    outcome = threads.outcome_of_cancelled(task, lambda: server.requests)
    assert outcome == "stopped: CancellationRequested"
