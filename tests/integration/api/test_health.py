"""Probes, with everything there and with something away."""

import threading
import time
from datetime import timedelta
from importlib.metadata import version
from unittest.mock import ANY

import pytest
from django.db import OperationalError
from django.utils.timezone import now

from analysis.api.monitoring import health
from analysis.choices import WorkerRole
from analysis.models import SourceState, Worker
from analysis.operations import worker_registry
from analysis.sources import data_api_quota

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """What is healthy may need more than a second to say so where other tests keep the machine busy."""
    monkeypatch.setattr(health, "CHECK_SECONDS", 30.0)


@pytest.fixture
def worker(transactional_db):
    """Return the row of a worker that has just written its heartbeat."""
    worker_registry.Heartbeat(WorkerRole.WORKER).beat_if_due()
    return Worker.objects.get()


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("path", ["/health", "/health/"])
def test_it_is_healthy_word_for_word(client, path):
    response = client.get(path)
    assert response.status_code == 200
    answer = response.json()
    assert answer.pop("ytdlp") == {"version": version("yt-dlp"), "age_days": ANY}
    assert answer.pop("data_api") is None
    assert answer == {
        "status": "healthy",
        "version": "1.0.0",
        "services": {"database": "healthy", "redis": "healthy", "worker": "healthy"},
    }


def test_the_quota_of_the_data_api_is_stated_where_it_is_used(client, transactional_db):
    data_api_quota.record_use(40)
    data_api_quota.record_use(2)
    reset = data_api_quota.next_reset(now())
    expected = {"units_used": 42, "units_limit": 10_000, "resets_at": f"{reset:%Y-%m-%dT%H:%M:%S}.000Z"}
    assert client.get("/health").json()["data_api"] == expected
    SourceState.objects.update(units_reset_at=reset - timedelta(days=1))
    assert client.get("/health").json()["data_api"]["units_used"] == 0


def test_a_worker_without_a_recent_heartbeat_is_unhealthy(client, worker):
    Worker.objects.update(seen_at=now() - timedelta(seconds=worker_registry.DEAD_AFTER_SECONDS + 1))
    response = client.get("/health")
    assert (response.status_code, response.json()["status"]) == (200, "healthy")
    assert response.json()["services"] == {"database": "healthy", "redis": "healthy", "worker": "unhealthy"}


def test_a_dispatcher_is_no_worker(client, transactional_db):
    worker_registry.Heartbeat(WorkerRole.DISPATCHER).beat_if_due()
    assert client.get("/health").json()["services"]["worker"] == "unhealthy"


@pytest.mark.usefixtures("worker")
def test_redis_that_does_not_answer_is_reported_and_stops_nothing(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json()["services"] == {"database": "healthy", "redis": "unhealthy", "worker": "healthy"}
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_readiness_probe_names_the_roles_without_a_live_process(client):
    assert client.get("/readyz").json() == {"status": "ready", "missing": ["dispatcher", "worker"]}
    worker_registry.Heartbeat(WorkerRole.DISPATCHER).beat_if_due()
    assert client.get("/readyz").json() == {"status": "ready", "missing": ["worker"]}


@pytest.fixture
def no_database(monkeypatch):
    def refuse(**parameters):
        raise OperationalError("no route to db.internal")

    monkeypatch.setattr(health.psycopg, "connect", refuse)


def test_without_a_database_it_is_alive_but_not_ready(client, no_database):
    services = client.get("/health").json()["services"]
    assert services == {"database": "unhealthy", "redis": "healthy", "worker": "unhealthy"}
    assert client.get("/livez/").json() == {"status": "alive"}
    response = client.get("/readyz/")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert response["Retry-After"] == "5"
    assert response.json()["detail"] == "The database is unavailable."


def test_probes_need_no_session_of_the_database(client, django_assert_num_queries):
    client.cookies["sessionid"] = "x" * 32
    with django_assert_num_queries(0):
        assert client.get("/health").status_code == 200


def test_a_check_that_hangs_is_given_up_after_a_second(monkeypatch):
    monkeypatch.setattr(health, "CHECK_SECONDS", 1.0)
    released = threading.Event()
    try:
        began = time.monotonic()
        reasons = health.run_checks(hanging=lambda: released.wait(20) and None, quick=lambda: None)
        assert time.monotonic() - began < 20 / 2
        assert reasons == {"hanging": "The hanging did not respond within 1 s.", "quick": None}
    finally:
        released.set()
