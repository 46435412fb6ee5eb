"""Observations about the figures of a finding; each must rest on figures that exist and state no other number."""

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

#: Claims that are asked for, and characters of one.
_MOST = 5
_LONGEST = 300
#: Entries of a list that are told.
_ENTRIES = 8
#: What of a finding is a figure worth a claim; names and titles come along as the subjects of the numbers beside them.
_FIGURES = (
    "video.title", "video.*_count", "video.duration_seconds",
    "transcript.source", "transcript.language", "transcript.word_count", "transcript.speech_rate_wpm",
    "content.sentiment.label", "content.sentiment.score", "content.sentiment.distribution.*",
    "content.topics.*.name", "content.topics.*.mentions",
    "content.structure.sections.*.title", "content.structure.sections.*.start",
    "comments.total", "comments.fetched", "comments.analyzed", "comments.languages.*",
    "comments.sentiment.score", "comments.sentiment.n", "comments.sentiment.distribution.*",
    "comments.themes.*.name", "comments.themes.*.size", "comments.themes.*.sentiment",
    "comments.author.replies", "comments.author.reply_rate", "comments.author.median_reply_seconds",
    "comments.spam.count", "comments.spam.ratio",
    "comments.engagement.mean_likes", "comments.engagement.mean_replies", "comments.engagement.thread_count",
    "comments.moments.*.seconds", "comments.moments.*.count",
)  # fmt: skip
#: ``fnmatch`` lets a star match dots too; a figure has exactly the dots of its pattern.
_BY_DOTS = {pattern: pattern.count(".") for pattern in _FIGURES}
_NUMBER = re.compile(r"\d+(?::\d\d){1,2}|\d+(?:[,\u202f\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def figures(found: Mapping[str, Any]) -> dict[str, float | str]:
    """Return the figures of a finding (as JSON) by their path in it."""
    return {
        path: value
        for path, value in _leaves(found, "")
        if any(path.count(".") == dots and fnmatchcase(path, pattern) for pattern, dots in _BY_DOTS.items())
    }


def _leaves(value: Any, path: str) -> Iterator[tuple[str, float | str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for index, inner in enumerate(value[:_ENTRIES]):
            yield from _leaves(inner, f"{path}.{index}")
    elif isinstance(value, int | float | str) and not isinstance(value, bool):
        yield path, value


def claim(known: Figures, session: Session, progress: Progress) -> tuple[values.Claim, ...]:
    """Return the model's claims about ``known`` figures that hold.

    Raises:
        LanguageModelError: the model failed, or it claimed something and nothing of it holds.
    """
    task = prompts.insights(_MOST)
    reply = session.ask(task, known, progress=progress)
    made = [_claim(insight.text, insight.figures, known, session.model) for insight in reply.insights[:_MOST]]
    held = tuple(made_claim for made_claim in made if made_claim is not None)
    if reply.insights and not held:
        raise LanguageModelReplyRejected("No insight of the language model rests on the figures it names.")
    return held


def _claim(text: str, refs: Sequence[str], known: Figures, model: str) -> values.Claim | None:
    named = {ref: known[ref] for ref in dict.fromkeys(refs) if ref in known}
    plain = sanitizing.fit(text, _LONGEST, " ".join(str(value) for value in named.values()))
    if not plain or not named or not states_only(plain, list(named.values())):
        return None
    return values.Claim(plain, tuple(_evidence(ref, value) for ref, value in named.items()), model)


def _evidence(ref: str, value: float | str) -> values.Evidence:
    if fnmatchcase(ref, "comments.moments.*.seconds"):
        return values.Evidence("moment", ref.removesuffix(".seconds"), value)
    if fnmatchcase(ref, "content.structure.sections.*.title"):
        return values.Evidence("section", ref.removesuffix(".title"), value)
    return values.Evidence("figure", ref, value)


def states_only(text: str, known: Sequence[float | str]) -> bool:
    """Say whether every number in ``text`` is one of ``known``, rounded, in per cent or as a time."""
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
    # Half a unit of the last digit that is written, and a hair for binary fractions.
    slack = 0.5 * 10 ** -len(plain.partition(".")[2]) + 1e-9
    told = float(plain)
    return any(abs(told - number) <= slack or (number <= 1 and abs(told - 100 * number) <= slack) for number in numbers)
