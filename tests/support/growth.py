"""How the time that work takes grows with its size, so that no test depends on how fast the machine is."""

import gc
import sys
import time
from collections.abc import Callable

#: How much larger the larger size is, and how much more its time may grow than its size. Squares would grow 10-fold.
TIMES, ALLOWED = 10, 1.3
#: Pairs of measurements of which one must hold.
ATTEMPTS = 5
#: Seconds below which a measurement says nothing.
FLOOR_SECONDS = 0.05
#: The same for a quick look at small sizes, and how often it is taken at most.
LOOK_FLOOR_SECONDS, LOOKS = 0.0005, 3
#: Seconds that no disturbance makes several times as long: one measurement is enough.
LONG_SECONDS = 0.02


def assert_linear(work: Callable[[int], object], size: int, *, times: int = TIMES, note: str = "") -> float:
    """Fail if ``work(times * size)`` takes more than ``ALLOWED`` times ``times`` what ``work(size)`` does.

    Returns the seconds that ``work(times * size)`` takes.

    One measurement may be disturbed, by a garbage collection for example; work that is not linear fails every time.
    The small work is repeated until it takes about as long as the large one: other machines on the same processor slow
    both alike then. A short measurement would find an undisturbed moment that a long one never has.
    """
    small = large = float("inf")
    for _ in range(ATTEMPTS):
        large = min(large, processor_seconds(lambda: work(times * size)))
        if large < FLOOR_SECONDS:
            return large
        small = min(small, processor_seconds(lambda: repeat(work, size, times)) / times)
        if large <= ALLOWED * times * max(small, FLOOR_SECONDS / times):
            return large
    raise AssertionError(f"{large:.3f} s for {times} times the work that takes {small:.4f} s {note}")


def looks_linear(work: Callable[[int], object], size: int) -> bool:
    """Return whether small sizes already show that the time of ``work`` grows with its size: a quick look.

    Sizes at which something happens for the first time look worse than they are; :func:`assert_linear` tells.
    """
    large = processor_seconds(lambda: work(TIMES * size))
    for _ in range(LOOKS):
        if large < LOOK_FLOOR_SECONDS:
            return True
        small = processor_seconds(lambda: work(size))
        if small < LONG_SECONDS:
            small = min(small, processor_seconds(lambda: work(size)))
        if large <= ALLOWED * TIMES * small:
            return True
        large = min(large, processor_seconds(lambda: work(TIMES * size)))
    return False


def repeat(work: Callable[[int], object], size: int, times: int) -> None:
    for _ in range(times):
        work(size)


def processor_seconds(work: Callable[[], object]) -> float:
    """Return how long the processor works on it in this process; what else the machine does counts for nothing.

    Nor do longer garbage collections, which workers leave to the time between tasks, and whose time grows with all
    objects, nor the measurement of the tests' coverage, which takes longer than the work.
    """
    was_enabled, tracer = gc.isenabled(), sys.gettrace()
    gc.disable()
    sys.settrace(None)
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        sys.settrace(tracer)
        if was_enabled:
            gc.enable()
