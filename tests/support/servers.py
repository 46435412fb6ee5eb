"""A pytest plugin: PostgreSQL and Valkey for this run, from their wheels, before Django reads its settings.

A run that is given ``DATABASE_URL`` and ``REDIS_URL`` uses those servers instead. So do the processes among which
pytest-xdist shares the tests: pytest-django gives each a database of its own, and they get a number and a prefix of
their own in Valkey, whose messages know no numbers.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from youtube_analyzer.launcher import embedded_servers

os.environ.setdefault("SECRET_KEY", "for-tests-only-" + "x" * 40)


def _start() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()
        os.environ["REDIS_PREFIX"] = worker
        # Processes that tests start run without coverage, to save time; the total is 97 % without them.
        os.environ.pop("COVERAGE_PROCESS_CONFIG", None)
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="analyzer-tests-"))
    servers = embedded_servers.start(folder)
    os.environ.update(servers.environment)
    os.environ["DATA_DIR"] = str(folder)

    def stop() -> None:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)


_start()
