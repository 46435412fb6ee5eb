"""The broker is of no use for minutes, in each way on an installation of its own, all at once."""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults import outages
from tests.faults.cluster import Cluster

#: Seconds of an outage, and of a lease: the default, which the cluster's own tests shorten.
SECONDS, LEASE_SECONDS = 200.0, 30


def run(cluster: Cluster) -> Iterator[str]:
    """Yield what came of each; ``cluster`` is left alone."""
    with ThreadPoolExecutor(len(outages.OUTAGES)) as pool:
        yield from pool.map(_survive, outages.OUTAGES)


def _survive(name: str) -> str:
    folder = Path(tempfile.mkdtemp(prefix=f"analyzer-outage-{name}-"))
    cluster = Cluster(folder, lease_seconds=LEASE_SECONDS)
    wrong = ["it was not finished"]
    try:
        cluster.start_servers()
        cluster.start_web()
        seconds, wrong = outages.survive(cluster, name, SECONDS)
        warnings = sum("broker unavailable" in line["event"] for line in cluster.log_lines("dispatcher"))
    finally:
        cluster.stop()
        if not wrong:
            shutil.rmtree(folder, ignore_errors=True)
    return (
        f"{f'BROKEN, {wrong}, logs in {folder}, ' if wrong else ''}broker {name} for {SECONDS:.0f} s, "
        f"{outages.BEFORE + outages.DURING} analyses: all ended {seconds:.1f} s after, {warnings} warning"
    )
