"""The admin, as staff use it."""

import pytest

from analysis import runner
from analysis.models import AnalysisTask
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
