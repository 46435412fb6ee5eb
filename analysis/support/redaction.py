"""Takes what this service must keep to itself out of texts that others will read: log lines, tracebacks for staff."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

_HIDDEN = "***"
#: Shorter values are words that stand in every text.
_SECRET_CHARS = 6

_SECRET_SETTING = re.compile(r"(^|_)(SECRET|SECRET_KEY|API_KEY|PASSWORD|TOKEN)$")
#: Each with what is left of it. The longest name before a value is bounded, or text of hyphens would take minutes.
_PATTERNS = (
    (re.compile(r"\b([a-z][a-z0-9+.-]{0,20}://)[^\s/@'\"]+@", re.I), rf"\1{_HIDDEN}@"),
    (
        re.compile(r"\b((?:proxy-)?authorization|(?:set-)?cookie)(['\"]?\s*[:=]\s*['\"]?)[^\r\n'\"]+", re.I),
        rf"\1\2{_HIDDEN}",
    ),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{8,}", re.I), rf"\1 {_HIDDEN}"),
    (
        re.compile(
            r"((?:\b|_)(?:api[_-]?key|key|secret|token|passw(?:or)?d|signature|l?sig|pot|sid))(['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,;)}\]]+",
            re.I,
        ),
        rf"\1\2{_HIDDEN}",
    ),
    # The row that PostgreSQL quotes when it refuses it: what a viewer wrote, a title, a hash.
    (re.compile(r"(Failing row contains )\(.*?\)\.$", re.DOTALL | re.MULTILINE), rf"\1({_HIDDEN})."),
    # As they are made by Google, and by OpenAI and those that do as it does.
    (re.compile(r"\bAIza[\w-]{20,}|\bsk-[\w-]{16,}"), _HIDDEN),
)


def redacted(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` without ``secrets`` and without what looks like one."""
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    for pattern, left in _PATTERNS:
        text = pattern.sub(left, text)
    return text


def secrets() -> list[str]:
    """Return the secret values of the settings, longest first, so that a new one is covered by its name."""
    names = [name for name in dir(settings) if name.isupper()]
    # Tests take settings away that are still listed.
    found = {secret for name in names for secret in _of_setting(name, getattr(settings, name, None))}
    return sorted((secret for secret in found if len(secret) >= _SECRET_CHARS), key=len, reverse=True)


def _of_setting(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _of_setting(str(key), part)
    elif isinstance(value, str) and _SECRET_SETTING.search(name):
        yield value
    elif isinstance(value, str) and "@" in value and "://" in value:
        try:
            yield urlsplit(value).password or ""
        except ValueError:
            return  # not an address after all
