"""CPU time of a process with all its children."""

import ctypes
import time

import psutil

_LIBC = ctypes.CDLL(None)


def cpu_seconds(root: psutil.Process) -> float:
    """Return user and system time of a process, of its children, and of children that it has waited for."""
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
            total += _own_seconds(process.pid) + times.children_user + times.children_system
        except (psutil.NoSuchProcess, ProcessLookupError):
            continue  # Its parent has its time now.
    return total


def _own_seconds(pid: int) -> float:
    """Return user and system time of one process; psutil's is in hundredths of a second.

    Raises:
        ProcessLookupError: it has ended.
    """
    clock = ctypes.c_int()
    if _LIBC.clock_getcpuclockid(pid, ctypes.byref(clock)):
        raise ProcessLookupError(pid)
    return time.clock_gettime(clock.value)
