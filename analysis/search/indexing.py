"""Writes the full-text index. Call these functions in the transaction that stores what they index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from analysis.models import Comment, SearchEntry, SearchSignature, SearchVector, Transcript, Video
from analysis.search.words import Stems, Word, dictionary_of, labels, quote, words_of

#: Seconds and characters of a window of a transcript; a line is never divided.
WINDOW_SECONDS, WINDOW_CHARS = 30, 3_000
#: PostgreSQL's limits of a ``tsvector``: the highest position, and bytes of its words with a margin.
#: Source: https://www.postgresql.org/docs/current/textsearch-limitations.html
_MAX_POSITION, _MAX_BYTES = 16_383, 900_000
_BATCH = 1_000

Line = tuple[float, str]


@dataclass(frozen=True)
class _Entry:
    """A row of the index before its words are known to PostgreSQL."""

    text: str
    language: str
    comment_id: str = ""
    sentiment: str = ""
    lines: Sequence[Line] | None = None


def index_title(task_id: UUID, video: Video, language: str | None) -> None:
    """Index the title of the video; replaces what an earlier attempt indexed."""
    _replace(task_id, SearchEntry.Kind.TITLE, [_Entry(video.title, language or "")] if video.title else [])


def index_transcript(task_id: UUID, transcript: Transcript) -> None:
    """Index the transcript in windows of about 30 seconds; replaces what an earlier attempt indexed."""
    lines = ((segment[0], segment[2]) for segment in transcript.segments)
    entries = [
        _Entry("\n".join(text for _, text in window), transcript.language, lines=window) for window in windows(lines)
    ]
    _replace(task_id, SearchEntry.Kind.TRANSCRIPT, entries)


def index_comments(task_id: UUID, comments: Iterable[Comment]) -> None:
    """Index the analysed comments; replaces what an earlier attempt indexed."""
    entries = [_Entry(each.text, each.language, each.comment_id, each.sentiment) for each in comments]
    _replace(task_id, SearchEntry.Kind.COMMENTS, entries)


def reindex_comments(task_id: UUID, comments: Sequence[Comment]) -> None:
    """Index indexed comments again whose text has changed; the entries and their vectors stay."""
    entries = [_Entry(each.text, each.language, each.comment_id, each.sentiment) for each in comments]
    for start in range(0, len(entries), _BATCH):
        rows = _rows(task_id, SearchEntry.Kind.COMMENTS, entries[start : start + _BATCH])
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE analysis_searchentry AS entry SET words = made.words
                FROM unnest(%s::text[], %s::tsvector[]) AS made (comment_id, words)
                WHERE entry.task_id = %s AND entry.kind = %s AND entry.comment_id = made.comment_id""",
                [[row[0] for row in rows], [row[-1] for row in rows], task_id, SearchEntry.Kind.COMMENTS.value],
            )


def windows(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield the lines in windows that begin within ``WINDOW_SECONDS`` and hold about ``WINDOW_CHARS``."""
    window: list[Line] = []
    size = 0
    for start, text in lines:
        if window and (start - window[0][0] >= WINDOW_SECONDS or size + len(text) > WINDOW_CHARS):
            yield window
            window, size = [], 0
        window.append((start, text))
        size += len(text)
    if window:
        yield window


def _replace(task_id: UUID, kind: SearchEntry.Kind, entries: Sequence[_Entry]) -> None:
    for model in (SearchSignature, SearchVector, SearchEntry):
        model._default_manager.filter(task_id=task_id, kind=kind).delete()
    for start in range(0, len(entries), _BATCH):
        rows = _rows(task_id, kind, entries[start : start + _BATCH])
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO analysis_searchentry (task_id, kind, comment_id, lines, language, sentiment, dictionary,
                    words)
                SELECT %s, %s, * FROM unnest(%s::text[], %s::jsonb[], %s::text[], %s::text[], %s::text[],
                    %s::tsvector[])""",
                [task_id, kind.value, *map(list, zip(*rows, strict=True))],
            )


def _rows(task_id: UUID, kind: SearchEntry.Kind, entries: Sequence[_Entry]) -> list[tuple[Any, ...]]:
    """Return the comment id, lines, language, sentiment, dictionary and words of each entry."""
    weight = "A" if kind == SearchEntry.Kind.TITLE else ""
    worded = [(entry, dictionary_of(entry.language), list(words_of(entry.text))) for entry in entries]
    stems = Stems((dictionary, words) for _, dictionary, words in worded)
    # Many texts have the same labels.
    labels_of = cache(partial(_labels, task_id, kind))
    return [
        (
            entry.comment_id,
            None if entry.lines is None else Jsonb(entry.lines),
            entry.language,
            entry.sentiment,
            dictionary,
            f"{vector(words, stems.within(dictionary), weight)} {labels_of(entry.language, entry.sentiment)}",
        )
        for entry, dictionary, words in worded
    ]


def _labels(task_id: UUID, kind: SearchEntry.Kind, language: str, sentiment: str) -> str:
    """Return the labels of an entry without places; each part of a language tag begins one."""
    parts = language.split("-")
    tags = ["-".join(parts[: number + 1]) for number in range(len(parts))]
    found = labels(kind=kind.value, sentiment=sentiment, task=str(task_id))
    for tag in tags:
        found += labels(language=tag)
    return " ".join(map(quote, found))


def vector(words: Iterable[Word], stems: Mapping[str, str | None], weight: str = "") -> str:
    """Return the text form of a ``tsvector``: each word at its place, and its stem at the same place.

    The word itself is there for prefixes: "organizati*" is no beginning of the stem "organ".
    """
    made: dict[str, list[str]] = {}
    size = 0
    for place, entry in enumerate(words, 1):
        word = entry.text
        stem = stems.get(word, word)
        if stem is None:
            continue
        for lexeme in (stem,) if stem == word else (stem, word):
            if lexeme in made:
                made[lexeme].append(f"{place}{weight}")
            else:
                made[lexeme] = [f"{quote(lexeme)}:{place}{weight}"]
                size += len(lexeme.encode())
        if place == _MAX_POSITION or size > _MAX_BYTES:
            break
    return " ".join([",".join(each) for each in made.values()])
