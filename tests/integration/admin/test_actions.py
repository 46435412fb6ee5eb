"""What staff can do to analyses: asked first, done through services, kept in the log."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.utils.timezone import now

from analysis.access.permissions import OBSERVERS, create_observers_group
from analysis.admin import actions
from analysis.exceptions import LeaseLost
from analysis.execution import leases, lifecycle
from analysis.models import AnalysisTask, TaskEvent
from tests.support.factories import TaskFactory, UserFactory

LIST = "/admin/analysis/analysistask/"

pytestmark = pytest.mark.django_db


def signed_in(client, *rights):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[f"{right}_analysistask" for right in rights]))
    client.force_login(user)
    return client


@pytest.fixture
def staff(client):
    return signed_in(client, "view", "change", "delete")


def ask(client, name, *tasks, **more):
    return client.post(LIST, {"action": name, "_selected_action": [task.pk for task in tasks]} | more)


def do(client, name, *tasks, **more):
    return client.post(
        LIST, {"action": name, "confirmed": "yes", "_selected_action": [task.pk for task in tasks]} | more, follow=True
    ).content.decode()


def state(task):
    task.refresh_from_db()
    return task.status


def waiting():
    task = TaskFactory()
    AnalysisTask.objects.filter(pk=task.pk).update(not_before=now() + timedelta(hours=1), dispatched_at=now())
    return task


@pytest.mark.parametrize("name", ["cancel", "retry", "resume", "release", "delete"])
def test_each_act_is_asked_first_with_what_will_happen_and_to_which(staff, name):
    task = TaskFactory()
    page = ask(staff, name, task).content.decode()
    act = next(act for act in actions.ACTS if act.name == name)
    assert str(act.consequence) in page
    assert str(task.pk) in page
    assert state(task) == "pending"
    assert not LogEntry.objects.exists()


def test_what_will_be_refused_is_said_before(staff):
    assert b"will be refused" in ask(staff, "cancel", TaskFactory(failed=True)).content
    assert b"will be refused" not in ask(staff, "cancel", TaskFactory()).content


def test_cancelling_ends_what_can_be_ended_and_says_why_not_the_rest(staff):
    active, failed = TaskFactory(), TaskFactory(failed=True)
    page = do(staff, "cancel", active, failed)
    assert "1 cancelled." in page
    assert "1 refused (sample_talk): The analysis has already ended." in page
    assert state(active) == "cancelled"
    assert TaskEvent.objects.get(task=active).data == {"reason": "Cancelled by staff"}


def test_the_log_tells_of_what_was_done_and_of_nothing_else(staff):
    active, failed = TaskFactory(), TaskFactory(failed=True)
    do(staff, "cancel", active, failed)
    entry = LogEntry.objects.get()
    assert entry.object_id == str(active.pk)
    assert entry.get_change_message() == "Cancel"
    assert b"sample_talk" in staff.get(f"{LIST}{active.pk}/history/").content


def test_retrying_puts_back_to_pending(staff):
    failed = TaskFactory(failed=True)
    assert "1 put back to pending." in do(staff, "retry", failed)
    assert state(failed) == "pending"


def test_resuming_hands_out_again_what_waits_and_leaves_alone_what_runs(staff):
    paused, running = waiting(), TaskFactory()
    leases.claim_task(running.pk)
    page = do(staff, "resume", paused, running)
    assert "1 dispatched again." in page
    assert "1 refused (sample_talk): The analysis is not waiting" in page
    paused.refresh_from_db()
    assert (paused.not_before, paused.dispatched_at) == (None, None)
    assert running.fence == AnalysisTask.objects.get(pk=paused.pk).fence


def test_releasing_takes_an_analysis_from_its_worker(staff):
    task = TaskFactory()
    claim = leases.claim_task(task.pk)
    assert "1 released." in do(staff, "release", task)
    with pytest.raises(LeaseLost):
        lifecycle.start_step(claim, "extraction")
    assert "1 refused (sample_talk): The analysis has already ended" in do(staff, "release", TaskFactory(failed=True))


def test_deleting_cancels_first_and_is_logged(staff):
    task = TaskFactory()
    assert "1 deleted." in do(staff, "delete", task)
    assert not AnalysisTask.objects.exists()
    assert LogEntry.objects.get().is_deletion()


def test_one_can_be_deleted_from_its_own_page_without_reading_what_hangs_on_it(staff, django_assert_max_num_queries):
    task = TaskFactory()
    with django_assert_max_num_queries(8):
        page = staff.get(f"{LIST}{task.pk}/delete/").content.decode()
    assert "with its result, transcript, comments and events" in page
    staff.post(f"{LIST}{task.pk}/delete/", {"post": "yes"})
    assert not AnalysisTask.objects.exists()


def test_from_the_page_of_an_analysis_one_comes_back_to_it(staff):
    task = TaskFactory()
    page = staff.get(f"{LIST}{task.pk}/change/").content.decode()
    assert 'value="cancel"' in page
    assert 'value="retry"' not in page
    asked = ask(staff, "cancel", task, from_page="yes").content.decode()
    assert 'name="from_page"' in asked
    answer = staff.post(
        LIST, {"action": "cancel", "confirmed": "yes", "from_page": "yes", "_selected_action": [task.pk]}
    )
    assert answer["Location"] == f"{LIST}{task.pk}/change/"


def test_from_a_narrowed_list_one_comes_back_to_the_same_and_a_changed_state_loses_nobody(staff):
    task = TaskFactory()
    asked = staff.post(f"{LIST}?status__exact=pending", {"action": "cancel", "_selected_action": [task.pk]})
    assert b'name="back" value="status__exact=pending"' in asked.content
    answer = staff.post(
        LIST,
        {"action": "cancel", "confirmed": "yes", "back": "status__exact=pending", "_selected_action": [task.pk]},
    )
    assert answer["Location"] == f"{LIST}?status__exact=pending"


def test_too_many_at_once_are_refused(staff, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    tasks = [TaskFactory() for _ in range(3)]
    assert "Select at most 2 analyses at once." in do(staff, "cancel", *tasks)
    everything = {"action": "cancel", "_selected_action": [tasks[0].pk], "select_across": "1"}
    assert "Select at most 2 analyses at once." in staff.post(LIST, everything, follow=True).content.decode()
    assert {state(task) for task in tasks} == {"pending"}


def test_what_cannot_be_an_id_is_refused(staff):
    assert staff.post(LIST, {"action": "cancel", "_selected_action": ["nonsense"]}).status_code == 400


def test_staff_who_may_only_look_are_offered_nothing_and_can_do_nothing(client):
    client = signed_in(client, "view")
    task, failed = TaskFactory(), TaskFactory(failed=True)
    for path in (LIST, f"{LIST}{task.pk}/change/"):
        page = client.get(path).content.decode()
        assert "sample_talk" in page
        for act in actions.ACTS:
            assert f'value="{act.name}"' not in page
    for act in actions.ACTS:
        do(client, act.name, task, failed)
    assert (state(task), state(failed)) == ("pending", "failed")
    assert client.get(f"{LIST}{task.pk}/delete/").status_code == 403
    assert not LogEntry.objects.exists()


def test_observers_see_the_state_and_every_list_and_are_offered_nothing(client):
    user = UserFactory(is_staff=True)
    create_observers_group()
    user.groups.add(Group.objects.get(name=OBSERVERS))
    client.force_login(user)
    task = TaskFactory()
    assert b"Queue" in client.get("/admin/").content
    for model in ("analysistask", "comment", "video", "transcript", "worker", "sourcestate"):
        assert client.get(f"/admin/analysis/{model}/").status_code == 200
    page = client.get(f"{LIST}{task.pk}/change/").content.decode()
    assert "Timeline" in page
    assert 'value="cancel"' not in page


def test_staff_without_a_right_to_analyses_see_none(client):
    client = signed_in(client)
    task = TaskFactory()
    for path in (LIST, f"{LIST}{task.pk}/change/", f"{LIST}{task.pk}/log/"):
        assert client.get(path).status_code in {302, 403}
    assert b"Queue" not in client.get("/admin/").content


def test_whoever_may_change_but_not_delete_is_not_offered_deleting(client):
    page = signed_in(client, "view", "change").get(LIST).content.decode()
    assert 'value="cancel"' in page
    assert 'value="delete"' not in page
