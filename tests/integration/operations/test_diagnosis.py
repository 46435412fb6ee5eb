"""The diagnosis: stage by stage what works, and what to do where something does not."""

import io
import json

import pytest
from django.core.management import call_command

from analysis.operations import diagnosis
from analysis.operations.diagnosis import Status, services, stages

pytestmark = pytest.mark.django_db

STAGES = [
    *("database", "broker", "disk", "clock", "models", "speech", "ffmpeg", "yt-dlp", "javascript", "cookies"),
    *("po_token", "proxy", "network", "data_api", "facts", "captions", "comments", "audio"),
]


@pytest.fixture(autouse=True)
def _no_network(settings):
    """Let every request to YouTube end at a port that nobody listens on."""
    settings.YTDLP_PROXY = "http://127.0.0.1:9"


def diagnosed(url=None):
    return {outcome.stage: outcome for outcome in diagnosis.diagnose(url)}


def run(*arguments):
    """Return the exit code and the output of the command."""
    output = io.StringIO()
    try:
        call_command("diagnose", *arguments, stdout=output)
    except SystemExit as ending:
        return ending.code, output.getvalue()
    return 0, output.getvalue()


def test_every_stage_says_how_it_is_and_what_to_do():
    found = diagnosed("https://youtu.be/sample_talk")
    assert list(found) == STAGES
    assert {stage for stage in STAGES if found[stage].status == Status.FAILED} == {"proxy", "network"}
    assert all(outcome.advice for outcome in found.values() if outcome.status in (Status.WARNING, Status.FAILED))
    assert (
        found["facts"].message
        == "The source archive has the video: Why the sea comes back: the tide, explained from a muddy harbour"
    )
    assert [found[stage].status for stage in ("database", "captions", "comments")] == [Status.OK] * 3


def test_without_a_video_its_stages_are_skipped():
    found = diagnosed()
    assert {found[stage].status for stage in ("facts", "captions", "comments", "audio")} == {Status.SKIPPED}


@pytest.mark.parametrize(
    ("url", "advice"),
    [("https://evil.example/x", "Name a video"), ("https://youtu.be/not_there01", "the stage network")],
)
def test_a_video_that_cannot_be_read_is_said_with_what_to_do_and_the_rest_goes_on(url, advice):
    found = diagnosed(url)
    assert found["facts"].status == Status.FAILED
    assert advice in found["facts"].advice
    assert found["audio"].status == Status.SKIPPED


def test_the_command_says_so_in_words_as_json_and_by_its_exit_code(caplog):
    code, words = run("https://youtu.be/not_there01")
    assert (code, caplog.records) == (1, [])
    assert "FAILED   facts       YouTube could not be reached." in words
    assert "FAILED   network     YouTube cannot be reached." in words
    code, text = run("--json")
    report = json.loads(text)
    assert [stage["stage"] for stage in report["stages"]] == STAGES
    assert (code, report["well"]) == (1, False)


def test_a_stage_that_breaks_does_not_end_the_diagnosis(monkeypatch):
    def broken():
        raise KeyError("secret")

    found = stages.timed("disk", broken)
    assert (found.status, found.message) == (Status.FAILED, "This could not be checked.")


def test_servers_that_do_not_answer_are_named(settings):
    settings.CELERY_BROKER_URL = "amqp://127.0.0.1:9"
    assert services.check_broker().message == "The broker does not answer."
    settings.REDIS_URL = "redis://127.0.0.1:9"
    assert services.check_broker().message == "Redis does not answer."
