"""One trace leads from the request to the last step."""

import subprocess
import sys

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from analysis import dispatcher
from analysis.exceptions import VideoPrivate
from analysis.execution import runner
from analysis.models import AnalysisTask
from analysis.sources.archive import ArchiveSource
from analysis.support import tracing
from analysis.support.tracing.opentelemetry import OpenTelemetry
from tests.support import factories

URL = "https://www.youtube.com/watch?v=sample_talk"
STEPS = {"extraction", "transcription", "content_analysis", "comment_analysis", "synthesis"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def exporter(monkeypatch, settings):
    """Turn tracing on and give what it writes."""
    settings.VIDEO_SOURCES = ["analysis.sources.archive.ArchiveSource"]
    written = InMemorySpanExporter()
    backend = OpenTelemetry(SimpleSpanProcessor(written))
    monkeypatch.setattr(tracing, "backend", lambda: backend)
    return written


def ask(client, **headers):
    return client.post(
        "/api/v1/analysis/",
        {"youtube_url": URL, "options": factories.BASIC_OPTIONS},
        "application/json",
        headers=headers,
    ).json()["id"]


def named(exporter):
    """Return the spans by name; where there are several of one, the last."""
    return {span.name: span for span in exporter.get_finished_spans()}


def test_one_trace_leads_from_the_request_through_the_dispatcher_to_the_steps(client, exporter, monkeypatch):
    monkeypatch.setattr(dispatcher.run_analysis, "apply_async", lambda *args, **options: None)
    task_id = ask(client)
    dispatcher.dispatch_due_tasks()
    runner.run(task_id)
    spans = named(exporter)
    assert {span.context.trace_id for span in spans.values()} == {spans["POST api/v1/analysis"].context.trace_id}
    request, run = spans["POST api/v1/analysis"], spans["run"]
    assert request.attributes["http.response.status_code"] == 200
    assert {spans["dispatch"].parent.span_id, run.parent.span_id} == {request.context.span_id}
    assert spans["claim"].parent.span_id == run.context.span_id
    # Also of those that ran beside each other in threads.
    assert {spans[f"step {step}"].parent.span_id for step in STEPS} == {run.context.span_id}
    assert spans["fetch comments"].parent.span_id == spans["step comment_analysis"].context.span_id
    assert spans["fetch video"].attributes["source"] == "archive"
    assert run.attributes["task_id"] == task_id


def test_a_request_goes_on_with_the_trace_of_its_caller(client, exporter):
    ask(client, traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    request = named(exporter)["POST api/v1/analysis"]
    assert f"{request.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"
    assert AnalysisTask.objects.get().traceparent.startswith("00-0af7651916cd43dd8448eb211c80319c-")


@pytest.mark.parametrize("given", ["nonsense", "x" * 10_000, "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_a_place_that_is_none_begins_a_trace(client, exporter, given):
    ask(client, traceparent=given)
    assert named(exporter)["POST api/v1/analysis"].parent is None
    assert len(AnalysisTask.objects.get().traceparent) == 55


def test_a_failure_is_marked_with_its_code_and_without_its_words(client, exporter, monkeypatch):
    def refuse(source, video_id):
        raise VideoPrivate("somebody's words")

    monkeypatch.setattr(ArchiveSource, "fetch_video", refuse)
    runner.run(ask(client))
    span = named(exporter)["fetch video"]
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "VIDEO_PRIVATE")
    assert not span.events
    assert "somebody" not in str(span.to_json())


def test_without_a_collector_nothing_is_traced_and_nothing_is_imported(client):
    assert AnalysisTask.objects.get(pk=ask(client)).traceparent == ""
    code = (
        "import django; django.setup()\n"
        "import sys, youtube_analyzer.asgi, youtube_analyzer.middleware.request_log, analysis.dispatcher\n"
        "from analysis.support import tracing\n"
        "ours = {'opentelemetry.exporter', 'analysis.support.tracing.opentelemetry'}\n"
        "with tracing.span('x'):\n    print(tracing.is_on(), ours & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # redis imports the API and the SDK, where they are installed, for figures of its own.
    assert done.stdout == "False set()\n"
