"""Typed readers of the environment.

``NAME`` or, for a secret kept in a file, ``NAME_FILE`` (the file's text is the value, without the line's end). A value
that cannot be read stops the start with one sentence that names the variable. Nowhere else is ``os.environ`` read.
"""

import math
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_reader = environ.FileAwareEnv()
#: What a secret key must have. Source: Django's check security.W009.
_SECRET_LETTERS = 50
_SECRET_DIFFERENT_LETTERS = 5
#: Words in keys that documents and generated projects show; no random key holds one.
_EXAMPLE_WORDS = ("insecure", "changeme", "change-me", "change_me", "your-secret", "secret-key", "secret_key")
_HOW_TO_MAKE_ONE = "make one with `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`."
T = TypeVar("T")


def _read(kind: str, read: Callable[..., T], name: str, default: T) -> T:
    try:
        return read(name, default=default)
    except OSError as error:
        raise ImproperlyConfigured(f"The file that {name}_FILE names cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"The environment variable {name} must be {kind}.") from error


def text(name: str, default: str = "") -> str:
    """Return ``name`` as it stands."""
    # Editors and `echo` end a file with a line's end, which no value of ours has.
    return _read("text", _reader.str, name, default).rstrip("\r\n")


def secret_key(name: str) -> str:
    """Return ``name``, a key that nobody can guess.

    Raises:
        ImproperlyConfigured: it is missing, too short, or one that is written in documents and examples.
    """
    key = secret(name)
    if not key:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE), or start with `make run`, which makes one.")
    if len(key) < _SECRET_LETTERS or len(set(key)) < _SECRET_DIFFERENT_LETTERS:
        raise ImproperlyConfigured(
            f"{name} must have {_SECRET_LETTERS} letters or more, not all alike: {_HOW_TO_MAKE_ONE}"
        )
    return key


def secret(name: str) -> str:
    """Return ``name``, a password or key, without blanks around it; it may be empty.

    Raises:
        ImproperlyConfigured: it is one that documents and examples show.
    """
    found = text(name).strip()
    if any(word in found.lower() for word in _EXAMPLE_WORDS):
        raise ImproperlyConfigured(f"{name} is still that of an example, which anybody knows: {_HOW_TO_MAKE_ONE}")
    return found


def with_password(url: str, password: str) -> str:
    """Return ``url`` with ``password`` in it, for passwords that are kept apart from their address; empty: as it is."""
    if not password:
        return url
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}:{quote(password, safe='')}@{place}").geturl()


def boolean(name: str, default: bool) -> bool:
    """Return ``name`` as true or false; ``true 1 yes on`` and their opposites are understood."""
    raw = text(name, str(default)).strip().lower()
    if raw in {"true", "1", "yes", "on", "y"}:
        return True
    if raw in {"false", "0", "no", "off", "n", ""}:
        return False
    raise ImproperlyConfigured(f"The environment variable {name} must be true or false.")


def integer(name: str, default: int, *, minimum: int = 0) -> int:
    """Return ``name`` as a whole number of at least ``minimum``."""
    number = _read("a whole number", _reader.int, name, default)
    if number < minimum:
        raise ImproperlyConfigured(f"The environment variable {name} must be at least {minimum}.")
    return number


def limit(name: str, default: int) -> int | None:
    """Return ``name`` as a whole number of at least 1; None, which is no limit, where it is set and empty."""
    return integer(name, default, minimum=1) if text(name, str(default)).strip() else None


class Rate(NamedTuple):
    """So many in so many seconds."""

    limit: int
    seconds: int


#: Seconds of the words that a rate may end with.
_PERIODS = {"s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "day": 86400}


def rate(name: str) -> Rate | None:
    """Return ``name`` as a rate such as ``60/min``; None, which is no limit, where it is empty."""
    raw = text(name).strip()
    if not raw:
        return None
    number, _, period = (part.strip() for part in raw.partition("/"))
    if not (number.isascii() and number.isdigit() and int(number) and period in _PERIODS):
        raise ImproperlyConfigured(f"The environment variable {name} must be a rate such as 60/min.")
    return Rate(int(number), _PERIODS[period])


def number(name: str) -> float | None:
    """Return ``name`` as a number of at least zero, None where it is empty."""
    raw = text(name).strip()
    if not raw:
        return None
    try:
        found = float(raw)
    except ValueError:
        found = math.nan
    if not 0 <= found < math.inf:
        raise ImproperlyConfigured(f"The environment variable {name} must be a number of at least 0.")
    return found


def seconds(name: str, default: float) -> float:
    """Return ``name`` as a number of seconds of at least zero, fractions allowed."""
    found = number(name)
    return default if found is None else found


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """Return ``name``, one of ``choices``; the first where it is empty."""
    found = text(name).strip() or choices[0]
    if found not in choices:
        raise ImproperlyConfigured(f"The environment variable {name} must be one of {', '.join(choices)}.")
    return found


def words(name: str, default: list[str]) -> list[str]:
    """Return ``name`` split at commas, blanks left out."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def networks(name: str, default: list[str]) -> list[IPv4Network | IPv6Network]:
    """Return ``name``, networks or addresses separated by commas."""
    try:
        return [ip_network(word) for word in words(name, default)]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"The environment variable {name} must hold networks such as 10.0.0.0/8, separated by commas."
        ) from error


def path(name: str, default: Path) -> Path:
    """Return ``name`` as an absolute path."""
    return Path(text(name, str(default))).expanduser().resolve()


def web_address(name: str) -> str:
    """Return ``name``, an address with ``http`` or ``https``, without the slash at its end; it may be empty."""
    address = text(name).strip().rstrip("/")
    try:
        parts = urlsplit(address)
        is_sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    if address and not is_sound:
        raise ImproperlyConfigured(
            f"The environment variable {name} must be an address such as http://localhost:11434/v1."
        )
    return address


def database(url: str) -> dict[str, Any]:
    """Return the Django database settings that ``url`` (``postgresql://user:password@host:port/name``) stands for."""
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except (ValueError, KeyError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL must be of the form postgresql://user:password@host:port/name."
        ) from error
    return config
