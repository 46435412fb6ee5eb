"""A copy of this checkout, to change."""

import shutil
import subprocess
from pathlib import Path

from tests.support.paths import ROOT

#: What `make site` and `make release` run; `make test-long` and `.ci/run` install it.
MAINTENANCE = ROOT / ".venv/maintenance/bin/python"


def copy_checkout(folder: Path) -> Path:
    """Copy the tracked files to ``folder``, as they are here, and return it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder
