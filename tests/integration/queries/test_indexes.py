"""What is asked all the time stays on an index, however much there is; `make endurance` asks among five million events."""

import pytest
from django.db import connection

from analysis import dispatcher
from analysis.access.limits import quotas
from analysis.admin import read_only
from analysis.execution import leases, lifecycle
from analysis.models import AnalysisTask
from analysis.operations import backlog, retention
from analysis.queries import history
from tests.support.full_tables import BIG, big, fill, scanned

pytestmark = pytest.mark.django_db

#: As many as a few seconds allow; what matters to the planner are the proportions.
TASKS, EVENTS_A_TASK, ACTIVE = 20_000, 10, 20


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """Fill the tables for the tests of this file."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        fill(tasks=TASKS, events_a_task=EVENTS_A_TASK, active=ACTIVE)
        yield
        cursor.execute("TRUNCATE analysis_tasks CASCADE")
        cursor.execute(f"ANALYZE {', '.join(BIG)}")


@pytest.fixture
def ended(crowd):
    return AnalysisTask.objects.filter(status="completed").latest("created_at")


@pytest.fixture
def pending(crowd):
    return AnalysisTask.objects.filter(status="pending").latest("created_at")


def test_the_dispatcher_reads_no_table_from_end_to_end(pending, monkeypatch):
    monkeypatch.setattr(dispatcher.run_analysis, "apply_async", lambda args, **_: None)
    assert big(scanned(dispatcher.dispatch_due_tasks)) == set()


def test_neither_does_a_claim_nor_an_event(pending):
    def work():
        lifecycle.record_warning(leases.claim_task(pending.pk), code="X", message="x", step=None)

    assert big(scanned(work)) == set()


def test_nor_do_the_list_and_the_page_of_an_analysis(ended, client):
    assert big(scanned(lambda: client.get("/api/v1/analysis/"))) == set()
    assert big(scanned(lambda: client.get(f"/api/v1/analysis/{ended.pk}"))) == set()


def test_nor_do_the_log_and_the_look_for_lost_messages(ended):
    assert big(scanned(lambda: history.task_frames(ended.pk, after=3))) == set()
    assert big(scanned(lambda: history.last_seqs([ended.pk]))) == set()


def test_nor_do_housekeeping_and_the_watch_over_the_queue(ended, settings):
    settings.RETENTION_DAYS = settings.TEXT_RETENTION_DAYS = settings.EVENT_RETENTION_DAYS = 1
    assert big(scanned(retention.delete_expired_batch)) == set()
    assert big(scanned(backlog.unclaimed_seconds)) == set()


def test_nor_does_counting_what_a_caller_has_under_way(crowd):
    assert big(scanned(lambda: quotas.acquire_task_slot("user:5"))) == set()


LIST = "/admin/analysis/analysistask/"
COMMENTS = "/admin/analysis/comment/"


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/admin/", 14),
        (LIST, 5),
        # Further than a third into a table, the planner may prefer to read all of it. Real tables are longer.
        (f"{LIST}?p=60", 5),
        (f"{LIST}?status__exact=failed", 5),
        (f"{LIST}?error=VIDEO_PRIVATE", 5),
        (f"{LIST}?error=VIDEO_IS_LIVE", 5),
        (f"{LIST}?state=paused", 5),
        (f"{LIST}?q=%s", 5),
        (f"{LIST}?q=v7", 6),
        (f"{LIST}?q=request-77", 6),
        (f"{LIST}?q=nothing-like-it", 6),
        (f"{LIST}%s/change/", 12),
        (f"{LIST}%s/log/", 5),
        (f"{LIST}%s/delete/", 5),
        (COMMENTS, 5),
        (f"{COMMENTS}?task=%s&sentiment=negative&is_spam__exact=1", 5),
        ("/admin/analysis/video/", 5),
    ],
)
def test_nor_does_the_admin_in_a_few_questions_a_page(
    ended, admin_client, path, queries, django_assert_max_num_queries
):
    path = path.replace("%s", str(ended.pk))
    with django_assert_max_num_queries(queries):
        assert admin_client.get(path).status_code == 200
    assert big(scanned(lambda: admin_client.get(path))) == set()


def test_the_admin_counts_no_further_than_its_pages_reach(crowd, admin_client, monkeypatch):
    monkeypatch.setattr(read_only, "COUNTED", 1_000)
    page = admin_client.get(LIST).content.decode()
    assert "1000 analysis tasks" in page
    assert "There are more rows than are counted here." in page
    assert "There are more" not in admin_client.get(f"{LIST}?status__exact=pending").content.decode()


def test_control_a_question_without_an_index_is_seen(crowd):
    assert scanned(lambda: list(AnalysisTask.objects.filter(worker="nobody"))) == {"analysis_tasks"}
