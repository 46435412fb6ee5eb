"""The circuit breaker of the limits' Redis client."""

import pytest
import redis

from analysis.access.limits.redis_client import PAUSE_SECONDS, LimitsRedis, LimitsUnavailable
from tests.support.broken_servers import KINDS, broken_server


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def broken(clock):
    client = LimitsRedis("redis://127.0.0.1:1/0", clock)
    with pytest.raises(LimitsUnavailable):
        client.call(fail)
    return client


def fail(server):
    raise redis.ConnectionError("refused")


def test_after_a_failure_redis_is_not_called_for_a_pause(broken, clock):
    called = []
    clock.now += PAUSE_SECONDS - 0.1
    with pytest.raises(LimitsUnavailable):
        broken.call(called.append)
    assert not called


def test_after_the_pause_one_call_probes_and_the_others_fail_until_it_has_succeeded(broken, clock):
    clock.now += PAUSE_SECONDS

    def probe(server):
        with pytest.raises(LimitsUnavailable):
            broken.call(lambda server: "another")
        return "answer"

    assert broken.call(probe) == "answer"
    assert broken.call(lambda server: "another") == "another"


def test_a_failed_probe_begins_another_pause(broken, clock):
    clock.now += PAUSE_SECONDS
    for command in (fail, lambda server: "too early"):
        with pytest.raises(LimitsUnavailable):
            broken.call(command)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "numbers"])  # a number is what INCR answers
def test_a_server_that_answers_nonsense_is_unavailable(clock, kind):
    with broken_server(kind) as port, pytest.raises(LimitsUnavailable):
        LimitsRedis(f"redis://:password@127.0.0.1:{port}/0", clock).call(lambda server: int(server.incr("name")))
