"""What floods cost everybody else: ``python -m benchmarks.floods``.

One caller reads a list all the time, while logins, waiting requests and half requests arrive from other processes and
from many addresses of this machine. A row with other work on the same cores shows what the machine itself costs.
"""

import asyncio
import http.client
import json
import multiprocessing
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from tests.support.service import Service

#: Seconds for which each flood lasts.
SECONDS = 10.0
#: Seconds between two looks at the web process.
LOOK_SECONDS = 0.1
#: Analyses before the one that is waited for.
QUEUED = 20


def main() -> None:
    """Start a service, flood it and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(
            Path(folder) / "data",
            MAX_ACTIVE_TASKS="",
            MAX_SOCKETS="",
            WORKERS="1",
            VIDEO_SOURCES="analysis.sources.archive.ArchiveSource,tests.support.slow_source.SlowSource",
        ).start()
        try:
            table = Table("meanwhile", "reads", "median ms", "p99 ms", "max ms", "answers", "threads", "peak MB")
            tasks = [service.analyse("https://youtu.be/very_slow__")["id"] for _ in range(QUEUED)]
            for name, flood in _floods(tasks[-1]).items():
                table.add_row(name, *_measured(service, flood))
                time.sleep(2)
            Console(width=150).print(table)
        finally:
            service.stop()


Flood = Callable[[int, float, Any], None]


def _floods(task_id: str) -> dict[str, tuple[Flood, ...]]:
    wait = f"GET /api/v1/analysis/{task_id}/events?after=999&wait=9 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    body = json.dumps({"username": "nobody", "password": "a-wrong-password"}).encode()
    log_in = (
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body) + body
    )
    return {
        "nothing": (),
        "other work on both cores": (_work, _work),
        "60 logins at once, again and again": (Requests(log_in, 60),),
        "200 logins at once, again and again": (Requests(log_in, 200),),
        "1,000 half requests": (Requests(b"GET / HTTP/1.1\r\nHost: h\r\n", 1000),),
        "1,000 waiting requests": (Requests(wait, 1000),),
        "nothing, again": (),
    }


def _work(port: int, seconds: float, answers: Any) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(10_000))


class Requests:
    """Sends ``at_once`` requests at once, and again when all are answered; each from an address of its own."""

    def __init__(self, sent: bytes, at_once: int) -> None:
        self.sent = sent
        self.at_once = at_once

    def __call__(self, port: int, seconds: float, answers: Any) -> None:
        """Flood, then put the number of answers by status."""
        answers.put(asyncio.run(self._flood(port, seconds)))

    async def _flood(self, port: int, seconds: float) -> Counter[str]:
        found: Counter[str] = Counter()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found.update(await asyncio.gather(*(self._ask(port, number, end) for number in range(self.at_once))))
        return found

    async def _ask(self, port: int, number: int, end: float) -> str:
        address = f"127.0.{1 + number // 250}.{1 + number % 250}"
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + max(end - time.monotonic(), 0) + 5):
                reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
                writer.write(self.sent)
                status = (await reader.readline())[9:12].decode() or "closed"
                writer.transport.abort()
                return status
        except TimeoutError:
            return "none"
        except OSError:
            return "reset"


def _measured(service: Service, floods: tuple[Flood, ...]) -> tuple[str, ...]:
    web = next(process for process in service.processes() if "uvicorn" in " ".join(process.cmdline()))
    with _running(service.port, floods) as answers:
        taken, threads, peak = _read_meanwhile(service.port, web)
    counts: Counter[str] = sum((answers.get() for _ in range(answers.qsize())), Counter())
    said = " ".join(f"{count} x {status}" for status, count in sorted(counts.items()))
    p99 = statistics.quantiles(taken, n=100)[98]
    figures = (statistics.median(taken), p99, max(taken))
    return (str(len(taken)), *(f"{each:.1f}" for each in figures), said, str(threads), f"{peak / 1e6:.0f}")


@contextmanager
def _running(port: int, floods: tuple[Flood, ...]) -> Iterator[Any]:
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    started = [context.Process(target=flood, args=(port, SECONDS, answers)) for flood in floods]
    for process in started:
        process.start()
    if started:
        time.sleep(1.5)  # until they have imported what they need
    yield answers
    for process in started:
        process.join()


def _read_meanwhile(port: int, web: psutil.Process) -> tuple[list[float], int, int]:
    """Return the milliseconds of each read, and the most threads and bytes of the web process."""
    taken, threads, peak, look_at = [], 0, 0, 0.0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    end = time.monotonic() + SECONDS - 2
    while time.monotonic() < end:
        began = time.perf_counter()
        connection.request("GET", "/api/v1/analysis/?page_size=1")
        response = connection.getresponse()
        response.read()
        taken.append(1000 * (time.perf_counter() - began))
        assert response.status == 200, response.status
        if time.monotonic() > look_at:
            threads = max(threads, web.num_threads())
            peak = max(peak, web.memory_info().rss)
            look_at = time.monotonic() + LOOK_SECONDS
        time.sleep(0.005)
    return taken, threads, peak


if __name__ == "__main__":
    main()
