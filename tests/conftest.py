"""Fixtures for every kind of test."""

from collections.abc import Generator, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from structlog.contextvars import clear_contextvars

from tests.acceptance.service import Service

#: Tests that start many processes: side by side they would take each other's time.
PROCESSES = "processes"


def pytest_configure() -> None:
    """Have no thread of this process write counts into the middle of a test; the services that tests start do so."""
    settings.TALLY_SECONDS = 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests with processes first and into one group, and each other file into its own, for pytest-xdist."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(PROCESSES if _starts_processes(item) else item.path.name))
    items.sort(key=lambda item: not _starts_processes(item))


def _starts_processes(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("acceptance", "faults")) or "service" in item.fixturenames


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
    running = Service(
        tmp_path_factory.mktemp("service"),
        LEASE_SECONDS="3",
        VIDEO_SOURCES="analysis.sources.archive.ArchiveSource,tests.slow.SlowSource",
    ).start()
    yield running
    running.stop()
