"""Turns of coroutines."""

import asyncio

from realtime.turns import Turns


def test_no_more_run_at_a_time_and_each_loop_has_turns_of_its_own():
    turns, running, most = Turns(2), 0, []

    async def work():
        nonlocal running
        async with turns.of_this_loop():
            running += 1
            most.append(running)
            await asyncio.sleep(0)
            running -= 1

    async def work_together():
        await asyncio.gather(*(work() for _ in range(5)))

    asyncio.run(work_together())
    asyncio.run(work_together())

    assert len(most) == 10
    assert max(most) == 2
