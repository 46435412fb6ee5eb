"""A source that refuses is left alone by all workers, then asked by one of them first."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from analysis.choices import TaskStatus
from analysis.exceptions import (
    ExtractionBlocked,
    RateLimited,
    SourceBlocked,
    SourcePaused,
    TemporaryError,
    VideoPrivate,
)
from analysis.execution import runner
from analysis.models import SourceState
from analysis.pipeline.progress import Progress
from analysis.queries import history
from analysis.sources import circuit_breaker, data_api_quota, registry, wrappers
from analysis.sources.wrappers import GuardedSource
from tests.support.factories import TaskFactory
from tests.support.fakes import FakeSource, Script

pytestmark = pytest.mark.django_db(transaction=True)


class RemoteSource(FakeSource):
    """The fake source, as if it lay beyond a network."""

    is_remote = True


class Clock:
    """A clock that a test sets forward."""

    def __init__(self):
        self.moment = timezone.now()

    def __call__(self):
        return self.moment

    def forward(self, seconds):
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch):
    """Return the breaker's clock."""
    clock = Clock()
    monkeypatch.setattr(circuit_breaker, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def _remote(settings):
    settings.VIDEO_SOURCES = [f"{__name__}.RemoteSource"]
    settings.SOURCE_PACE_SECONDS = 0
    settings.FAKE_SOURCE = Script()
    return


def refuse(error):
    def answer(*_):
        raise error

    django_settings.FAKE_SOURCE.video = answer


def ask():
    (source,) = registry.load_sources(lambda: None)
    return source.fetch_video("sample_talk")


def test_a_source_that_answers_is_asked_at_once():
    assert ask().video.title == "How tides work"


def test_a_refusal_pauses_the_source_for_everybody(clock, settings):
    refuse(RateLimited())
    with pytest.raises(SourcePaused) as told:
        ask()
    assert told.value.code == "RATE_LIMIT_EXCEEDED"
    assert 60 <= told.value.retry_after <= 75
    with pytest.raises(SourcePaused):
        ask()
    assert settings.FAKE_SOURCE.calls == ["video"]


def test_the_wait_that_the_source_asks_for_is_kept(clock):
    refuse(RateLimited(retry_after=900))
    with pytest.raises(SourcePaused) as told:
        ask()
    assert told.value.retry_after == 900


def test_each_pause_is_longer_than_the_one_before(clock):
    refuse(ExtractionBlocked())
    waits = []
    for _ in range(8):
        with pytest.raises(SourcePaused) as told:
            ask()
        waits.append(told.value.retry_after)
        clock.forward(told.value.retry_after + 1)
    assert waits[0] < 80 < 100 < waits[1] < 200 < waits[2]
    assert max(waits) <= 3600 * 1.25


def test_after_the_pause_one_worker_asks_and_the_others_wait_for_its_answer(clock):
    circuit_breaker.record_refusal("fake", RateLimited())
    clock.forward(100)
    circuit_breaker.raise_if_paused("fake")
    with pytest.raises(SourcePaused) as told:
        circuit_breaker.raise_if_paused("fake")
    assert told.value.retry_after < 30
    circuit_breaker.record_success("fake")
    circuit_breaker.raise_if_paused("fake")
    circuit_breaker.raise_if_paused("fake")


def test_a_probe_whose_worker_died_is_taken_over_by_another(clock):
    circuit_breaker.record_refusal("fake", RateLimited())
    clock.forward(100)
    circuit_breaker.raise_if_paused("fake")
    clock.forward(circuit_breaker.PROBE_SECONDS + 1)
    circuit_breaker.raise_if_paused("fake")


def test_refusals_that_come_at_once_pause_once(clock):
    circuit_breaker.record_refusal("fake", RateLimited())
    circuit_breaker.record_refusal("fake", RateLimited())
    circuit_breaker.record_refusal("fake", RateLimited(retry_after=600))
    state = SourceState.objects.get(pk="fake")
    assert state.pauses == 1
    assert state.paused_until == clock() + timedelta(seconds=600)


def test_an_answer_to_a_question_asked_before_the_pause_does_not_end_it(clock):
    circuit_breaker.record_refusal("fake", RateLimited())
    circuit_breaker.record_success("fake")
    with pytest.raises(SourcePaused):
        circuit_breaker.raise_if_paused("fake")


def test_a_refused_video_is_an_answer(clock):
    circuit_breaker.record_refusal("fake", RateLimited())
    clock.forward(100)
    refuse(VideoPrivate())
    with pytest.raises(VideoPrivate):
        ask()
    circuit_breaker.raise_if_paused("fake")
    circuit_breaker.raise_if_paused("fake")


def test_trouble_of_the_network_pauses_nobody():
    refuse(TemporaryError())
    with pytest.raises(TemporaryError):
        ask()
    assert not SourceState.objects.exists()


def test_after_hours_of_refusals_it_is_not_waited_for_any_longer(clock, settings):
    settings.SOURCE_GIVE_UP_SECONDS = 3600
    for _ in range(8):
        circuit_breaker.record_refusal("fake", ExtractionBlocked())
        clock.forward(4000)
    circuit_breaker.record_refusal("fake", ExtractionBlocked())
    with pytest.raises(SourceBlocked) as told:
        circuit_breaker.raise_if_paused("fake")
    assert told.value.code == "EXTRACTION_BLOCKED"
    assert "has refused this server since" in told.value.message


def test_the_viewer_is_told_until_when_and_the_wait_counts_for_no_attempt():
    refuse(RateLimited(retry_after=3000))
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "requeued"
    task.refresh_from_db()
    assert task.status == TaskStatus.PROCESSING
    assert task.attempts == 0
    assert 2900 < (task.not_before - timezone.now()).total_seconds() < 3400
    (warning,) = [frame["warning"] for frame in history.task_frames(task.pk, after=0) if frame["type"] == "warning"]
    assert warning["code"] == "RATE_LIMIT_EXCEEDED"
    assert warning["message"].endswith(f"Paused until {task.not_before:%H:%M} UTC.")


def test_a_second_task_is_paused_without_a_request(settings):
    refuse(RateLimited(retry_after=3000))
    runner.run(str(TaskFactory().pk))
    assert runner.run(str(TaskFactory().pk)) == "requeued"
    assert settings.FAKE_SOURCE.calls == ["video"]


def test_workers_keep_their_distance(clock, settings, monkeypatch):
    settings.SOURCE_PACE_SECONDS = 2.0
    assert [circuit_breaker.reserve_turn("fake") for _ in range(3)] == [0.0, 2.0, 4.0]
    clock.forward(60)
    assert circuit_breaker.reserve_turn("fake") == 0.0


def test_a_turn_that_is_waited_for_can_be_cancelled(settings, monkeypatch):
    settings.SOURCE_PACE_SECONDS = 3600
    asked = []

    class Stop(Exception):
        pass

    def stop():
        asked.append("whether it is wanted")
        raise Stop

    wrappers.GuardedSource(RemoteSource(), lambda: None).fetch_video("sample_talk")
    with pytest.raises(Stop):
        wrappers.GuardedSource(RemoteSource(), stop).fetch_video("sample_talk")
    with pytest.raises(Stop):
        source = wrappers.GuardedSource(RemoteSource(), lambda: None)
        source.fetch_comments("sample_talk", limit=1, sort="top", progress=Progress(check=stop))
    assert len(asked) == 2
    assert settings.FAKE_SOURCE.calls == ["video"]


class CountedSource:
    """A source with a quota whose calls fail."""

    name = data_api_quota.SOURCE
    units = 0

    def fetch_video(self, video_id):
        self.units += 50
        raise RateLimited("The quota is used up.", retry_after=7200)

    def take_units(self):
        units, self.units = self.units, 0
        return units


def test_what_a_call_costs_of_a_quota_is_counted_whatever_comes_of_it(settings):
    settings.SOURCE_PACE_SECONDS = 0
    guarded = GuardedSource(CountedSource(), lambda: None)
    with pytest.raises(SourcePaused) as raised:
        guarded.fetch_video("x")
    assert raised.value.retry_after > 7000
    assert data_api_quota.read().used == 50
