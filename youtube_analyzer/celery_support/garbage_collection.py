"""Full garbage collections run between tasks, not during one.

A full collection visits every object while it holds the GIL: with the words of a video of hours in memory, for most of
a second. Until it ends, no other thread extends the lease or sees a cancellation. The data of a step have no reference
cycles, so that they are freed without it.
"""

import gc
from typing import Any

from celery import signals

#: The third generation is collected after this many collections of the second: not within a task.
_NEVER = 1_000_000


@signals.worker_process_init.connect
def postpone_full_collections(**kwargs: Any) -> None:
    """Leave full collections to :func:`collect`; what exists now, which is mostly modules, is never visited again."""
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _NEVER)


@signals.task_postrun.connect
def collect(**kwargs: Any) -> None:
    """Free what a task has left behind."""
    gc.collect()
