"""Child processes that end together with their parent."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from functools import partial

#: Source: prctl(2).
_PR_SET_PDEATHSIG = 1
# Loaded here, since little may be done between fork and exec.
_LIBC = ctypes.CDLL(None)


def die_with_parent() -> Callable[[], None] | None:
    """Return a ``preexec_fn``, with which the kernel kills the child when the thread that started it ends.

    None where the kernel is not Linux: there a child outlives a parent that is killed.
    """
    return partial(_ask_kernel, os.getpid()) if sys.platform == "linux" else None


def _ask_kernel(parent: int) -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # the parent died before prctl was called
