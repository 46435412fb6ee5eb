"""Two of each process behind nginx, of which one after the other is restarted under load."""

import random
import threading
import time
import urllib.error
import uuid

import pytest

from tests.deployment.topology import PATIENCE_SECONDS, SCALED
from tests.support.waiting import until

pytestmark = [pytest.mark.acceptance, pytest.mark.long]

BRIEF = "https://youtu.be/brief_video"
#: Answers after which a client tries again: docs/api.md.
TEMPORARY = {429, 502, 503, 504}
#: Seconds between two requests of a client, and how long it tries one again.
PAUSE_SECONDS, RETRY_SECONDS = 0.1, 30
TERMINAL = {"task_completed", "task_failed", "task_cancelled"}


class Load:
    """Clients that read four times in five the status, else results and lists, and that create at times."""

    def __init__(self, topology, *, clients=3, seed=1):
        self.topology = topology
        self.created = []
        self.requests = self.retries = 0
        self.errors = []
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._use, args=(random.Random(seed + n),)) for n in range(clients)]

    def __enter__(self):
        self._create()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _use(self, chance):
        while not self._end.wait(PAUSE_SECONDS):
            kind = chance.random()
            place = f"/api/v1/analysis/{chance.choice(self.created)}"
            if kind < 0.8:
                self._ask("GET", place, {200})
            elif kind < 0.9:
                self._ask("GET", f"{place}/result", {200, 202})
            elif kind < 0.95:
                self._ask("GET", "/api/v1/analysis/", {200})
            else:
                self._create()

    def _create(self):
        # Each from an address of its own: none reaches the limit of active analyses.
        who = f"198.51.100.{len(self.created) % 250 + 1}"
        headers = {"Idempotency-Key": str(uuid.uuid4()), "X-Forwarded-For": who}
        body = b'{"youtube_url": "%s", "options": {"analysis_depth": "basic"}}' % BRIEF.encode()
        answer = self._ask("POST", "/api/v1/analysis/", {200}, body, headers)
        if answer is not None:
            self.created.append(answer.json()["id"])

    def _ask(self, method, path, expected, body=None, headers=None):
        self.requests += 1
        deadline = time.monotonic() + RETRY_SECONDS
        while True:
            try:
                answer = self.topology.ask(method, path, body, headers)
            except (urllib.error.URLError, ConnectionError) as error:
                answer, problem = None, repr(error)
            else:
                problem = f"{method} {path}: {answer.status} {answer.body[:200]!r}"
                if answer.status in expected:
                    return answer
            if (answer is not None and answer.status not in TEMPORARY) or time.monotonic() > deadline:
                self.errors.append(problem)
                return None
            self.retries += 1
            time.sleep(PAUSE_SECONDS)


@pytest.fixture
def doubled(topology):
    topology.start_seconds()
    try:
        for name in ("worker-2", "dispatcher-2"):
            until(lambda name=name: topology.is_healthy(name), PATIENCE_SECONDS, pause_seconds=0.5)
        yield topology
    finally:
        topology.end_seconds()


def events(topology, task_id):
    """Return the events of an analysis from the first to the last."""
    found = []
    while not found or found[-1]["type"] not in TERMINAL:
        after = len(found)
        found += topology.get(f"/api/v1/analysis/{task_id}/events?after={after}&wait=20").json()["events"]
        assert len(found) > after, "the analysis does not end"
    return found


def test_restarts_under_load_lose_nothing_and_every_error_passes(doubled):
    with Load(doubled) as load:
        for name in SCALED:
            before = load.requests
            doubled.end(name)
            doubled.start_service(name)
            until(lambda before=before: load.requests > before + 20, PATIENCE_SECONDS)
    until(doubled.is_served, PATIENCE_SECONDS)
    assert not load.errors
    assert len(load.created) >= 3, load.requests
    for task_id in load.created:
        log = events(doubled, task_id)
        assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
        assert [event["type"] for event in log if event["type"] in TERMINAL] == ["task_completed"]
    assert load.retries < load.requests / 2
