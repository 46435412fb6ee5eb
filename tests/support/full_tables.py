"""Tables as full as after years of service, and what is asked of them all the time."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from analysis import dispatcher
from analysis.execution import leases, lifecycle
from analysis.models import AnalysisTask
from analysis.operations import backlog, retention
from analysis.queries import history

Plan = dict[str, Any]
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


def fill(*, tasks: int, events_a_task: int, active: int, videos: int = 500) -> None:
    """Insert so many analyses, ``active`` of them pending, with so many events each and all else that hangs on them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO analysis_tasks (id, youtube_url, video_id, options, request_id, status, progress, message,
                warnings, result_data, error_code, error_message, error_step, error_retryable, created_at, updated_at,
                completed_at, last_seq, fence, attempts, celery_id, worker, caller)
            SELECT gen_random_uuid(), 'https://youtu.be/sample_talk', 'v' || n %% %(videos)s, '{}', 'request-' || n,
                CASE WHEN n <= %(active)s THEN 'pending' WHEN n %% 20 = 0 THEN 'failed' ELSE 'completed' END,
                100, 'crowd', '[]', '{}',
                CASE WHEN n > %(active)s AND n %% 20 = 0 THEN 'VIDEO_PRIVATE' ELSE '' END, '', '',
                false, now() - n * interval '1 minute', now(),
                CASE WHEN n <= %(active)s THEN NULL ELSE now() - n * interval '1 minute' END, %(events)s, 1, 0, '', '',
                'user:' || n %% 100
            FROM generate_series(1, %(tasks)s) n""",
            {"tasks": tasks, "active": active, "events": events_a_task, "videos": videos},
        )
        # PostgreSQL may have planned the check of the foreign keys while the table was empty: as a scan of all of it.
        cursor.execute("ANALYZE analysis_tasks")
        cursor.execute(
            """
            INSERT INTO analysis_taskevent (task_id, seq, type, data, terminal, created_at)
            SELECT id, seq, 'progress_update', '{}', seq = %(events)s AND status = 'completed', now()
            FROM analysis_tasks, generate_series(1, %(events)s) seq WHERE message = 'crowd'""",
            {"events": events_a_task},
        )
        for rows in HANGING_ON_THEM:
            cursor.execute(rows)
        cursor.execute(f"ANALYZE {', '.join(BIG)}")


def questions() -> dict[str, Callable[[], object]]:
    """Return what is asked all the time, by name; each may be asked again and again, as long as some are pending."""
    client = Client(SERVER_NAME="localhost")
    ended = AnalysisTask.objects.filter(status="completed").latest("created_at")
    return {
        "the dispatcher's look": _look,
        "a claim and an event": _claim,
        "the list": lambda: client.get("/api/v1/analysis/"),
        "the list of a status": lambda: client.get("/api/v1/analysis/?status=completed"),
        "an analysis": lambda: client.get(f"/api/v1/analysis/{ended.pk}"),
        "its events": lambda: history.task_frames(ended.pk, after=3),
        "the look for lost messages": lambda: history.last_seqs([ended.pk]),
        "the watch over the queue": backlog.unclaimed_seconds,
        "a batch of retention": _clean,
    }


def _look() -> None:
    """Look as the dispatcher does; nobody gets what is handed out."""
    sent = dispatcher.run_analysis.apply_async
    dispatcher.run_analysis.apply_async = lambda args, **_: None
    try:
        dispatcher.dispatch_due_tasks()
    finally:
        dispatcher.run_analysis.apply_async = sent


def _claim() -> None:
    task = AnalysisTask.objects.filter(status="pending").earliest("created_at")
    claim = leases.claim_task(task.pk)
    assert claim is not None
    lifecycle.record_warning(claim, code="X", message="x", step=None)


def _clean() -> None:
    with override_settings(RETENTION_DAYS=1):
        retention.delete_expired_batch()


def scanned(ask: Callable[[], object]) -> set[str]:
    """Return the tables that the queries of ``ask()`` read from end to end."""
    return {node["Relation Name"] for node in _nodes_of(ask) if node["Node Type"] == "Seq Scan"}


def indexes(ask: Callable[[], object]) -> set[str]:
    """Return the indexes that the queries of ``ask()`` use."""
    return {node["Index Name"] for node in _nodes_of(ask) if "Index Name" in node}


def big(tables: set[str]) -> set[str]:
    """Leave out what holds a handful of rows however long the service runs."""
    return tables & set(BIG)


def _nodes_of(ask: Callable[[], object]) -> Iterator[Plan]:
    with CaptureQueriesContext(connection) as captured:
        ask()
    statements = (part.strip() for query in captured for part in query["sql"].split(";"))
    asked = [sql for sql in statements if sql.startswith(("SELECT", "UPDATE", "DELETE"))]
    assert asked
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
            (plan,) = cursor.fetchone()
        yield from _nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _nodes(plan: Plan) -> Iterator[Plan]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
