"""How long threads have waited for a processor, so that what else the machine does can be subtracted."""

from contextlib import suppress
from pathlib import Path

import psutil


def of_thread(folder: Path = Path("/proc/thread-self")) -> float:
    """Return the seconds that a thread has waited so far, by default this one; 0.0 where the kernel does not say."""
    with suppress(OSError):
        # Source: https://docs.kernel.org/scheduler/sched-stats.html, /proc/<pid>/schedstat: the second number, in ns.
        return int((folder / "schedstat").read_text().split()[1]) / 1e9
    return 0.0


def of_processes(*pids: int) -> float:
    """Return the sum over all threads of the processes and of their children, without threads that have ended."""
    found = [psutil.Process(pid) for pid in pids]
    found += [child for process in found for child in process.children(recursive=True)]
    return sum(of_thread(thread) for process in found for thread in Path(f"/proc/{process.pid}/task").glob("*"))
