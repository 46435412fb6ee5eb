"""A Python environment that holds the product's packages only, as ``make run`` installs them.

Tests run with the development packages. An import that the product's requirements do not name succeeds there and
fails for every user; a service that runs in this environment fails in the tests, too.
"""

import re
import sysconfig
import venv
from importlib import metadata
from pathlib import Path

from tests.support.paths import ROOT

_REQUIREMENTS = ("requirements.txt", "requirements-embedded.txt")


def create(folder: Path) -> Path:
    """Create the environment in ``folder``, of links to the installed packages; return its Python."""
    venv.create(folder, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    for entry in _entries():
        (packages / entry.name).symlink_to(entry)
    return folder / "bin" / "python"


def _entries() -> set[Path]:
    """Return what the product's packages have put into the environment of this process, without scripts."""
    names = {name for file in _REQUIREMENTS for name in re.findall(r"^([\w.-]+)==", (ROOT / file).read_text(), re.M)}
    entries = set()
    for name in names:
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # its pin names another platform
        # Not ``package.files``, which takes seconds for the tens of thousands of them.
        first_parts = {re.split("[/,]", line)[0] for line in (package.read_text("RECORD") or "").splitlines()}
        entries |= {Path(str(package.locate_file(part))) for part in first_parts - {".."}}
    return entries
