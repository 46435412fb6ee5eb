"""Typed readers of the environment.

Each reads ``NAME`` or, for a value kept in a file, the file named by ``NAME_FILE``, without its trailing newline. An
invalid value stops the start with a message that names the variable. ``os.environ`` is read nowhere else.
"""

import json
import math
import os
import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from youtube_analyzer.celery_support import brokers

_reader = environ.FileAwareEnv()
#: Minimum requirements of a secret key. Source: Django's check security.W009.
_SECRET_LETTERS = 50
_SECRET_DIFFERENT_LETTERS = 5
#: Words in the example keys of documentation and generated projects.
_EXAMPLE_WORDS = ("insecure", "changeme", "change-me", "change_me", "your-secret", "secret-key", "secret_key")
_HOW_TO_MAKE_ONE = "generate one with `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`."
T = TypeVar("T")


class Reading(NamedTuple):
    """How a variable was read; where it is absent, ``value`` is the default as a text."""

    value: str
    #: ``environment``, ``file`` or ``default``.
    source: str
    is_secret: bool = False


#: What was read, by the name of the variable, in the order of the settings.
READINGS: dict[str, Reading] = {}


def _record(name: str, value: object) -> None:
    source = "file" if f"{name}_FILE" in os.environ else "environment" if name in os.environ else "default"
    READINGS[name] = Reading(str(value).strip(), source)


def _read(expected: str, read: Callable[..., T], name: str, default: T) -> T:
    try:
        found = read(name, default=default)
        _record(name, found)
        return found
    except OSError as error:
        raise ImproperlyConfigured(f"The file named by {name}_FILE cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"The environment variable {name} must be {expected}.") from error


def text(name: str, default: str = "") -> str:
    """Return ``name`` as text, without trailing newlines."""
    # Editors and `echo` end a file with a newline; none of our values does.
    return _read("text", _reader.str, name, default).rstrip("\r\n")


def secret_key(name: str) -> str:
    """Return ``name``, a secret key that is hard to guess.

    Raises:
        ImproperlyConfigured: the key is missing, too short, or an example key.
    """
    key = secret(name)
    if not key:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE), or start with `make run`, which generates one.")
    if len(key) < _SECRET_LETTERS or len(set(key)) < _SECRET_DIFFERENT_LETTERS:
        raise ImproperlyConfigured(
            f"{name} must have at least {_SECRET_LETTERS} characters, not all the same: {_HOW_TO_MAKE_ONE}"
        )
    return key


def secret(name: str) -> str:
    """Return ``name``, a password or key, without surrounding whitespace; it may be empty.

    Raises:
        ImproperlyConfigured: the value is an example from documentation.
    """
    found = text(name).strip()
    READINGS[name] = READINGS[name]._replace(is_secret=True)
    if any(word in found.lower() for word in _EXAMPLE_WORDS):
        raise ImproperlyConfigured(f"{name} is an example value that is publicly known: {_HOW_TO_MAKE_ONE}")
    return found


def header_secret(name: str) -> str:
    """Return ``name``, a secret that is sent in an HTTP header; it may be empty."""
    found = secret(name)
    if not (found.isascii() and found.isprintable()):
        raise ImproperlyConfigured(f"{name} contains characters that are not allowed in an HTTP header.")
    return found


def with_password(url: str, password: str) -> str:
    """Return ``url`` with ``password`` inserted, or unchanged if it is empty."""
    if not password:
        return url
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}:{quote(password, safe='')}@{place}").geturl()


def boolean(name: str, default: bool) -> bool:
    """Return ``name`` as a boolean; accepts ``true 1 yes on`` and their opposites."""
    raw = text(name, str(default).lower()).strip().lower()
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


def limit(name: str, default: int | None) -> int | None:
    """Return ``name`` as a whole number of at least 1, or None (unlimited) if it is set to an empty value."""
    usual = "" if default is None else str(default)
    return integer(name, default or 1, minimum=1) if text(name, usual).strip() else None


class Rate(NamedTuple):
    """A rate limit: ``limit`` requests per ``seconds``."""

    limit: int
    seconds: int


