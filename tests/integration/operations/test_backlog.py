"""What does not move is seen, and can be released."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from analysis import services
from analysis.choices import TaskStatus
from analysis.exceptions import LeaseLost, RateLimited, SourcePaused
from analysis.execution import leases, lifecycle
from analysis.models import AnalysisTask
from analysis.operations import backlog
from analysis.sources import circuit_breaker
from tests.support.factories import TaskFactory

pytestmark = pytest.mark.django_db


def task(seconds_ago=0, **fields):
    made = TaskFactory()
    moment = now() - timedelta(seconds=seconds_ago)
    AnalysisTask.objects.filter(pk=made.pk).update(**{"updated_at": moment} | fields)
    return made


def said(*arguments):
    out = StringIO()
    call_command("tasks", *arguments, stdout=out)
    return out.getvalue()


def test_each_kind_of_waiting_has_its_name():
    soon, past = now() + timedelta(minutes=5), now() - timedelta(minutes=1)
    task()
    task(status=TaskStatus.PROCESSING, lease_until=past, not_before=soon)
    task(status=TaskStatus.PROCESSING, lease_until=past)
    task(dispatched_at=now())
    task(status=TaskStatus.PROCESSING, lease_until=soon)
    TaskFactory(completed=True)
    assert sorted(held.state for held in backlog.waiting_tasks()) == ["orphaned", "paused", "unclaimed", "waiting"]


def test_the_wait_of_the_oldest_message_is_told():
    task(seconds_ago=100, dispatched_at=now())
    task(seconds_ago=40, dispatched_at=now())
    assert 99 < backlog.unclaimed_seconds() < 110


def test_what_is_not_in_the_broker_waits_for_nobody_there():
    task(seconds_ago=100)
    task(seconds_ago=100, dispatched_at=now(), not_before=now() + timedelta(minutes=1))
    task(seconds_ago=100, dispatched_at=now() - timedelta(hours=1))
    assert backlog.unclaimed_seconds() == 0.0


def test_an_empty_queue_is_said():
    assert said() == "No analysis is waiting.\n"


def test_the_command_lists_what_waits_and_why():
    paused = task(not_before=now() + timedelta(minutes=5), message="Paused")
    listed = said()
    assert str(paused.pk) in listed
    assert "paused" in listed


def test_no_message_is_read_as_markup():
    task(not_before=now() + timedelta(hours=1), message="[/bold]")
    assert "[/bold]" in said()


def test_a_released_task_is_due_at_once_and_its_holder_can_write_nothing():
    held = task()
    claim = leases.claim_task(held.pk)
    assert said("--release", str(held.pk)) == f"{held.pk} released\n"
    with pytest.raises(LeaseLost):
        lifecycle.start_step(claim, "extraction")
    assert leases.claim_task(held.pk) is not None


def test_a_pause_is_ended_by_releasing_all_and_one_worker_asks_the_source_first():
    paused = task(not_before=now() + timedelta(minutes=5))
    circuit_breaker.record_refusal("one", RateLimited(retry_after=3600))
    said("--release", "all")
    paused.refresh_from_db()
    assert paused.not_before is None
    circuit_breaker.raise_if_paused("one")
    with pytest.raises(SourcePaused):
        circuit_breaker.raise_if_paused("one")


def test_releasing_all_passes_over_what_ends_meanwhile(monkeypatch):
    assert said("--release", "all") == "No analysis is waiting.\n"
    ended, paused = (task(not_before=now() + timedelta(minutes=5)) for _ in range(2))
    found = backlog.waiting_tasks()
    monkeypatch.setattr(backlog, "waiting_tasks", lambda: found)
    services.task_cancel(task=ended)
    assert said("--release", "all") == f"{paused.pk} released\n"


@pytest.mark.parametrize("word", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_what_cannot_be_released_is_said(word):
    with pytest.raises(CommandError, match=word):
        said("--release", word)
