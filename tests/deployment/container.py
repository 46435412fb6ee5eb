"""A process as a container would hold it: a read-only root, folders of its own to write in, a user without rights."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.support.paths import ROOT

#: Stands for the image's user. One that has a name and a group, as the image's has: Celery takes others for root.
USER = 65534
#: May read everything, as the image's files may be read by everyone, and do nothing else that root may.
_POWERS = "-all,+dac_read_search"
#: What to mount before the command runs: arguments are the writable folder, the folder for /tmp, the checkout, then the
#: command. A checkout that lies below /tmp is still to be seen there, and not to be written.
_SCRIPT = """
mount --bind "$1" "$1"
case "$3" in /tmp/*)
  kept="$2${3#/tmp}"; mkdir -p "$kept"; mount --bind "$3" "$kept"; mount -o remount,bind,ro "$kept"
esac
mount --rbind "$2" /tmp; mount -o remount,bind,ro /
cd "$3"
shift 3
exec "$@"
"""


@cache
def is_possible() -> bool:
    """Say whether this machine lets us take a file system of our own."""
    if os.geteuid() != 0 or sys.platform != "linux" or not (shutil.which("unshare") and shutil.which("setpriv")):
        return False
    tried = ["unshare", "--mount", "mount", "-o", "remount,bind,ro", "/"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def wrapped(command: list[str], *, writable: Path, temporary: Path, user: int = USER) -> list[str]:
    """Return ``command`` so that it runs locked in where that is possible, else as it is."""
    if not is_possible():
        return command
    who = ["--reuid", str(user), "--regid", str(user), "--clear-groups"]
    powers = [f"--{kind}={_POWERS}" for kind in ("inh-caps", "ambient-caps", "bounding-set")]
    mounting = ["unshare", "--mount", "sh", "-ec", _SCRIPT, "sh", str(writable), str(temporary), str(ROOT)]
    return [*mounting, "setpriv", *who, "--no-new-privs", "--pdeathsig=KILL", *powers, *command]


def folder(path: Path) -> Path:
    """Make a folder that the container's user may write in."""
    path.mkdir(parents=True, exist_ok=True)
    if is_possible():
        os.chown(path, USER, USER)
    return path
