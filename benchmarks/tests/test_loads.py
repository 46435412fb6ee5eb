"""Schedules and figures of the benchmarks of mixed requests, throughput and growth."""

import asyncio
from collections import Counter

from benchmarks import growth, mixed, open_loop, throughput
from benchmarks.requests.load import Request

REQUESTS = {name: Request(f"/{name}") for name in mixed.MIX}


def test_each_twenty_requests_hold_the_mix_at_even_intervals():
    arrivals = mixed.schedule(REQUESTS, 200, 0.2)

    assert [each.due for each in arrivals[:3]] == [0.0, 0.005, 0.01]
    assert Counter(each.name for each in arrivals) == {"status": 32, "result": 4, "list": 2, "create": 2}


def test_errors_and_percentiles_are_counted():
    outcomes = [open_loop.Outcome("list", milliseconds, "") for milliseconds in (1.0, 2.0, 3.0)]
    outcomes.append(open_loop.Outcome("list", 4.0, "status 503"))

    assert mixed.cells("list", outcomes) == ("list", "4", "2.5", "4.0", "1")


def test_a_request_that_waits_is_counted_from_when_it_was_due():
    async def measure():
        async def answer(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(0.02)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes")
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await open_loop.run(port, open_loop.every(1000, 0.003, "list", Request("/", status=201)))

    outcomes = asyncio.run(measure())

    assert [each.error for each in outcomes] == ["status 200"] * 3
    assert all(each.milliseconds >= 20 for each in outcomes)


def test_rates_of_the_first_and_of_the_last_tenth():
    ends = [float(n) for n in range(50)] + [50 + n / 2 for n in range(50)]

    assert throughput.rate([0.0, 1.0, 2.0]) == 60
    assert throughput.tenths(ends) == (60, 120)


def test_growth_is_the_ratio_of_medians():
    samples = {"small": [(1.0, 2.0), (1.0, 2.0), (9.0, 9.0)], "large": [(1.2, 3.0), (1.2, 3.0), (9.0, 9.0)]}

    assert growth.compare(samples) == ("1.00", "1.20", "1.20", "2.00", "3.00", "1.50")
