"""Probes, with everything there and with something away."""

import threading
import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError

from analysis.api.monitoring import health

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/health", "/health/"])
def test_it_is_healthy_word_for_word(client, path):
    cache.set(settings.WORKER_HEARTBEAT_KEY, "now", 10)
    response = client.get(path)
    assert response.status_code == 200
    assert response.json() == {
        "status": "healthy",
        "version": "1.0.0",
        "services": {"database": "healthy", "redis": "healthy", "worker": "healthy"},
    }


def test_a_worker_that_shows_no_sign_of_life_is_unhealthy(client):
    cache.delete(settings.WORKER_HEARTBEAT_KEY)
    response = client.get("/health")
    assert (response.status_code, response.json()["status"]) == (200, "healthy")
    assert response.json()["services"] == {"database": "healthy", "redis": "healthy", "worker": "unhealthy"}


def test_redis_being_away_is_told_and_kills_nothing(client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json()["services"] == {"database": "healthy", "redis": "unhealthy", "worker": "unhealthy"}
    assert client.get("/readyz").status_code == 200


@pytest.fixture
def no_database(monkeypatch):
    def refuse(**parameters):
        raise OperationalError("no route to db.internal")

    monkeypatch.setattr(health.psycopg, "connect", refuse)


def test_without_a_database_it_is_alive_but_not_ready(client, no_database):
    assert client.get("/health").json()["services"]["database"] == "unhealthy"
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
    released = threading.Event()
    try:
        began = time.monotonic()
        reasons = health.run_checks(hanging=lambda: released.wait(20) and None, quick=lambda: None)
        assert time.monotonic() - began < 3
        assert reasons == {"hanging": "The hanging did not respond within 1 s.", "quick": None}
    finally:
        released.set()
