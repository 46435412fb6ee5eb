"""Loading of models, once per process."""

import threading
from collections.abc import Callable
from functools import cache, wraps
from typing import TypeVar

T = TypeVar("T")


def load_once(load: Callable[[], T]) -> Callable[[], T]:
    """Return ``load`` with its result kept; threads that call it first at the same time wait for one load.

    ``functools.cache`` alone would load the model once in each of those threads.
    """
    loading = threading.Lock()
    cached = cache(load)

    @wraps(load)
    def loaded() -> T:
        with loading:
            return cached()

    return loaded
