"""The server and the token: from the environment, else from a file that only its owner can read."""

import json
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

DEFAULT_SERVER = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Settings:
    """Where the server is, and what proves to it who calls."""

    server: str
    token: str | None


def path() -> Path:
    """Return the file. Source: https://specifications.freedesktop.org/basedir-spec/latest/."""
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(folder) if Path(folder).is_absolute() else Path.home() / ".config") / "ytan" / "config.json"


def load(server: str | None) -> Settings:
    """Return the settings; ``server`` goes before ``YTAN_SERVER``, which goes before the file.

    The token of the file is only for the server of the file.
    """
    stored = _stored()
    chosen = (server or os.environ.get("YTAN_SERVER") or stored.get("server") or DEFAULT_SERVER).rstrip("/")
    if not re.match(r"https?://[^/]", chosen):
        raise click.UsageError(f"{chosen!r} is no address of a server. One begins with http:// or https://.")
    own = stored.get("token") if chosen == stored.get("server") else None
    return Settings(chosen, os.environ.get("YTAN_TOKEN") or own)


def save(settings: Settings) -> Path:
    """Write the settings so that only their owner can read them, and return the file."""
    file = path()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A file of tempfile has mode 0600 from the beginning.
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as new:
        json.dump(vars(settings), new, indent=2)
        new.write("\n")
    Path(new.name).replace(file)
    return file


def _stored() -> dict[str, str]:
    file = path()
    try:
        text = file.read_text()
        mode = stat.S_IMODE(file.stat().st_mode)
    except FileNotFoundError:
        return {}
    if mode & 0o077:
        raise click.ClickException(f"Others can read the token in {file}. Run: chmod 600 '{file}'")
    try:
        stored = json.loads(text)
    except ValueError as error:
        raise click.ClickException(f"{file} is no JSON: {error}. Run `ytan login` to write it anew.") from error
    return stored if isinstance(stored, dict) else {}