#: Seconds of each period that a rate may name.
_PERIODS = {"s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "day": 86400}


def rate(name: str) -> Rate | None:
    """Return ``name`` as a rate such as ``60/min``, or None (unlimited) if it is empty."""
    raw = text(name).strip()
    if not raw:
        return None
    number, _, period = (part.strip() for part in raw.partition("/"))
    if not (number.isascii() and number.isdigit() and int(number) and period in _PERIODS):
        raise ImproperlyConfigured(f"The environment variable {name} must be a rate such as 60/min.")
    return Rate(int(number), _PERIODS[period])


def number(name: str) -> float | None:
    """Return ``name`` as a number of at least zero, or None if it is empty."""
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
    if found is None:
        _record(name, default)
        return default
    return found


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """Return ``name``, one of ``choices``; the first one if it is empty."""
    found = text(name, choices[0]).strip() or choices[0]
    if found not in choices:
        raise ImproperlyConfigured(f"The environment variable {name} must be one of {', '.join(choices)}.")
    return found


def words(name: str, default: list[str]) -> list[str]:
    """Return ``name`` split at commas, without whitespace and empty items."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def classes(name: str, known: Mapping[str, str]) -> list[str]:
    """Return ``name`` as dotted paths of classes; a key of ``known`` may stand for its path. Default: all of them."""
    found = [known.get(word, word) for word in words(name, list(known))]
    for unknown in (path for path in found if "." not in path):
        names = ", ".join(known)
        raise ImproperlyConfigured(f"{name} has {unknown!r}, which is neither one of {names} nor a dotted path.")
    return found


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


def new_folder(name: str) -> str:
    """Return ``name``, a folder, which is created if it is missing; it may be empty."""
    folder = text(name)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return folder


def web_address(name: str) -> str:
    """Return ``name``, an HTTP or HTTPS URL without a trailing slash; it may be empty."""
    address = text(name).strip().rstrip("/")
    try:
        parts = urlsplit(address)
        is_sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    if address and not is_sound:
        raise ImproperlyConfigured(f"The environment variable {name} must be a URL such as http://localhost:11434/v1.")
    return address


def url_template(name: str, fields: tuple[str, ...]) -> str:
    """Return ``name``, an HTTP or HTTPS URL that contains at least one of ``fields``; it may be empty."""
    template = web_address(name)
    if template and not any(field in template for field in fields):
        raise ImproperlyConfigured(f"{name} must contain {' or '.join(fields)}.")
    return template


class OidcProvider(NamedTuple):
    """A provider of OpenID Connect; ``id`` is part of the address that it leads people back to."""

    id: str
    name: str
    server_url: str
    client_id: str
    secret: str
    #: Whether everybody whom it knows gets an account, also while SIGN_UP is off.
    sign_up: bool = False
    #: Address of its page for the login, where that is on another host.
    login_url: str = ""

    @property
    def pages(self) -> list[str]:
        """Addresses that people are led to."""
        return [address for address in (self.server_url, self.login_url) if address]


def oidc_providers(name: str) -> list[OidcProvider]:
    """Return ``name``, a JSON list of providers of OpenID Connect; it may be empty."""
    try:
        given = json.loads(secret(name) or "[]")
        found = [OidcProvider(**each) for each in given]
        are_sound = (
            isinstance(given, list)
            and all(
                re.fullmatch(r"[a-z0-9-]{1,50}", each.id)
                and all(isinstance(value, str) for value in each[:5] + each[6:])
                and isinstance(each.sign_up, bool)
                and all(re.match(r"https?://[^/]", address) for address in each.pages)
                for each in found
            )
            and len({each.id for each in found}) == len(found)
        )
    except (ValueError, TypeError):
        are_sound = False
    if not are_sound:
        raise ImproperlyConfigured(
            f"The environment variable {name} must be a JSON list of objects with different id (a-z, 0-9, -), and with "
            "name, server_url, client_id and secret; sign_up and login_url are optional."
        )
    return found


def mail(url: str) -> dict[str, Any]:
    """Return Django's settings of the server for mail."""
    try:
        found: dict[str, Any] = environ.Env.email_url_config(url or "dummymail://")
        return found
    except (ValueError, KeyError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured("EMAIL_URL must be of the form smtp+tls://user:password@host:587.") from error


def subscribed_hosts(urls: list[str], password: str) -> list[dict[str, Any]]:
    """Return the ``hosts`` of a channel layer on the servers at ``urls``, which all have ``password``."""
    # redis-py 8 otherwise closes a subscription that is idle for 5 s: channels_redis issue 422.
    waiting = {"socket_timeout": None, "socket_connect_timeout": 1}
    lost = {url: {} if url.startswith("unix:") else brokers.LOST_PEER for url in urls}
    return [{"address": with_password(url, password)} | waiting | lost[url] for url in urls]


def database(url: str, pool_size: int, idle_seconds: int, transaction_pooling: bool = False) -> dict[str, Any]:
    """Return Django's database settings for ``url`` (``postgresql://user:password@host:port/name``).

    A process opens at most ``pool_size`` connections; 0: one per use. The server ends a session that is idle within a
    transaction for ``idle_seconds``: a process that freezes would otherwise keep its locks, and no other worker could
    take over its analysis. With ``transaction_pooling`` the pooler has to do that, since each transaction may get
    another session: nothing is kept in one, no prepared query, no cursor, no parameter.
    """
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except (ValueError, KeyError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL must be of the form postgresql://user:password@host:port/name."
        ) from error
    # If the machine of the server disappears, what is sent fails after 10 s and a wait for an answer after 11 s. Linux
    # would try for 15 minutes and more. libpq ignores these on a UNIX socket.
    options: dict[str, Any] = {"tcp_user_timeout": 10_000, "keepalives_idle": 5, "keepalives_interval": 2}
    options |= {"keepalives_count": 3, "connect_timeout": 5, "prepare_threshold": None}
    if not transaction_pooling:
        options["options"] = f"-c idle_in_transaction_session_timeout={idle_seconds}s"
        # Of queries/prepared.py only. A connection that sends a query once would prepare it in vain.
        options["prepare_threshold"] = 2
    options |= config.get("OPTIONS", {})
    if pool_size:
        # During an outage the pool doubles the time between its attempts until ``reconnect_timeout``, 300 s by default,
        # and a server that is back would stay unused for as long as the outage lasted.
        pool = {"min_size": 1, "max_size": pool_size, "timeout": 5, "reconnect_timeout": 5, "max_lifetime": 300}
        options["pool"] = pool
    engine = {"ENGINE": "youtube_analyzer.postgresql", "DISABLE_SERVER_SIDE_CURSORS": transaction_pooling}
    return config | engine | {"OPTIONS": options, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}


def set_default(name: str, value: str) -> None:
    """Set a variable that only a library reads, where the environment does not have it."""
    os.environ.setdefault(name, value)
