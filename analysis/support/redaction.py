"""Redacts secrets and personal data from log lines and from tracebacks shown to staff."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

#: What stands in the place of a secret.
HIDDEN = "***"
#: Shorter values are not redacted, since they may be ordinary words.
_SECRET_CHARS = 6

_SECRET_SETTING = re.compile(r"(^|_)(SECRET|SECRET_KEY|API_KEY|PASSWORD|TOKEN)$")
#: Patterns with their replacements. Lengths are bounded, since a long run of hyphens would otherwise take minutes.
_PATTERNS = (
    (re.compile(r"\b([a-z][a-z0-9+.-]{0,20}://)[^\s/@'\"]+@", re.I), rf"\1{HIDDEN}@"),
    (
        re.compile(r"\b((?:proxy-)?authorization|(?:set-)?cookie)(['\"]?\s*[:=]\s*['\"]?)[^\r\n'\"]+", re.I),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{8,}", re.I), rf"\1 {HIDDEN}"),
    (
        re.compile(
            r"((?:\b|_)(?:api[_-]?key|key|secret|token|passw(?:or)?d|signature|l?sig|pot|sid))(['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,;)}\]]+",
            re.I,
        ),
        rf"\1\2{HIDDEN}",
    ),
    # PostgreSQL quotes the row that it refuses, which may hold a comment, a title or a hash.
    (re.compile(r"(Failing row contains )\(.*?\)\.$", re.DOTALL | re.MULTILINE), rf"\1({HIDDEN})."),
    # API keys of Google, and of OpenAI and compatible services.
    (re.compile(r"\bAIza[\w-]{20,}|\bsk-[\w-]{16,}"), HIDDEN),
)


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` with ``secrets``, and anything that looks like one, redacted."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    for pattern, left in _PATTERNS:
        text = pattern.sub(left, text)
    return text


def is_secret_name(name: str) -> bool:
    """Return whether a setting of this name holds a secret."""
    return bool(_SECRET_SETTING.search(name))


def secrets() -> list[str]:
    """Return the secret values among the settings, recognised by their names; longest first."""
    names = [name for name in dir(settings) if name.isupper()]
    # Tests delete settings that ``dir`` still lists.
    found = {secret for name in names for secret in _of_setting(name, getattr(settings, name, None))}
    return sorted((secret for secret in found if len(secret) >= _SECRET_CHARS), key=len, reverse=True)


def _of_setting(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _of_setting(str(key), part)
    elif isinstance(value, str) and is_secret_name(name):
        yield value
    elif isinstance(value, str) and "@" in value and "://" in value:
        try:
            yield urlsplit(value).password or ""
        except ValueError:
            return  # not a URL
