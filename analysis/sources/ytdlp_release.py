"""Which yt-dlp this installation runs: the pinned one, or a newer one that ``manage.py update_ytdlp`` has installed.

Releases lie in ``DATA_DIR/yt-dlp/<version>``; the file ``current`` there names the one in use. Processes take it up at
their start. A newer pinned one, which came with an upgrade of this service, is used in its place, unless
``update_ytdlp --to`` asked for that release.
"""

import re
import shutil
import subprocess
import sys
from datetime import date
from importlib.metadata import Distribution, distributions
from pathlib import Path

from django.conf import settings

from analysis.exceptions import AnalysisError

#: Days after which a release is likely to fail: YouTube changes, and yt-dlp is released every few weeks.
OLD_DAYS = 60
_VERSION = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})(?:\.\w+)*\Z")
#: In ``current``, behind a release that stays in use however new the pinned one is.
_KEPT = "kept"
#: Seconds that pip may take for one package.
_INSTALL_SECONDS = 300
#: What a release must offer for our sources to work with it.
_TRIAL = "import yt_dlp.version, analysis.sources.ytdlp_session as session; print(yt_dlp.version.__version__)"


class UpdateFailed(AnalysisError):
    """yt-dlp could not be updated. The version in use stays."""


def activate() -> None:
    """Have this process import the release in use; call it before yt-dlp is imported."""
    folder = _current_folder()
    if folder is not None and str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def version() -> str:
    """Return the version that processes take up at their next start; empty if yt-dlp is not installed."""
    folder = _current_folder()
    return folder.name if folder else _pinned_version()


def age_days(found: str, today: date) -> int | None:
    """Return the days since a release, whose version is its date; None for any other version."""
    match = _VERSION.match(found)
    try:
        return (today - date(*map(int, match.groups()[:3]))).days if match else None
    except ValueError:
        return None


def update(wanted: str | None = None) -> str:
    """Install the newest release, or ``wanted``, beside the pinned one, and return its version.

    pip downloads it from its configured index, checks it against the sums published there, and installs wheels only.

    Raises:
        UpdateFailed: pip fails, or our sources do not work with the release.
    """
    if wanted is not None and not _VERSION.match(wanted):
        raise UpdateFailed("A version of yt-dlp is a date such as 2026.7.4.")
    root, before = _root(), version()
    new = root / "new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        _install(new, f"yt-dlp=={wanted}" if wanted else "yt-dlp")
        (installed,) = Distribution.discover(name="yt-dlp", path=[str(new)])
        # The scripts for YouTube's player must be those that this release was made with.
        scripts = [need.split(";")[0].strip() for need in installed.requires or () if need.startswith("yt-dlp-ejs")]
        _install(new, *(scripts or ["yt-dlp-ejs"]))
        _try(new)
        folder = root / installed.version
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _set_current(folder.name if wanted is None else f"{folder.name} {_KEPT}")
    for other in root.iterdir():
        # Running processes may still import from the one before.
        if other.is_dir() and other.name not in (folder.name, before):
            shutil.rmtree(other)
    return folder.name


def go_back() -> str:
    """Return to the pinned release and return its version."""
    (_root() / "current").unlink(missing_ok=True)
    return version()


def _root() -> Path:
    return Path(settings.DATA_DIR) / "yt-dlp"


def _current_folder() -> Path | None:
    try:
        name, _, note = (_root() / "current").read_text().strip().partition(" ")
    except OSError:
        return None  # Nothing was ever installed.
    folder = _root() / name
    if not _VERSION.match(name) or not folder.is_dir():
        return None
    return folder if note == _KEPT or _day(name) > _day(_pinned_version()) else None


def _pinned_version() -> str:
    """Return the version of the environment's own yt-dlp; empty if there is none."""
    found = distributions(name="yt-dlp")
    return next((each.version for each in found if _root() not in Path(str(each.locate_file(""))).parents), "")


def _day(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, for comparisons."""
    return tuple(map(int, re.findall(r"\d+", version)))


def _set_current(text: str) -> None:
    """Name the release in use; readers see the old name or the new one."""
    draft = _root() / "current.new"
    draft.write_text(text)
    draft.replace(_root() / "current")


def _install(folder: Path, *packages: str) -> None:
    options = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(folder), *packages]
    _run(command, f"pip could not install {packages[0]}")


def _try(folder: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); {_DJANGO}; {_TRIAL}"
    _run([sys.executable, "-c", program], "This service does not work with the release")


#: The sources read Django's settings.
_DJANGO = "import django; django.setup()"


def _run(command: list[str], failure: str) -> None:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_INSTALL_SECONDS,
            check=False,
            cwd=settings.BASE_DIR,
        )
    except subprocess.TimeoutExpired as error:
        raise UpdateFailed(f"{failure}: it took more than {_INSTALL_SECONDS} s.") from error
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise UpdateFailed(f"{failure}: {_reason(lines)[:500]}")


def _reason(lines: list[str]) -> str:
    """Return what a program said last; pip says so of a package that it could not look for."""
    if any("(from versions: none)" in line for line in lines):
        return "its package index has none, or cannot be reached from here. Check the network and pip's settings."
    return lines[-1]
