"""Messages of the analysis in the language of the reader.

Warnings, errors and progress are stored and sent in English. Whole sentences are looked up as they are; of those with
values in them, the template is found by its words, translated, and filled in again.
"""

import re
from functools import cache

from django.utils.translation import get_language, gettext

from analysis.wording.message_templates import TEMPLATES

_PLACE = re.compile(r"%\((\w+)\)s")


def translate(message: str) -> str:
    """Return ``message`` in the current language; as it is where there is no translation."""
    if not message or (get_language() or "en").startswith("en"):
        return message
    whole = gettext(message)
    if whole != message:
        return whole
    for template, pattern in _patterns():
        if found := pattern.fullmatch(message):
            return gettext(template) % {name: translate(value) for name, value in found.groupdict().items()}
    return message


def translations() -> list[tuple[str, str]]:
    """Return each template with its translation, for the scripts of a page; none in English."""
    if (get_language() or "en").startswith("en"):
        return []
    return [(template, gettext(template)) for template in TEMPLATES]


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return each template with the expression that its messages match."""
    return [(template, _pattern(template)) for template in TEMPLATES]


def _pattern(template: str) -> re.Pattern[str]:
    # Every second part is the name of a place.
    parts = _PLACE.split(template)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)),
        re.DOTALL,
    )
