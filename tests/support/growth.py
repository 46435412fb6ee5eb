"""How the time that work takes grows with its size, so that no test depends on how fast the machine is."""

import time
from collections.abc import Callable

#: How much larger the larger size is, and by how much its time may grow: squares would grow 25-fold.
TIMES, ALLOWED = 5, 12
#: The same for the length of a text: at most 1.3 times as much as its length.
LENGTH_TIMES, LENGTH_ALLOWED = 10, 13
#: Measurements of which one must hold.
ATTEMPTS = 3
#: Seconds below which a measurement says nothing.
FLOOR_SECONDS = 0.02


def assert_linear(work: Callable[[int], object], size: int, *, times: int = TIMES, allowed: float = ALLOWED) -> None:
    """Fail if ``work(times * size)`` takes more than ``allowed`` times what ``work(size)`` does.

    One measurement may be disturbed, by a garbage collection for example; work that is not linear fails every time.
    """
    for _ in range(ATTEMPTS):
        allowed_seconds = allowed * max(processor_seconds(lambda: work(size)), FLOOR_SECONDS)
        taken_seconds = processor_seconds(lambda: work(times * size))
        if taken_seconds < allowed_seconds:
            return
    raise AssertionError(f"{taken_seconds:.2f} s for {times} times the work, {allowed_seconds:.2f} s are allowed")


def processor_seconds(work: Callable[[], object]) -> float:
    """Return how long the processor works on it in this process; what else the machine does counts for nothing."""
    began = time.process_time()
    work()
    return time.process_time() - began
