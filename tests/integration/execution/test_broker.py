"""Whatever answers in place of the broker, the dispatcher gets one exception, and its memory stays small."""

import tracemalloc

import pytest

from analysis.execution.broker import Broker, BrokerUnavailable
from analysis.tasks import run_analysis
from tests.support.broken_servers import KINDS, broken_server

#: Bytes that a broken broker may cost at most.
MEMORY_BYTES = 100 * 1024**2


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_answers_nonsense_is_unavailable(settings, kind):
    tracemalloc.start()
    try:
        with broken_server(kind) as port, pytest.raises(BrokerUnavailable):
            settings.CELERY_BROKER_URL = f"redis://:password@127.0.0.1:{port}/0"
            with Broker(run_analysis.app).connect() as connected:
                producer = connected.Producer(auto_declare=False)
                run_analysis.apply_async(("id",), retry=False, queue="analysis", producer=producer)
                int(connected.default_channel.queue_declare(queue="analysis").message_count)
        assert tracemalloc.get_traced_memory()[1] < MEMORY_BYTES
    finally:
        tracemalloc.stop()


def test_a_bug_of_the_caller_is_no_outage():
    broker = Broker(run_analysis.app)
    with pytest.raises(KeyError), broker.connect():
        {}["name"]
    assert not broker.is_paused()
