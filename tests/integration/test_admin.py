"""The admin, as staff use it."""

import pytest
from django.contrib.auth.models import Permission
from django.utils.timezone import now

from analysis import runner
from analysis.models import AnalysisTask, TaskEvent, Video
from tests.factories import TaskFactory, UserFactory
from tests.fakes import FakeSource

LIST = "/admin/analysis/analysistask/"


@pytest.fixture
def staff(client, transactional_db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_it_lists_and_finds_tasks(staff):
    task = TaskFactory(failed=True)
    assert b"sample_talk" in staff.get(LIST).content
    assert b"1 analysis task" in staff.get(f"{LIST}?q={task.pk}").content
    assert staff.get(f"{LIST}?status__exact=failed").status_code == 200


def test_the_page_of_a_task_shows_its_steps_and_its_history(staff, settings):
    settings.VIDEO_SOURCES = ["tests.fakes.FakeSource"]
    FakeSource.reset()
    task = TaskFactory()
    runner.run(str(task.pk))
    page = staff.get(f"{LIST}{task.pk}/change/").content.decode()
    assert "content_analysis" in page
    assert "task_completed" in page
    assert "How tides work" in page
    assert 'name="_save"' not in page


def test_nothing_can_be_added_by_hand(staff):
    assert staff.get(f"{LIST}add/").status_code == 403


def test_cancel_and_retry_tell_what_they_did_and_what_they_could_not(staff):
    active, failed = TaskFactory(), TaskFactory(failed=True)
    chosen = {"_selected_action": [active.pk, failed.pk]}
    page = staff.post(LIST, chosen | {"action": "cancel"}, follow=True).content.decode()
    assert "1 cancelled." in page
    assert "The analysis has already ended." in page
    staff.post(LIST, chosen | {"action": "retry"}, follow=True)
    assert set(AnalysisTask.objects.values_list("status", flat=True)) == {"pending"}


def test_celerys_results_are_listed(staff):
    assert staff.get("/admin/django_celery_results/taskresult/").status_code == 200


def test_strangers_are_sent_to_the_login(client, db):
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize("words", ["tides", "not-an-id", "%00", "'", "sample_talk"])
def test_any_words_can_be_searched_for(staff, words):
    TaskFactory()
    assert staff.get(f"{LIST}?q={words}").status_code in {200, 302}


def test_the_list_costs_the_same_whatever_its_length(staff, django_assert_max_num_queries):
    for _ in range(20):
        TaskFactory(owner=UserFactory())
    with django_assert_max_num_queries(10):
        staff.get(LIST)


def test_a_long_history_shows_its_newest_events_and_says_so(staff):
    task = TaskFactory()
    TaskEvent.objects.bulk_create(
        TaskEvent(task=task, seq=n, type="warning", data={"n": n}, created_at=now()) for n in range(1, 151)
    )
    page = staff.get(f"{LIST}{task.pk}/change/").content.decode()
    assert "the newest 100" in page
    assert "{&quot;n&quot;: 150}" in page
    assert "{&quot;n&quot;: 51}" in page
    assert "{&quot;n&quot;: 50}" not in page


def test_deleting_by_hand_cancels_first(staff):
    task = TaskFactory()
    staff.post(LIST, {"action": "delete_selected", "_selected_action": [task.pk], "post": "yes"})
    assert not AnalysisTask.objects.exists()


def test_staff_who_may_only_look_can_neither_cancel_nor_delete(client, transactional_db):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_analysistask"))
    client.force_login(user)
    task = TaskFactory()
    page = client.get(LIST).content.decode()
    assert "sample_talk" in page
    assert 'value="cancel"' not in page
    client.post(LIST, {"action": "cancel", "_selected_action": [task.pk]})
    task.refresh_from_db()
    assert task.status == "pending"


def test_a_title_of_somebody_elses_is_shown_as_text(staff):
    task = TaskFactory(completed=True, result_data={"video": {"title": "<script>alert(1)</script>"}})
    Video.objects.create(task=task, youtube_id="x", title="<script>alert(1)</script>", facts={})
    for path in (LIST, f"{LIST}{task.pk}/change/"):
        assert "<script>alert" not in staff.get(path).content.decode()
