"""The circuit breaker of the limits' Redis client."""

import pytest
import redis

from analysis.access.limits import rate_limits
from analysis.access.limits.redis_client import PAUSE_SECONDS, LimitsRedis, LimitsUnavailable
from analysis.exceptions import TemporaryError
from tests.support.broken_servers import KINDS, broken_server
from youtube_analyzer.env import Rate


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


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_answers_nonsense_is_unavailable(settings, kind):
    settings.THROTTLE_CREATE = Rate(10, 60)
    with broken_server(kind) as port, pytest.raises(TemporaryError):
        settings.REDIS_URL = f"redis://:password@127.0.0.1:{port}/0"
        rate_limits.count_request(rate_limits.Scope.CREATE, "user:1")


def test_a_bug_of_a_command_is_no_outage(clock):
    client = LimitsRedis("redis://127.0.0.1:1/0", clock)
    with pytest.raises(KeyError):
        client.call(lambda server: {}["name"])
    assert client.call(lambda server: "answer") == "answer"
