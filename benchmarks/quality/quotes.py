"""Quotes of a language model: are true ones kept, and false ones dropped?

No labels are needed: true quotes are spans of a transcript as a model would copy them, with other case, blanks and
punctuation, named by the second of their line; false ones are the same spans with one thing made untrue. Nothing was
tuned on these transcripts: the bounds of ``llm_refinement.citations`` follow from the length of a line.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, citations
from benchmarks.quality import recorded
from benchmarks.quality.rows import Row, guarded

_TALKS = {
    "livestream, rolling captions": ("archive/Nd9rzBUcOHA/transcript.en.vtt", "vtt"),
    "tutorial, automatic captions": ("captions/unknown-id-dashboard-design.en.json3", "json3"),
}
_QUOTES = 300
_SEED = 7
#: Seconds by which a quote is put in the wrong place.
_ELSEWHERE = 60.0


@dataclass(frozen=True)
class _Quote:
    """A span and the second that a model would name."""

    words: tuple[str, ...]
    place: float


def rows() -> list[Row]:
    """Return the shares of true and of false quotes that are kept, on each transcript."""
    found: list[Row] = []
    for name, (path, form) in _TALKS.items():
        found += guarded("quotes", name, lambda name=name, path=path, form=form: _measured(name, path, form))
    return found


def _measured(name: str, path: str, form: str) -> list[Row]:
    segments = recorded.segments(path, form)
    chance = random.Random(_SEED)
    true = _quotes(chunks.transcript_lines(values.Transcript("automatic_captions", "en", segments)), chance)
    speech = citations.TranscriptSource(segments)

    def kept(quote: _Quote) -> bool:
        return speech.find(_as_copied(quote.words, chance), quote.place) is not None

    def found_in_one_cue(quote: _Quote) -> bool:
        said = " ".join(quote.words)
        return any(said in segment.text and abs(segment.start - quote.place) < _ELSEWHERE for segment in segments)

    false = [_untrue(quote, index, true, chance) for index, quote in enumerate(true)]
    return [
        _row(f"{name}: true", "kept", true, kept, found_in_one_cue),
        _row(f"{name}: wrong word, order or place", "kept (lower is better)", false, kept, found_in_one_cue),
    ]


def _row(
    name: str, figure: str, quotes: list[_Quote], ours: Callable[[_Quote], bool], plain: Callable[[_Quote], bool]
) -> Row:
    def share(keeps: Callable[[_Quote], bool]) -> float:
        return sum(map(keeps, quotes)) / len(quotes)

    return Row(
        "quotes", name, len(quotes), f"share {figure}", share(ours), {"text of one cue": share(plain)},
        note="made from the transcript itself; nothing trained, nothing chosen on it",
    )  # fmt: skip


def _quotes(lines: tuple[chunks.Line, ...], chance: random.Random) -> list[_Quote]:
    """Return spans of 5 to 25 words that begin in a line and may run into the next, as a model is asked for them."""
    found = []
    for index in chance.sample(range(len(lines) - 1), min(_QUOTES, len(lines) - 1)):
        words = lines[index].text.split()
        start = chance.randrange(len(words))
        span = (*words[start:], *lines[index + 1].text.split())[: chance.randint(5, 25)]
        found.append(_Quote(tuple(span), lines[index].place))
    return [quote for quote in found if len(quote.words) >= 5]


def _as_copied(words: tuple[str, ...], chance: random.Random) -> str:
    """Return ``words`` as one sentence of a model's: a capital, its own commas, a full stop."""
    text = re.sub(r"[^\w\s']", "", " ".join(words)).split()
    if len(text) > 3:
        text[chance.randrange(1, len(text))] += ","
    return " ".join(text).capitalize() + "."


def _untrue(quote: _Quote, index: int, others: list[_Quote], chance: random.Random) -> _Quote:
    """Return ``quote`` with a word of another quote, with two words that changed places, or at another second."""
    words = list(quote.words)
    at = chance.randrange(len(words) - 1)
    if index % 3 == 0:
        return _Quote(quote.words, quote.place + _ELSEWHERE)
    if index % 3 == 1:
        words[at] = chance.choice(
            [word for other in others for word in other.words if word.lower() != words[at].lower()]
        )
    else:
        words[at], words[at + 1] = words[at + 1], words[at]
    return _Quote(tuple(words), quote.place)
