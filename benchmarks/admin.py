"""What the admin costs when there is much to show: ``python -m benchmarks.admin [ANALYSES]``.

Fills tables of a database of its own and asks for each page as staff does, in this process: no network, no browser.
"""

import os
import sys
import time
from collections.abc import Iterator

import django
from rich.console import Console
from rich.table import Table

from benchmarks import filling

#: Times that each page is asked for; the quickest counts, since machines are shared.
ROUNDS = 5
LIST = "/admin/analysis/analysistask/"
#: Analyses one every 20 seconds, a twentieth failed, 50 active; each with its video, steps, an attempt and ten events.
ROWS = (
    """INSERT INTO analysis_tasks (id, youtube_url, video_id, options, request_id, status, progress, message, caller,
        warnings, result_data, error_code, error_message, error_step, error_retryable, created_at, updated_at,
        completed_at, last_seq, fence, attempts, celery_id, worker)
    SELECT gen_random_uuid(), 'https://youtu.be/x', 'video' || n %% 50000, '{}', 'request' || n,
        CASE WHEN n <= 50 THEN 'pending' WHEN n %% 20 = 0 THEN 'failed' ELSE 'completed' END, 100, '', '', '[]',
        jsonb_build_object('summary', repeat(md5(n::text), 300)),
        CASE WHEN n > 50 AND n %% 20 = 0 THEN 'VIDEO_PRIVATE' ELSE '' END, '', '', false,
        now() - n * interval '20 seconds', now(), CASE WHEN n > 50 THEN now() - n * interval '20 seconds' END,
        10, 1, 0, '', ''
    FROM generate_series(1, %(analyses)s) n""",
    """INSERT INTO analysis_video (task_id, youtube_id, title, channel_name, facts)
    SELECT id, video_id, 'Title', 'Channel', jsonb_build_object('d', repeat('x', 3000)) FROM analysis_tasks""",
    """INSERT INTO analysis_steprun (task_id, name, position, status, progress, attempts, completions, started_at,
        completed_at, facts, error_code, error_message)
    SELECT id, step, 0, 'completed', 100, 1, 1, created_at, completed_at, '{}', '', '' FROM analysis_tasks,
        unnest(ARRAY['extraction', 'transcription', 'content_analysis', 'comment_analysis', 'synthesis']) step""",
    """INSERT INTO analysis_stepattempt (task_id, step, worker, started_at, ended_at, outcome, error_code, cause,
        cause_message, traceback)
    SELECT id, 'extraction', '', created_at, created_at, 'completed', error_code, '', '', '' FROM analysis_tasks""",
    """INSERT INTO analysis_taskevent (task_id, seq, type, data, terminal, created_at)
    SELECT id, seq, 'progress_update', '{}', false, now() FROM analysis_tasks, generate_series(1, 10) seq""",
    """INSERT INTO analysis_comment (task_id, position, comment_id, parent_id, author, author_channel_id, text,
        published_is_estimated, is_pinned, is_hearted, is_author, sentiment, language, theme, is_spam, spam_reason,
        cites)
    SELECT id, n, 'c' || n, '', '', '', 'text', false, false, false, false, 'neutral', 'en', '', false, '', '[]'
    FROM (SELECT id FROM analysis_tasks LIMIT 10000) few, generate_series(0, 99) n""",
)


def main(analyses: int) -> None:
    """Fill, ask, print a table."""
    import tests.support.servers  # noqa: F401 (starts PostgreSQL and Valkey)

    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "WARNING"}
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _fill(analyses)
    table = Table("page", "ms", "questions to the database", "slowest of them, ms", "KiB")
    for row in _measured():
        table.add_row(*row)
    Console().print(f"{analyses:,} analyses", table)


def _fill(analyses: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor, filling.without_indexes(cursor):
        for rows in ROWS:
            cursor.execute(rows, {"analyses": analyses})


def _measured() -> Iterator[tuple[str, ...]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.support.factories import UserFactory

    client = Client(headers={"host": "localhost"})
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    for name, path in _pages().items():
        taken = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            with CaptureQueriesContext(connection) as asked:
                page = client.get(path)
            taken.append(1000 * (time.perf_counter() - began))
            assert page.status_code == 200, (path, page.status_code)
        slowest = max(1000 * float(query["time"]) for query in asked)
        yield name, f"{min(taken):.0f}", str(len(asked)), f"{slowest:.0f}", f"{len(page.content) / 1024:.0f}"


def _pages() -> dict[str, str]:
    from analysis.models import AnalysisTask, Comment

    oldest, commented = AnalysisTask.objects.earliest("created_at").pk, Comment.objects.earliest("pk").task_id
    return {
        "first page, with the state of it all": "/admin/",
        "list": LIST,
        "its last page that is counted": f"{LIST}?p=200",
        "those that failed": f"{LIST}?status__exact=failed",
        "those that failed with a code": f"{LIST}?error=VIDEO_PRIVATE",
        "those that wait": f"{LIST}?state=waiting",
        "search by id": f"{LIST}?q={oldest}",
        "search by video": f"{LIST}?q=video7",
        "search by request": f"{LIST}?q=request500",
        "search for what is not there": f"{LIST}?q=nothing",
        "an analysis": f"{LIST}{oldest}/change/",
        "its log": f"{LIST}{oldest}/log/",
        "all comments": "/admin/analysis/comment/",
        "comments of an analysis": f"/admin/analysis/comment/?task={commented}",
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
