"""A worker that lets messages lie is noticed; one that is busy or has nothing to do is let be."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import OperationalError

from youtube_analyzer.celery_support import watchdog


@pytest.fixture
def clock(monkeypatch):
    """Return a clock in a list, seconds."""
    moment = [1000.0]
    monkeypatch.setattr(watchdog.time, "monotonic", lambda: moment[0])
    return moment


def checked_for(dog, clock, seconds):
    """Check as often as the thread does for so long, and return what the last check said."""
    ends_at, found = clock[0] + seconds, False
    while clock[0] < ends_at:
        clock[0] += watchdog.CHECK_INTERVAL_SECONDS
        found = dog.is_stalled()
    return found


def test_idle_while_messages_wait_is_deaf(clock):
    dog = watchdog.Watchdog(lambda: False, lambda: 300.0)
    assert not checked_for(dog, clock, watchdog.STALL_SECONDS - watchdog.CHECK_INTERVAL_SECONDS)
    assert checked_for(dog, clock, watchdog.CHECK_INTERVAL_SECONDS)


def test_whoever_was_stopped_is_given_a_minute_afterwards(clock):
    dog = watchdog.Watchdog(lambda: False, lambda: 300.0)
    checked_for(dog, clock, watchdog.STALL_SECONDS / 2)
    clock[0] += 75.0
    assert not dog.is_stalled()
    assert not checked_for(dog, clock, watchdog.STALL_SECONDS - watchdog.CHECK_INTERVAL_SECONDS)
    assert checked_for(dog, clock, watchdog.CHECK_INTERVAL_SECONDS)


def test_busy_is_not_deaf(clock):
    dog = watchdog.Watchdog(lambda: True, lambda: 300.0)
    assert not checked_for(dog, clock, 10 * watchdog.STALL_SECONDS)


def test_whoever_was_busy_a_moment_ago_is_given_a_minute(clock):
    busy = [True]
    dog = watchdog.Watchdog(lambda: busy[0], lambda: 300.0)
    checked_for(dog, clock, 10 * watchdog.STALL_SECONDS)
    busy[0] = False
    assert not checked_for(dog, clock, watchdog.STALL_SECONDS - watchdog.CHECK_INTERVAL_SECONDS)


@pytest.mark.parametrize("unclaimed_seconds", [0.0, 5.0])
def test_idle_without_old_messages_is_not_deaf(clock, unclaimed_seconds):
    dog = watchdog.Watchdog(lambda: False, lambda: unclaimed_seconds)
    assert not checked_for(dog, clock, 10 * watchdog.STALL_SECONDS)


def test_a_database_that_is_away_says_nothing_about_the_worker(clock):
    looks = iter([OperationalError("away"), 300.0])

    def unclaimed():
        look = next(looks)
        if isinstance(look, Exception):
            raise look
        return look

    def sleep(seconds):
        clock[0] += seconds

    watchdog.Watchdog(lambda: False, unclaimed, sleep).wait_until_stalled()
    assert next(looks, "none") == "none"


@pytest.mark.parametrize(("handler", "code"), [("SIG_DFL", -signal.SIGTERM), ("SIG_IGN", 1)])
def test_a_stalled_process_ends_also_where_it_does_not_stop_by_itself(handler, code):
    stalled = f"""
import django, signal
django.setup()
from youtube_analyzer.celery_support import watchdog
signal.signal(signal.SIGTERM, signal.{handler})
watchdog.end_process(0.01)
"""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    assert subprocess.run([sys.executable, "-c", stalled], env=environment, timeout=60).returncode == code
