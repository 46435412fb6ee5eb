"""Fixtures for every kind of test."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache
from structlog.contextvars import clear_contextvars

if TYPE_CHECKING:
    from tests.support.service import Service


def pytest_configure() -> None:
    """Have no thread of this process write counts into the middle of a test; the services that tests start do so."""
    settings.COUNTER_FLUSH_SECONDS = 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests into groups for pytest-xdist, the longest group first.

    Tests of one service or cluster share it, so each kind is one group. Every other file is a group.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_shared_processes(item) or item.nodeid.split("::")[0]))
    items.sort(key=lambda item: (not _shared_processes(item), item.nodeid.startswith("tests/unit")))


def _shared_processes(item: pytest.Item) -> str:
    if item.get_closest_marker("faults"):
        return "faults"
    if item.get_closest_marker("acceptance") or "service" in item.fixturenames:
        return "service"
    return ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep lone surrogates, which hostile texts leave in logs, out of reports: pytest-xdist dies of one."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave nothing in the cache; unit tests need none."""
    yield
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        cache.clear()


@pytest.fixture(autouse=True)
def _nothing_bound() -> Iterator[None]:
    """Forget for what the last request's log lines stood; a server's threads do so when the next one comes."""
    clear_contextvars()
    yield


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a running service, one for all tests; its slow source leaves time to watch and to break things."""
    from tests.support.service import Service  # only for the tests that need it: it imports clients and the launcher

    running = Service(
        tmp_path_factory.mktemp("service"),
        LEASE_SECONDS="3",
        VIDEO_SOURCES="analysis.sources.archive.ArchiveSource,tests.support.slow_source.SlowSource",
    ).start()
    yield running
    running.stop()
