"""CPU time of a process with all its children."""

import psutil


def cpu_seconds(root: psutil.Process) -> float:
    """Return user and system time of a process, of its children, and of children that it has waited for."""
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # Its parent has its time now.
        total += times.user + times.system + times.children_user + times.children_system
    return total
