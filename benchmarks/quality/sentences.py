"""Sentence borders in captions without punctuation: F1 against the full stops that were taken away."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

from analysis.pipeline import values
from analysis.pipeline.nlp.sentences import boundaries, sentences
from analysis.pipeline.nlp.words import tokens, word_lists
from benchmarks.quality import choi, punctuated, recorded
from benchmarks.quality.punctuated import Document
from benchmarks.quality.rows import Row, guarded

#: Words per caption when a written text is turned into captions without pauses.
_CAPTION_WORDS, _WORD_SECONDS = 8, 0.4
_LIVESTREAM, _TUTORIAL = "archive/Nd9rzBUcOHA/transcript.en.vtt", "captions/unknown-id-dashboard-design.en.json3"
#: Documents of each written set that are measured, spread over the part that is reported.
_CHATS, _SPEECHES, _PROSE = 150, 6, 20
_SILENCE = 0.5


@dataclass(frozen=True)
class Talk:
    """Captions without marks and capitals, and the numbers of words after which a sentence ends."""

    segments: tuple[values.Segment, ...]
    ends: frozenset[int]

    @property
    def words(self) -> list[str]:
        """Return every word."""
        return [word for segment in self.segments for word in segment.text.split()]


def rows() -> list[Row]:
    """Return F1 on recorded captions and on written texts turned into captions."""
    sets: tuple[tuple[str, Callable[[], list[Talk]], str], ...] = (
        (
            "recorded livestream, words 7,541 on",
            lambda: [_later(_recorded(_LIVESTREAM, "vtt"))],
            "the first third chose threshold and weight of silences; the rest is reported",
        ),
        (
            "recorded tutorial",
            lambda: [_recorded(_TUTORIAL, "json3")],
            "trained nothing; was looked at while the method grew",
        ),
        (
            "chats, held-out part",
            partial(_as_captions, punctuated.conversations, "report", _CHATS),
            "other chats trained",
        ),
        (
            "speeches, held-out part",
            partial(_as_captions, punctuated.speeches, "report", _SPEECHES),
            "other years trained",
        ),
        (
            "Brown prose (Choi's set)",
            partial(_as_captions, _prose, "report", _PROSE),
            "written; neither trained nor chose",
        ),
    )
    return [
        row for name, talks, note in sets for row in guarded("sentence borders", name, partial(_row, name, talks, note))
    ]


def _row(name: str, talks: Callable[[], list[Talk]], note: str) -> list[Row]:
    read = talks()
    ours = []
    for talk in read:
        lengths = (len(sentence.text.split()) for sentence in sentences.split(talk.segments, "en"))
        # The end of the talk is no border to find.
        ours.append(frozenset(list(accumulate(lengths))[:-1]))
    precision, recall, f1 = _agreement(read, ours)
    ways = {"fixed length": _fixed, "silences": _at_silences, "clause openers": _at_openers}
    baselines = {way: _agreement(read, [cut(talk) for talk in read])[2] for way, cut in ways.items()}
    note = f"{note}; precision {precision:.2f}, recall {recall:.2f}; the fixed length is the set's own mean"
    n = sum(len(talk.ends) for talk in read)
    return [Row("sentence borders", name, n, "F1 of borders", f1, baselines, note=note)]


def _agreement(talks: Sequence[Talk], found: Sequence[frozenset[int]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over all talks."""
    hits = sum(len(talk.ends & cut) for talk, cut in zip(talks, found, strict=True))
    precision = hits / max(1, sum(map(len, found)))
    recall = hits / max(1, sum(len(talk.ends) for talk in talks))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _recorded(path: str, form: str) -> Talk:
    segments = recorded.segments(path, form)
    said = " ".join(sentences.strip_sounds(segment.text) for segment in segments)
    lengths = accumulate(len(_plain(sentence).split()) for sentence in tokens.sentences(said))
    bare = (values.Segment(s.start, s.end, _plain(sentences.strip_sounds(s.text))) for s in segments)
    return Talk(tuple(segment for segment in bare if segment.text), frozenset(list(lengths)[:-1]))


def _plain(text: str) -> str:
    return " ".join(filter(None, map(boundaries.normalise_word, text.split())))


def _later(talk: Talk) -> Talk:
    """Return the last two thirds of a talk."""
    count = len(talk.words)
    skipped, kept = 0, []
    for segment in talk.segments:
        if skipped < count // 3:
            skipped += len(segment.text.split())
        else:
            kept.append(segment)
    return Talk(tuple(kept), frozenset(end - skipped for end in talk.ends if end > skipped))


def _as_captions(documents: Callable[[], Sequence[Document]], part: str, count: int) -> list[Talk]:
    chosen = punctuated.part(documents(), part)
    talks = []
    for words, ends in punctuated.words_and_ends(chosen[:: max(1, len(chosen) // count)][:count]):
        segments = []
        for first in range(0, len(words), _CAPTION_WORDS):
            stop, text = first + _CAPTION_WORDS, " ".join(words[first : first + _CAPTION_WORDS])
            segments.append(values.Segment(first * _WORD_SECONDS, stop * _WORD_SECONDS, text))
        talks.append(Talk(tuple(segments), frozenset(index + 1 for index, end in enumerate(ends[:-1]) if end)))
    return talks


def _prose() -> list[Document]:
    return [Document(document.name, document.sentences) for document in choi.documents()]


def _fixed(talk: Talk) -> frozenset[int]:
    length = max(1, round(len(talk.words) / (len(talk.ends) + 1)))
    return frozenset(range(length, len(talk.words), length))


def _at_silences(talk: Talk) -> frozenset[int]:
    return frozenset(count for count, silence in _silences(talk) if silence >= _SILENCE)


def _silences(talk: Talk) -> Iterator[tuple[int, float]]:
    """Yield the number of words before each border of captions, and the silence there in seconds.

    Rolling captions show none: what a caption stands longer than its words take counts too.
    """
    count = 0
    for before, after in zip(talk.segments, talk.segments[1:], strict=False):
        words = len(before.text.split())
        count += words
        yield count, after.start - before.end + max(0.0, before.end - before.start - _WORD_SECONDS * words)


def _at_openers(talk: Talk) -> frozenset[int]:
    """Return the borders of rules without a model: pieces of about 16 words that begin with a clause opener.

    What this project did before it had a model.
    """
    silences = dict(_silences(talk))
    words = talk.words
    found: set[int] = set()
    first = 0
    while len(words) - first > 30:
        worth = {
            stop: 3 * min(1.0, silences.get(stop, 0.0))
            + 0.8 * (words[stop] in word_lists.CLAUSE_OPENERS)
            - 2 * (words[stop - 1] in word_lists.NEVER_LAST)
            - abs(stop - first - 16) / 16
            for stop in range(first + 6, first + 31)
        }
        first = max(worth, key=lambda stop: (worth[stop], -stop))
        found.add(first)
    return frozenset(found)
