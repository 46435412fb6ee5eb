"""How members become analyses: a few at a time, callers in turn, and how a batch ends."""

from collections import Counter

import pytest

from analysis import dispatcher
from analysis.batches import feeding
from analysis.execution import leases
from analysis.models import AnalysisTask, BatchEvent
from tests.support import batches
from tests.support.factories import TaskFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def window(settings):
    settings.BATCH_WINDOW = 2


def test_no_more_members_than_the_window_are_analysed_at_a_time():
    batch = batches.make(1, 2, 3, 4)
    feeding.advance()
    feeding.advance()
    assert batches.begun(batch) == [1, 2]
    batches.end(AnalysisTask.objects.filter(video_id="video000001"))
    feeding.advance()
    assert batches.begun(batch) == [1, 2, 3]


def test_callers_take_turns_whatever_the_size_of_their_batches(settings):
    settings.BATCH_WINDOW = 4
    batches.make(*range(10), caller="user:1")
    batches.make(*range(10, 20), caller="user:1")
    batches.make(*range(20, 22), caller="user:2")
    feeding.advance()
    of_second = AnalysisTask.objects.filter(video_id__gte="video000020").count()
    assert (AnalysisTask.objects.count(), of_second) == (4, 2)


def test_with_one_place_the_caller_who_waited_longest_is_next(settings):
    settings.BATCH_WINDOW = 1
    batches.make(*range(5), caller="user:1")
    batches.make(*range(10, 15), caller="user:2")
    turns = []
    for _ in range(6):
        feeding.advance()
        task = AnalysisTask.objects.active().get()
        turns.append(int(task.video_id[5:]) // 10)
        batches.end(AnalysisTask.objects.filter(pk=task.pk))
    assert turns == [0, 1, 0, 1, 0, 1]


def test_a_batch_ends_when_its_members_have_and_says_how():
    batch = batches.run(batches.make(1, 2, 3), failed={"video000002"})
    assert (batch.status, batch.progress) == ("completed", 100)
    assert (batch.counts["completed"], batch.counts["failed"]) == (2, 1)
    log = list(BatchEvent.objects.filter(batch=batch))
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    assert Counter(event.type for event in log)["batch_completed"] == 1
    assert log[-1].terminal and log[-1].type == "batch_completed"


def test_only_what_changes_is_reported():
    batch = batches.make(1)
    feeding.advance()
    seq = BatchEvent.objects.filter(batch=batch).count()
    feeding.advance()
    assert BatchEvent.objects.filter(batch=batch).count() == seq


def test_a_member_whose_analysis_was_deleted_is_cancelled():
    batch = batches.make(1)
    feeding.advance()
    AnalysisTask.objects.all().delete()
    feeding.advance()
    batch.refresh_from_db()
    assert (batch.status, batch.counts["cancelled"]) == ("completed", 1)


def test_a_completed_member_stays_so_after_its_analysis_was_deleted():
    batch = batches.run(batches.make(1, 2))
    AnalysisTask.objects.all().delete()
    assert set(batch.members.values_list("status", flat=True)) == {"completed"}


def test_single_analyses_are_dispatched_before_members(monkeypatch):
    sent = []
    monkeypatch.setattr(dispatcher.run_analysis, "apply_async", lambda args, **_: sent.append(args[0]))
    batches.make(1, 2)
    feeding.advance()
    single = TaskFactory()
    dispatcher.dispatch_due_tasks()
    assert sent == [str(single.pk)]
    # Once a worker has claimed it, members follow.
    AnalysisTask.objects.filter(pk=single.pk).update(
        status="processing", dispatched_at=None, lease_until="2100-01-01T00:00Z"
    )
    dispatcher.dispatch_due_tasks()
    assert len(sent) == 3


def test_a_member_gives_way_to_a_single_analysis_behind_it_in_the_broker(monkeypatch):
    monkeypatch.setattr(dispatcher.run_analysis, "apply_async", lambda args, **_: None)
    batches.make(1)
    feeding.advance()
    dispatcher.dispatch_due_tasks()
    member, single = AnalysisTask.objects.get(), TaskFactory()
    dispatcher.dispatch_due_tasks()
    assert leases.claim_task(member.pk) is None
    member.refresh_from_db()
    assert member.dispatched_at is None
    assert leases.claim_task(single.pk)
    assert dispatcher.dispatch_due_tasks() == 1
    assert leases.claim_task(member.pk)
