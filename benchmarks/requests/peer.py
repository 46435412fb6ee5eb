"""The other implementation: a folder with a FastAPI application, in an environment of its own.

``PEER`` names the folder and ``PEER_PYTHON`` its interpreter. Without them it is not measured.
"""

import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import psutil
import psycopg

from tests.support.waiting import until
from youtube_analyzer.launcher import embedded_servers

_DATABASE = "peer"


class Peer:
    """The running peer, with a database of its own in the same PostgreSQL server."""

    def __init__(self, folder: Path, python: str, database_url: str) -> None:
        self.port = embedded_servers.free_port()
        with psycopg.connect(database_url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {_DATABASE}")
        socket = parse_qs(urlsplit(database_url).query)["host"][0]
        self._url = f"postgresql://postgres@/{_DATABASE}?host={socket}"
        self._started = subprocess.Popen(
            [python, "-m", "uvicorn", "app.main:app", "--port", str(self.port), "--log-level", "warning"],
            cwd=folder,
            env=os.environ | {"PEER_DB": self._url.replace("postgresql:", "postgresql+asyncpg:"), "PYTHONPATH": ""},
        )
        until(self._is_up, 30)
        self.process = psutil.Process(self._started.pid)

    def add_task(self, result: str) -> str:
        """Return the id of a new completed task with this JSON text as its result."""
        task_id = str(uuid4())
        with psycopg.connect(self._url) as database:
            database.execute(
                """INSERT INTO analysis_tasks (id, youtube_url, status, current_step, progress, result_data,
                    created_at, updated_at, completed_at)
                VALUES (%s, 'https://youtu.be/sample_talk', 'COMPLETED', 'synthesis', 100, %s, now(), now(), now())""",
                [task_id, result],
            )
        return task_id

    def stop(self) -> None:
        """End the process."""
        self._started.terminate()
        self._started.wait(20)

    def _is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=1):
                return True
        except (urllib.error.URLError, OSError):
            return False


def start(database_url: str) -> Peer | None:
    """Start the peer in the server of ``database_url``; None where no folder is given."""
    folder = os.environ.get("PEER")
    return Peer(Path(folder), os.environ["PEER_PYTHON"], database_url) if folder else None
