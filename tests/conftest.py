"""Fixtures for every kind of test."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import redis
from django.conf import settings
from structlog.contextvars import clear_contextvars
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from tests.support.service import Service

# An example has no deadline: how long it takes depends on what else the machine does.
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=200)
hypothesis.settings.register_profile("short", deadline=None, max_examples=20)
hypothesis.settings.load_profile("short")


def pytest_configure() -> None:
    """Have no thread of this process write counts into the middle of a test; the services that tests start do so."""
    settings.COUNTER_FLUSH_SECONDS = 0
    if (module := sys.modules.get("slipcover.slipcover")) is not None:
        _let_threads_import(module.Slipcover)


def _let_threads_import(slipcover: Any) -> None:
    """Have SlipCover 1.1 read copies of the variables of modules: an import in a thread made it fail, and the test."""
    find = slipcover.find_functions
    slipcover.find_functions = staticmethod(lambda items, visited: find(list(items), visited))


#: What stays in one process: the tests of such a folder share a service, a cluster or a browser, and those of a file stay
#: together anyway. Each takes minutes, the first ones most: begun late, one would be the only one that still runs.
TOGETHER = (
    "tests/faults/",
    "tests/hostile/test_responsiveness.py",
    "tests/acceptance/",
    "tests/browser/",
    "tests/deployment/",
    "tests/hostile/test_growth.py",
    "tests/hostile/test_openapi_fuzz.py",
    "tests/integration/speech/test_real_model.py",
    "tests/integration/sources/test_recorded_videos.py",
)

#: What `make test-long` selects, and the words without which a file has none of it.
LONG, WORDS = "long or browser or hypothesis", ("mark.long", "mark.browser", "hypothesis")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files without a long test unread by `make test-long`: importing them takes each process many seconds."""
    if config.option.markexpr != LONG or not collection_path.name.startswith("test_"):
        return None
    text = collection_path.read_text()
    return None if any(word in text for word in WORDS) else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what keeps one process busy for long first, and unit tests last."""

    def place(item: pytest.Item) -> tuple[bool, int, bool]:
        part = _part(item.nodeid)
        busy = part in TOGETHER
        return not busy, TOGETHER.index(part) if busy else 0, part.startswith("tests/unit")

    items.sort(key=place)


def _part(nodeid: str) -> str:
    """Return the folder or the file whose tests run in the same process as this one."""
    file = nodeid.split("::", 1)[0]
    return next((part for part in TOGETHER if file.startswith(part)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Distribute the tests by file, and those of some folders together.

    pytest-xdist 3.8 has groups of its own, but pytest 9.2 no longer reads the attribute that it writes them to.
    """
    return FolderScheduling(config, log)


class FolderScheduling(LoadScopeScheduling):
    """Sends the tests of one file or folder to the same process."""

    def _split_scope(self, nodeid: str) -> str:
        return _part(nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep lone surrogates, which hostile texts leave in logs, out of reports: pytest-xdist dies of one."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report


@pytest.fixture(autouse=True)
def _empty_redis(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave nothing in Redis; unit tests need none."""
    yield
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        redis.Redis.from_url(settings.REDIS_URL).flushdb()


@pytest.fixture(autouse=True)
def _nothing_bound() -> Iterator[None]:
    """Forget for what the last request's log lines stood; a server's threads do so when the next one comes."""
    clear_contextvars()
    return


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a running service, one for all tests; its slow source leaves time to watch and to break things.

    It has the product's packages only: an import that needs a package for development ends it.
    """
    # Only for the tests that need them: they import clients and the launcher.
    from tests.support import product_environment
    from tests.support.service import Service

    running = Service(
        tmp_path_factory.mktemp("service"),
        product_environment.create(tmp_path_factory.mktemp("environment")),
        LEASE_SECONDS="3",
        WEBHOOKS_ENABLED="true",
        VIDEO_SOURCES="analysis.sources.archive.ArchiveSource,tests.support.slow_source.SlowSource",
    ).start()
    yield running
    running.stop()
