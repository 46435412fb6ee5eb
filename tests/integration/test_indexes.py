"""What is asked all the time stays on an index, however much there is."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analysis import backlog, dispatcher, housekeeping, leases, lifecycle, quotas, selectors
from analysis.admin import read_only
from analysis.models import AnalysisTask
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

#: Analyses and events a hundredth of what the promise is made for; what matters to the planner are the proportions.
TASKS, EVENTS_A_TASK, ACTIVE = 20_000, 10, 20
#: Tables that grow with the analyses; the others hold a handful of rows, where no index is worth its while.
BIG = (
    *("analysis_tasks", "analysis_taskevent", "analysis_steprun", "analysis_stepattempt"),
    *("analysis_video", "analysis_comment"),
)
HANGING_ON_THEM = (
    """INSERT INTO analysis_video (task_id, youtube_id, title, channel_name, facts)
    SELECT id, video_id, 'Title', 'Channel', '{}' FROM analysis_tasks""",
    """INSERT INTO analysis_steprun (task_id, name, position, status, progress, attempts, completions, started_at,
        completed_at, facts, error_code, error_message)
    SELECT id, step, 0, 'completed', 100, 1, 1, created_at, created_at, '{}', '', ''
    FROM analysis_tasks, unnest(ARRAY['extraction', 'transcription', 'synthesis']) step""",
    """INSERT INTO analysis_stepattempt (task_id, step, worker, started_at, ended_at, outcome, error_code, cause,
        cause_message, traceback)
    SELECT id, 'extraction', 'w', created_at, created_at, 'completed', error_code, '', '', '' FROM analysis_tasks""",
    """INSERT INTO analysis_comment (task_id, position, comment_id, parent_id, author, author_channel_id, text,
        published_is_estimated, is_pinned, is_hearted, is_author, sentiment, language, theme, is_spam, spam_reason, cites)
    SELECT id, n, 'c' || n, '', '', '', 'text', false, false, false, false, 'neutral', 'en', '', false, '', '[]'
    FROM analysis_tasks, generate_series(0, 4) n""",
)


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """Fill the tables for the tests of this file."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO analysis_tasks (id, youtube_url, video_id, options, request_id, status, progress, message,
                warnings, result_data, error_code, error_message, error_step, error_retryable, created_at, updated_at,
                completed_at, last_seq, fence, attempts, celery_id, worker, caller)
            SELECT gen_random_uuid(), 'https://youtu.be/sample_talk', 'v' || n %% 500, '{}', 'request-' || n,
                CASE WHEN n <= %(active)s THEN 'pending' WHEN n %% 20 = 0 THEN 'failed' ELSE 'completed' END,
                100, 'crowd', '[]', '{}',
                CASE WHEN n > %(active)s AND n %% 20 = 0 THEN 'VIDEO_PRIVATE' ELSE '' END, '', '',
                false, now() - n * interval '1 minute', now(),
                CASE WHEN n <= %(active)s THEN NULL ELSE now() - n * interval '1 minute' END, 10, 1, 0, '', '',
                'user:' || n %% 100
            FROM generate_series(1, %(tasks)s) n""",
            {"tasks": TASKS, "active": ACTIVE},
        )
        cursor.execute(
            """
            INSERT INTO analysis_taskevent (task_id, seq, type, data, terminal, created_at)
            SELECT id, seq, 'progress_update', '{}', seq = %(events)s AND status = 'completed', now()
            FROM analysis_tasks, generate_series(1, %(events)s) seq WHERE message = 'crowd'""",
            {"events": EVENTS_A_TASK},
        )
        for rows in HANGING_ON_THEM:
            cursor.execute(rows)
        cursor.execute(f"ANALYZE {', '.join(BIG)}")
        yield
        cursor.execute("TRUNCATE analysis_tasks CASCADE")
        cursor.execute(f"ANALYZE {', '.join(BIG)}")


def scanned(call):
    """Return the tables that the queries of ``call()`` read from end to end."""
    with CaptureQueriesContext(connection) as captured:
        call()
    asked = [query["sql"] for query in captured if query["sql"].startswith(("SELECT", "UPDATE", "DELETE"))]
    assert asked
    return {table for sql in asked for table in _scans(_plan(sql))}


def _plan(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        (plan,) = cursor.fetchone()
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]


def _scans(plan):
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _scans(part)


@pytest.fixture
def ended(crowd):
    return AnalysisTask.objects.filter(status="completed").latest("created_at")


@pytest.fixture
def pending(crowd):
    return AnalysisTask.objects.filter(status="pending").latest("created_at")


def big(tables):
    """Leave out what holds a handful of rows however long the service runs."""
    return tables & set(BIG)


def test_the_dispatcher_reads_no_table_from_end_to_end(pending, monkeypatch):
    monkeypatch.setattr(dispatcher.run_analysis, "apply_async", lambda args, **_: None)
    assert big(scanned(dispatcher.look)) == set()


def test_neither_does_a_claim_nor_an_event(pending):
    def work():
        lifecycle.warned(leases.claim(pending.pk), code="X", message="x", step=None)

    assert big(scanned(work)) == set()


def test_nor_do_the_list_and_the_page_of_an_analysis(ended, client):
    assert big(scanned(lambda: client.get("/api/v1/analysis/"))) == set()
    assert big(scanned(lambda: client.get(f"/api/v1/analysis/{ended.pk}"))) == set()


def test_nor_do_the_log_and_the_look_for_lost_messages(ended):
    assert big(scanned(lambda: selectors.task_frames(ended.pk, after=3))) == set()
    assert big(scanned(lambda: selectors.last_seqs([ended.pk]))) == set()


def test_nor_do_housekeeping_and_the_watch_over_the_queue(ended, settings):
    settings.RETENTION_DAYS = 1
    assert big(scanned(housekeeping.clean)) == set()
    assert big(scanned(backlog.unclaimed_seconds)) == set()


def test_nor_does_counting_what_a_caller_has_under_way(crowd):
    assert big(scanned(lambda: quotas.take_place("user:5"))) == set()


LIST = "/admin/analysis/analysistask/"
COMMENTS = "/admin/analysis/comment/"


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/admin/", 14),
        (LIST, 5),
        (f"{LIST}?p=150", 5),
        (f"{LIST}?status__exact=failed", 5),
        (f"{LIST}?error=VIDEO_PRIVATE", 5),
        (f"{LIST}?error=VIDEO_IS_LIVE", 5),
        (f"{LIST}?standing=paused", 5),
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
def test_nor_does_the_admin_in_a_few_questions_a_page(ended, client, path, queries, django_assert_max_num_queries):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    path = path.replace("%s", str(ended.pk))
    with django_assert_max_num_queries(queries):
        assert client.get(path).status_code == 200
    assert big(scanned(lambda: client.get(path))) == set()


def test_the_admin_counts_no_further_than_its_pages_reach(crowd, client, monkeypatch):
    monkeypatch.setattr(read_only, "COUNTED", 1_000)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.get(LIST).content.decode()
    assert "1000 analysis tasks" in page
    assert "There are more than are counted here." in page
    assert "There are more" not in client.get(f"{LIST}?status__exact=pending").content.decode()


def test_control_a_question_without_an_index_is_seen(crowd):
    assert scanned(lambda: list(AnalysisTask.objects.filter(worker="nobody"))) == {"analysis_tasks"}
