"""The requests that are measured, and the rows that they read."""

import json
from dataclasses import dataclass
from urllib.request import urlopen

import psycopg

from benchmarks.requests.load import Request
from benchmarks.requests.peer import Peer
from tests.support.service import Service
from youtube_analyzer.launcher import first_analysis

#: Copies of the analysed sample, so that lists have several pages.
COPIES = 200
#: Results in the large result: 3 MB in all.
LARGE = 80
_POST = Request("/api/v1/analysis/", "POST", json.dumps({"youtube_url": first_analysis.SAMPLE_URL}).encode())
#: Tables of an analysis, copied with it.
_PARTS = ("analysis_steprun", "analysis_video", "analysis_transcript", "analysis_comment")


@dataclass(frozen=True)
class Case:
    """A request of ours beside one of the peer."""

    name: str
    ours: Request
    peer: Request
    #: The highest ratio of CPU time that we accept.
    bar: float | None


def prepare(service: Service, database_url: str, peer: Peer | None) -> list[Case]:
    """Fill both databases and return the cases."""
    sample = service.call("GET", "/api/v1/analysis/?page_size=1")["results"][0]["id"]
    with psycopg.connect(database_url) as database:
        large_task, result = _copy(database, sample)
    small_peer, large_peer = (peer.add_task(text) if peer else "" for text in (result, _large(result)))
    ours, theirs = f"/api/v1/analysis/{sample}", Request(f"/api/v1/analysis/{small_peer}")
    with urlopen(service.base + ours, timeout=20) as response:
        etag = response.headers["ETag"]
    login = {"Authorization": f"Bearer {_token(service)}"}
    return [
        Case("GET a task", Request(ours), theirs, 0.5),
        Case("GET a task, with a token", Request(ours, headers=login), theirs, None),
        Case("GET a task, unchanged (304)", Request(ours, headers={"If-None-Match": etag}, status=304), theirs, 0.4),
        Case("GET a result, 40 KB", Request(f"{ours}/result"), _result(small_peer), 0.5),
        Case("GET a result, 3 MB", Request(f"/api/v1/analysis/{large_task}/result"), _result(large_peer), 0.5),
        Case("POST an analysis", _POST, _POST, 1.0),
        Case("list of 20", Request("/api/v1/analysis/"), theirs, 3.0),
        Case("page: list", Request("/"), theirs, 8.0),
        Case("page: result", Request(f"/analyses/{sample}/"), theirs, 20.0),
        Case("transcript", Request(f"{ours}/transcript"), theirs, 3.0),
        Case("100 comments", Request(f"{ours}/comments?page_size=100"), theirs, 3.0),
        Case("GET /livez", Request("/livez"), Request("/health"), None),
    ]


def _result(task_id: str) -> Request:
    return Request(f"/api/v1/analysis/{task_id}/result")


def _token(service: Service) -> str:
    credentials = {"username": "admin", "password": (service.folder / "admin_password").read_text()}
    return str(service.call("POST", "/api/v1/auth/login", credentials)["token"])


def _copy(database: psycopg.Connection, sample: str) -> tuple[str, str]:
    """Copy an analysis COPIES times; return the id of a copy that has a large result, and the result as it was."""
    database.execute(
        """INSERT INTO analysis_tasks
        SELECT (jsonb_populate_record(task, jsonb_build_object('id', gen_random_uuid()))).*
        FROM analysis_tasks task, generate_series(1, %s) WHERE id = %s""",
        [COPIES, sample],
    )
    for table in _PARTS:
        database.execute(
            f"""INSERT INTO {table}
            SELECT (jsonb_populate_record(part, jsonb_build_object(
                'id', nextval(pg_get_serial_sequence('{table}', 'id')), 'task_id', task.id))).*
            FROM {table} part, analysis_tasks task
            WHERE part.task_id = %s AND NOT EXISTS (SELECT FROM {table} WHERE task_id = task.id)""",
            [sample],
        )
    result, large_task = database.execute(
        """SELECT result_data::text, (SELECT max(id::text) FROM analysis_tasks WHERE id <> sample.id)
        FROM analysis_tasks sample WHERE id = %s""",
        [sample],
    ).fetchone()
    large = _large(result)
    database.execute("UPDATE analysis_tasks SET result_data = %s WHERE id = %s", [large, large_task])
    database.execute("ANALYZE")
    return large_task, result


def _large(result: str) -> str:
    return json.dumps({"parts": [json.loads(result)] * LARGE})


def delete_new_tasks(database_url: str) -> None:
    """Delete what was posted: a caller has few active analyses."""
    with psycopg.connect(database_url) as database:
        for table in ("analysis_steprun", "analysis_taskevent"):
            database.execute(
                f"DELETE FROM {table} WHERE task_id IN (SELECT id FROM analysis_tasks WHERE completed_at IS NULL)"
            )
        database.execute("DELETE FROM analysis_tasks WHERE completed_at IS NULL")
