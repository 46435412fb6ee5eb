"""Blocking work is left as soon as it is cancelled."""

import signal
import threading
import time

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from analysis.exceptions import CancellationRequested
from analysis.support import background

#: What the work takes that nobody waits for.
HELD_SECONDS = 30


def test_work_is_left_at_once_when_it_is_cancelled():
    held, polls = threading.Event(), []

    def cancel():
        polls.append(None)
        if len(polls) > 1:
            raise CancellationRequested

    began = time.monotonic()
    with pytest.raises(CancellationRequested):
        background.run_with_polling(lambda: held.wait(HELD_SECONDS), cancel, abandoned=held)
    assert time.monotonic() - began < HELD_SECONDS / 2
    assert held.is_set()


def test_the_time_limit_strikes_while_the_model_is_at_work():
    held = threading.Event()

    def strike(number, frame):
        raise SoftTimeLimitExceeded

    before = signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    began = time.monotonic()
    try:
        with pytest.raises(SoftTimeLimitExceeded):
            background.run_with_polling(lambda: held.wait(HELD_SECONDS), lambda: None)
    finally:
        signal.signal(signal.SIGALRM, before)
        held.set()
    assert time.monotonic() - began < HELD_SECONDS / 2


def test_work_gives_its_answer_or_its_error():
    assert background.run_with_polling(lambda: 3, lambda: None) == 3
    with pytest.raises(TimeoutError, match="its own"):
        background.run_with_polling(lambda: (_ for _ in ()).throw(TimeoutError("its own")), lambda: None)
