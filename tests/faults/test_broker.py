"""The broker may be wiped or freeze at any time: it only carries messages."""

import time
from statistics import median

import pytest

from tests.faults import history

pytestmark = pytest.mark.faults

#: How often the broker is killed and comes back empty.
TIMES = 3
#: Seconds within which a request for an analysis is answered, on a machine that has time for it.
ACCEPT_SECONDS = 0.2


def wipe(cluster):
    """Kill Valkey and start it empty; return when that was."""
    cluster.kill("valkey")
    cluster.start_valkey()
    return time.time()


def test_a_broker_that_is_wiped_again_and_again_loses_nothing(cluster):
    cluster.start_worker()
    cluster.start_dispatcher()
    for _ in range(TIMES):
        for _ in range(6):
            cluster.analyse(0.3)
        wiped = wipe(cluster)
        cluster.until(lambda wiped=wiped: cluster.orders.claims_since(wiped))
    cluster.until(lambda: not cluster.active())
    assert cluster.breaches() == {}


def test_control_without_a_second_handing_out_what_the_broker_held_is_lost(cluster):
    cluster.start_dispatcher(off="repeats")
    task = cluster.analyse()
    cluster.until(cluster.messages)
    wipe(cluster)
    cluster.start_worker()
    later = cluster.analyse()
    cluster.until(lambda: cluster.is_completed(later))
    assert cluster.breaches(history.ENDED) == {"not ended": [task], "not exactly one ending": [task]}


def test_work_is_accepted_while_the_broker_is_frozen_and_done_afterwards(cluster):
    cluster.start_worker()
    cluster.start_dispatcher()
    usual = [timed(cluster.analyse) for _ in range(10)]
    cluster.freeze("valkey")
    seconds = [timed(cluster.analyse) for _ in range(10)]
    cluster.thaw("valkey")
    # Whatever waits for a frozen broker waits for its timeouts, 1 to 3 seconds; a busy machine is slow all the time.
    assert median(seconds) < max(ACCEPT_SECONDS, 3 * median(usual))
    cluster.until(lambda: not cluster.active())
    assert cluster.breaches() == {}


def timed(call):
    began = time.monotonic()
    call()
    return time.monotonic() - began
