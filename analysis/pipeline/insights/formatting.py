"""Formatting of numbers, durations and evidence for claims."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from analysis.pipeline import values

Rule = Callable[[values.Result], Iterator[values.Claim]]

_LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
#: Example comments per claim.
_EXAMPLES = 3


def figures(result: values.Result, *refs: str) -> tuple[values.Evidence, ...]:
    """Return the figures at the paths ``refs`` of ``result`` as evidence."""
    return tuple(values.Evidence("figure", ref, _look_up(result, ref)) for ref in refs)


def _look_up(result: values.Result, ref: str) -> Any:
    found: Any = result
    for name in ref.split("."):
        if isinstance(found, Mapping):
            found = found[name]
        else:
            found = found[int(name)] if isinstance(found, list | tuple) else getattr(found, name)
    return found


def examples(comment_ids: Iterable[str]) -> tuple[values.Evidence, ...]:
    return tuple(values.Evidence("comment", comment_id, None) for comment_id in list(comment_ids)[:_EXAMPLES])


def interval(ref: str) -> tuple[str, str]:
    """Return the paths of both ends of an interval."""
    return f"{ref}.0", f"{ref}.1"


def percent(share: float) -> str:
    """Return a share of 0 to 1 as ``42 %``."""
    return f"{100 * share:.0f} %"


def duration(seconds: float) -> str:
    """Return a duration in its largest whole unit: ``2 hours``."""
    for length, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= length:
            return count(round(seconds / length), unit)
    return count(round(seconds), "second")


def count(number: int, noun: str) -> str:
    """Return ``1 person``, ``3 questions``."""
    if noun == "person":
        return f"{number:,} {'person' if number == 1 else 'people'}"
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def language_name(code: str) -> str:
    """Return the English name of a language, or a phrase with its code."""
    return _LANGUAGES.get(code, f"the language “{code}”")
