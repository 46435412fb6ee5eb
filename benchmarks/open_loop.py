"""Requests at fixed times, whether or not earlier ones were answered.

A closed loop sends less while the server is slow, and so hides what its users wait for. Here a latency counts from the
time at which the request was due.
"""

import asyncio
import statistics
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.requests.load import Request

_TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True)
class Arrival:
    """A request and when it is due, in seconds from the start."""

    due: float
    name: str
    request: Request


@dataclass(frozen=True)
class Outcome:
    """What became of an arrival."""

    name: str
    #: From the time at which it was due to the end of the answer.
    milliseconds: float
    #: Empty where the status was the expected one.
    error: str


def every(per_second: float, seconds: float, name: str, request: Request) -> list[Arrival]:
    """Return arrivals of one request at even intervals."""
    return [Arrival(number / per_second, name, request) for number in range(round(per_second * seconds))]


def percentile(outcomes: Iterable[Outcome], percent: int) -> float:
    """Return the milliseconds below which ``percent`` of the outcomes stayed."""
    values = [each.milliseconds for each in outcomes]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


async def run(port: int, arrivals: Sequence[Arrival]) -> list[Outcome]:
    """Send each request at its time, on a connection of its own or on one that is free."""
    began, free = time.perf_counter(), deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]]()
    async with asyncio.TaskGroup() as group:
        sent = []
        for arrival in arrivals:
            await asyncio.sleep(max(0.0, began + arrival.due - time.perf_counter()))
            sent.append(group.create_task(_send(port, arrival, began + arrival.due, free)))
    for _, writer in free:
        writer.close()
    return [task.result() for task in sent]


async def _send(
    port: int, arrival: Arrival, due: float, free: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
) -> Outcome:
    error = ""
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            connection = free.pop() if free else await asyncio.open_connection("127.0.0.1", port)
            status = await _exchange(*connection, arrival.request)
            free.append(connection)
        if status != arrival.request.status:
            error = f"status {status}"
    except (OSError, EOFError, TimeoutError) as failure:
        error = type(failure).__name__
    return Outcome(arrival.name, 1000 * (time.perf_counter() - due), error)


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: Request) -> int:
    writer.write(request.encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, found, rest = head.partition(b"\r\ncontent-length:")
    if found:
        await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
    return int(head.split(b" ", 2)[1])
