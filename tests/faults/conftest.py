"""The cluster that all these tests break, and put back in order."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.cluster import Cluster


@pytest.fixture(scope="session")
def _running_cluster() -> Iterator[Cluster]:
    # Not pytest's folder, which it closes to the user who must run PostgreSQL where we are root.
    folder = Path(tempfile.mkdtemp(prefix="analyzer-faults-"))
    cluster = Cluster(folder)
    try:
        cluster.start_servers()
        cluster.start_web()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)


@pytest.fixture
def cluster(_running_cluster: Cluster) -> Cluster:
    """Give the cluster with its servers and its web process, empty; a test starts workers and dispatchers."""
    _running_cluster.clear()
    return _running_cluster
