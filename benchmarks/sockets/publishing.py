"""A process that records events as a worker does: in the log, and at commit to the channel layer.

It reads an order from each line of its input, and answers with a line when all events are recorded.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import django

from tests.support.paths import ROOT


class Publisher:
    """The running process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, environment: Mapping[str, str]) -> "Publisher":
        """Start it and return once it is ready."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.sockets.publishing"),
            cwd=ROOT,
            env=os.environ | environment,
            stdin=pipe,
            stdout=pipe,
            limit=2**24,
        )
        publisher = cls(process)
        await publisher._reply()
        return publisher

    async def publish(self, task_ids: Sequence[str], *, events: int, per_second: float) -> float:
        """Record ``events`` events of the tasks in turns; return the seconds that it took.

        Raises:
            AssertionError: messages of events were lost on their way to the layer.
        """
        assert self._process.stdin is not None
        order = {"tasks": task_ids, "events": events, "per_second": per_second}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        reply = await self._reply()
        assert not reply["lost"], f"{reply['lost']} messages were lost"
        return float(reply["seconds"])

    async def stop(self) -> None:
        """Close its input and wait for its end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def _reply(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        reply: dict[str, Any] = json.loads(await self._process.stdout.readline())
        return reply


def _publish(tasks: Sequence[str], events: int, per_second: float) -> None:
    from django.db import transaction

    from analysis import events as kinds
    from analysis.execution import lifecycle

    began = time.perf_counter()
    for number in range(events):
        time.sleep(max(0.0, began + number / per_second - time.perf_counter()))
        event = kinds.ProgressUpdated(
            progress=number % 100, message="Reading the comments", current_step="comment_analysis", step_progress=1
        )
        with transaction.atomic():
            lifecycle.record_event(tasks[number % len(tasks)], event)


def _answer(reply: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Follow the orders until the input ends."""
    django.setup()
    from analysis.execution import publisher

    _answer({})
    for line in sys.stdin:
        order = json.loads(line)
        began = time.perf_counter()
        _publish(order["tasks"], order["events"], order["per_second"])
        _answer({"seconds": time.perf_counter() - began, "lost": publisher.lost_messages})


if __name__ == "__main__":
    main()
