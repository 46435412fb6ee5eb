"""Formatting of numbers, durations and evidence for claims."""

from collections.abc import Callable, Iterable, Iterator

from analysis.pipeline import values

Rule = Callable[[values.Result], Iterator[values.Claim]]

_LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
#: Example comments per claim.
_EXAMPLES = 3


def figure(ref: str, value: float | str | None) -> values.Evidence:
    """Return a figure of the result as evidence; ``ref`` is its path."""
    return values.Evidence("figure", ref, value)


def examples(comment_ids: Iterable[str]) -> tuple[values.Evidence, ...]:
    """Return the first few comments as evidence."""
    return tuple(values.Evidence("comment", comment_id, None) for comment_id in list(comment_ids)[:_EXAMPLES])


def interval(ref: str, bounds: tuple[float, float]) -> tuple[values.Evidence, values.Evidence]:
    """Return both ends of an interval as evidence."""
    return figure(f"{ref}.0", bounds[0]), figure(f"{ref}.1", bounds[1])


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
