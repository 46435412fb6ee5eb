"""Longer garbage collections run between tasks, not during one.

A full collection visits every object while it holds the GIL: with the words of a video of hours in memory, for most of
a second. Until it ends, no other thread extends the lease or sees a cancellation. A collection of the second generation
takes .2 s if a model was loaded just before. The data of a step have no reference cycles, so that they are freed
without either.
"""

import gc
from typing import Any

from celery import signals

#: A generation is collected after this many collections of the younger one: not within a task.
_NEVER = 1_000_000


@signals.worker_process_init.connect
def postpone_collections(**kwargs: Any) -> None:
    """Leave longer collections to :func:`collect`; what exists now, which is mostly modules, is never visited again."""
    gc.freeze()
    young, _, _ = gc.get_threshold()
    gc.set_threshold(young, _NEVER, _NEVER)


@signals.task_postrun.connect
def collect(**kwargs: Any) -> None:
    """Free what a task has left behind."""
    gc.collect()
