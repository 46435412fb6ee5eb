"""The broker may be wiped or freeze at any time: it only carries messages."""

import time

import pytest

from tests.faults import history, outages
from tests.support.broken_servers import broken_server

pytestmark = [pytest.mark.faults, pytest.mark.long]

#: How often the broker is killed and comes back empty.
TIMES = 3
#: Seconds within which 99 of 100 requests for an analysis are answered, and how many are made. What the machine holds up
#: is not counted: the wait of the web process and the database for a processor, and what a request without a broker takes.
ACCEPT_SECONDS, REQUESTS = 0.2, 200
#: How long an outage lasts here: several leases and timeouts. `make endurance NAMES=outages` has 200 s of each.
OUTAGE_SECONDS = 12.0


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


def test_work_is_accepted_at_once_while_the_broker_is_frozen_and_done_afterwards(cluster):
    cluster.start_worker()
    cluster.start_dispatcher()
    cluster.freeze("valkey")
    accepted, beside = [], []
    for _ in range(REQUESTS):
        before = cluster.run_delay("web", "postgres")
        seconds, task = timed(cluster.analyse)
        accepted.append((seconds - cluster.run_delay("web", "postgres") + before, task))
        beside.append(timed(lambda: cluster.call("GET", "/livez"))[0])
    cluster.thaw("valkey")
    assert slowest(seconds for seconds, _ in accepted) < ACCEPT_SECONDS + slowest(beside)
    # The last few are enough to see that it goes on.
    cluster.forget([task for _, task in accepted[-10:]])
    cluster.until(lambda: not cluster.active())
    assert cluster.breaches() == {}


@pytest.mark.parametrize("name", outages.OUTAGES)
def test_no_process_ends_and_all_is_done_after_a_broker_is(cluster, name):
    _, wrong = outages.survive(cluster, name, OUTAGE_SECONDS, before=10)
    assert wrong == []


def test_control_processes_that_do_not_know_nonsense_end_at_it(cluster):
    cluster.start_worker(off="broker")
    cluster.start_dispatcher(off="broker")
    with outages.killed(cluster), broken_server("a number without digits", cluster.broker_port):
        cluster.analyse()
        for name in ("worker", "dispatcher"):
            cluster.until(lambda name=name: cluster.processes[name].running.poll() is not None)


def timed(call):
    """Return the seconds that a call took, and what it returned."""
    began = time.monotonic()
    found = call()
    return time.monotonic() - began, found


def slowest(seconds):
    """Return the 99th percentile."""
    return sorted(seconds)[int(0.99 * REQUESTS)]
