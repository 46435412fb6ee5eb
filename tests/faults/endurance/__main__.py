"""Run what the command line names, all without a name, and print the figures of docs/reliability.md."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.faults.cluster import Cluster
from tests.faults.endurance import burdens, dispatching, outages, size, wipes

RUNS = {
    "size": size.run,
    "clients": burdens.run,
    "wipes": wipes.run,
    "dispatching": dispatching.run,
    "outages": outages.run,
}


def main() -> int:
    """Return the exit code: 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*RUNS, []], help="all where none is named")
    kept = True
    for name in parser.parse_args().names or RUNS:
        folder = Path(tempfile.mkdtemp(prefix=f"analyzer-endurance-{name}-"))
        cluster = Cluster(folder)
        try:
            cluster.start_servers()
            for line in RUNS[name](cluster):
                kept = kept and not line.startswith("BROKEN")
                sys.stdout.write(f"{name}: {line}\n")
                sys.stdout.flush()
        finally:
            cluster.stop()
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
