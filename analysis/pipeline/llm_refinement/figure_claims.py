"""Claims about the figures of a result. A claim must name existing figures and state no other number."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from analysis.exceptions import LanguageModelReplyRejected
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import prompts, sanitizing
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.progress import Progress

Figures = Mapping[str, float | str]

#: Claims at most, and characters of one.
_MAX_CLAIMS = 5
_MAX_CHARS = 300
#: Entries of each list that the model sees.
_MAX_ENTRIES = 8
#: The figures of a result that claims may be about. Names and titles tell what the numbers beside them belong to.
FIGURES = (
    "video.title", "video.*_count", "video.duration_seconds",
    "transcript.source", "transcript.language", "transcript.word_count", "transcript.speech_rate_wpm",
    "content.sentiment.label", "content.sentiment.score", "content.sentiment.distribution.*",
    "content.topics.*.name", "content.topics.*.mentions",
    "content.structure.sections.*.title", "content.structure.sections.*.start",
    "comments.total", "comments.fetched", "comments.analyzed", "comments.by_author",
    "comments.languages.*",
    "comments.sentiment.score", "comments.sentiment.n", "comments.sentiment.distribution.*",
    "comments.themes.*.name", "comments.themes.*.size", "comments.themes.*.sentiment",
    "comments.author.replies", "comments.author.reply_rate", "comments.author.median_reply_seconds",
    "comments.feedback.*.count", "comments.feedback.*.share", "comments.spam.count", "comments.spam.ratio",
    "comments.engagement.mean_likes", "comments.engagement.mean_replies", "comments.engagement.thread_count",
    "comments.moments.*.seconds", "comments.moments.*.count",
)  # fmt: skip
#: In ``fnmatch`` a star matches dots too, but a figure must have as many dots as its pattern.
_DOTS_BY_PATTERN = {pattern: pattern.count(".") for pattern in FIGURES}
_NUMBER = re.compile(r"\d+(?::\d\d){1,2}|\d+(?:[,\u202f\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def extract_figures(result: Mapping[str, Any]) -> dict[str, float | str]:
    """Return the figures of a result (as JSON) by their path in it."""
    return {
        path: value
        for path, value in _leaves(result, "")
        if any(path.count(".") == dots and fnmatchcase(path, pattern) for pattern, dots in _DOTS_BY_PATTERN.items())
    }


def _leaves(value: Any, path: str) -> Iterator[tuple[str, float | str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for index, inner in enumerate(value[:_MAX_ENTRIES]):
            yield from _leaves(inner, f"{path}.{index}")
    elif isinstance(value, int | float | str) and not isinstance(value, bool):
        yield path, value


def write_claims(known: Figures, session: Session, progress: Progress) -> tuple[values.Claim, ...]:
    """Return the model's valid claims about the ``known`` figures.

    Raises:
        LanguageModelError: the model fails, or none of its claims is valid.
    """
    task = prompts.insights_task(_MAX_CLAIMS)
    reply = session.request(task, known, progress=progress)
    claims = []
    for insight in reply.insights[:_MAX_CLAIMS]:
        named = {ref: known[ref] for ref in dict.fromkeys(insight.figures) if ref in known}
        plain = sanitizing.sanitize(insight.text, _MAX_CHARS, " ".join(str(value) for value in named.values()))
        if plain and named and contains_only_known_numbers(plain, list(named.values())):
            evidence = tuple(_evidence(ref, value) for ref, value in named.items())
            claims.append(values.Claim(plain, evidence, session.model))
    if reply.insights and not claims:
        raise LanguageModelReplyRejected("No insight of the language model is supported by the figures that it names.")
    return tuple(claims)


def _evidence(ref: str, value: float | str) -> values.Evidence:
    if fnmatchcase(ref, "comments.moments.*.seconds"):
        return values.Evidence("moment", ref.removesuffix(".seconds"), value)
    if fnmatchcase(ref, "content.structure.sections.*.title"):
        return values.Evidence("section", ref.removesuffix(".title"), value)
    return values.Evidence("figure", ref, value)


def contains_only_known_numbers(text: str, known: Sequence[float | str]) -> bool:
    """Return whether every number in ``text`` is one of ``known``, possibly rounded, in percent or as a time."""
    numbers = [abs(value) for value in known if isinstance(value, int | float)]
    words = " ".join(value for value in known if isinstance(value, str))
    return all(written in words or _is_one_of(written, numbers) for written in _NUMBER.findall(text))


def _is_one_of(written: str, numbers: Sequence[float]) -> bool:
    if ":" in written:
        seconds = 0
        for part in written.split(":"):
            seconds = 60 * seconds + int(part)
        return any(int(number) == seconds for number in numbers)
    plain = re.sub(r"[,\u202f\u00a0 ]", "", written)
    # Half a unit of the last written digit, and a little for binary fractions.
    tolerance = 0.5 * 10 ** -len(plain.partition(".")[2]) + 1e-9
    stated = float(plain)
    return any(
        abs(stated - number) <= tolerance or (number <= 1 and abs(stated - 100 * number) <= tolerance)
        for number in numbers
    )
