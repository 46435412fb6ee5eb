"""Loading of models, once per process."""

import gc
import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def load_once(load: Callable[P, T]) -> Callable[P, T]:
    """Return ``load`` with its first result kept; threads that call it first at the same time wait for one load.

    ``functools.cache`` would load the model once in each of those threads, and once for each different argument.
    """
    loading = threading.Lock()
    kept: list[T] = []

    @wraps(load)
    def loaded(*args: P.args, **kwargs: P.kwargs) -> T:
        with loading:
            if not kept:
                kept.append(load(*args, **kwargs))
                gc.freeze()  # a model is never freed: no collection of garbage has to visit it
            return kept[0]

    return loaded
