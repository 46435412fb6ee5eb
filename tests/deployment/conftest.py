"""The installation that these tests use, and hurt in the end."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployment.topology import Topology


@pytest.fixture(scope="package")
def topology() -> Iterator[Topology]:
    """Give the whole installation, running."""
    if not shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin"):
        pytest.skip("nginx is not installed: `make programs` installs it on Debian")
    # Not below /tmp, which each process has for itself; and passable for the users that they run as.
    folder = Path(tempfile.mkdtemp(prefix="analyzer-deployment-", dir="/var/tmp"))
    folder.chmod(0o755)
    installation = Topology(folder)
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()
        shutil.rmtree(folder)
