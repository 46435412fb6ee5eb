"""What a caller receives of a match: where it is, and the words around it with what was found marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from django.db.models import JSONField, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from analysis import youtube
from analysis.models import Comment, SearchEntry
from analysis.search.matching import Match
from analysis.search.query_syntax import Part, Term, parts
from analysis.search.words import Stems, Word, words_of
from analysis.support.json_schema import Limits

#: Characters of a snippet, and of those before its first mark.
SNIPPET_CHARS, _CHARS_BEFORE = 240, 80

Span = tuple[int, int]
Phrase = list[Part]


@dataclass(frozen=True)
class SearchHit:
    """A text in which the words were found."""

    task_id: UUID
    video_id: str
    title: Annotated[str | None, "Title of the video."]
    channel_name: str | None
    kind: Annotated[str, Limits(one_of=tuple(SearchEntry.Kind.values))]
    start: Annotated[float | None, "Second at which the line with the words begins; null unless in a transcript."]
    comment_id: Annotated[str | None, "null unless in a comment."]
    snippet: Annotated[str, "HTML: the words are in `<mark>`, everything else is escaped."]
    language: Annotated[str | None, "BCP 47; null where undetermined."]
    sentiment: Annotated[str | None, "null unless in an analysed comment."]
    score: Annotated[float, "The higher, the better; comparable within one search only."]
    url: Annotated[str, "The video at that second, or the comment, at YouTube."]
    page: Annotated[str, "Path of the report on this server."]


def load(matches: Sequence[Match], terms: Sequence[Term]) -> list[SearchHit]:
    """Return the hits of ``matches`` in their order, without those deleted meanwhile: two queries."""
    phrases = _phrases(terms, {match.dictionary for match in matches})
    text = Comment.objects.filter(task=OuterRef("task"), comment_id=OuterRef("comment_id")).values("text")[:1]
    rows = (
        SearchEntry.objects.filter(pk__in=[match.entry_id for match in matches])
        .select_related("task__video")
        .annotate(comment_text=Subquery(text), found=_places(phrases))
        .only(
            *("kind", "comment_id", "lines", "language", "sentiment", "dictionary"),
            *("task__video_id", "task__video__title", "task__video__channel_name"),
        )
    )
    by_id = {row.pk: row for row in rows}
    return [
        _hit(match, row, phrases.get(row.dictionary, []))
        for match in matches
        if (row := by_id.get(match.entry_id)) is not None
    ]


def _phrases(terms: Sequence[Term], used: Iterable[str]) -> dict[str, list[Phrase]]:
    """Return what a text may hold of the terms, by its dictionary."""
    used = set(used)
    stems = Stems((dictionary, term.words) for dictionary in used for term in terms)
    wanted = [term for term in terms if not term.is_excluded]
    return {
        dictionary: [phrase for term in wanted if (phrase := parts(term, dictionary, stems))] for dictionary in used
    }


def _places(phrases: Mapping[str, list[Phrase]]) -> RawSQL:
    """Return the expression of the places of the words that were looked for: ``{word: [place]}``, from 1."""
    wanted = {part for found in phrases.values() for phrase in found for part in phrase}
    whole = [part.lexeme for part in wanted if not part.is_prefix]
    prefixes = [part.lexeme for part in wanted if part.is_prefix]
    sql = """(SELECT jsonb_object_agg(lexeme, positions) FROM unnest(analysis_searchentry.words) WHERE lexeme = ANY(%s)
        OR EXISTS (SELECT FROM unnest(%s::text[]) AS wanted (prefix) WHERE starts_with(lexeme, prefix)))"""
    return RawSQL(sql, [whole, prefixes], JSONField())  # noqa: S611 (our own text only)


def _text(row: Any) -> str:
    if row.kind == SearchEntry.Kind.TITLE:
        return str(row.task.video.title)
    if row.kind == SearchEntry.Kind.COMMENTS:
        return row.comment_text or ""
    return "\n".join(text for _, text in row.lines)


def _spans(words: Sequence[Word], found: Mapping[str, list[int]], phrases: Iterable[Phrase]) -> Iterator[Span]:
    """Yield start and end of each place in the text at which a term is met."""
    for phrase in phrases:
        begins = [_firsts(part, found, part.place - phrase[0].place) for part in phrase]
        length = phrase[-1].place - phrase[0].place
        for first in set.intersection(*begins):
            if 0 < first <= len(words) - length:
                yield words[first - 1].start, words[first - 1 + length].end


def _firsts(part: Part, found: Mapping[str, list[int]], offset: int) -> set[int]:
    """Return the places at which a phrase begins if it has this word ``offset`` words later."""
    return {
        place - offset
        for lexeme, places in found.items()
        if (lexeme.startswith(part.lexeme) if part.is_prefix else lexeme == part.lexeme)
        for place in places
    }


def _hit(match: Match, row: Any, phrases: Iterable[Phrase]) -> SearchHit:
    text = _text(row)
    spans = _merged(_spans(list(words_of(text)), row.found or {}, phrases))
    start = _second(row.lines, spans[0][0] if spans else 0) if row.kind == SearchEntry.Kind.TRANSCRIPT else None
    video = row.task.video
    url = youtube.watch_url(quote(row.task.video_id, safe=""), start)
    return SearchHit(
        task_id=row.task_id,
        video_id=row.task.video_id,
        title=video.title or None,
        channel_name=video.channel_name or None,
        kind=row.kind,
        start=start,
        comment_id=row.comment_id or None,
        snippet=_snippet(text, spans),
        language=row.language or None,
        sentiment=row.sentiment or None,
        score=round(match.rank, 6),
        url=f"{url}&lc={quote(row.comment_id, safe='')}" if row.comment_id else url,
        page=_page(row, start),
    )


def _page(row: Any, start: float | None) -> str:
    if row.comment_id:
        return f"{reverse('task-comments', args=[row.task_id])}?thread={quote(row.comment_id, safe='')}"
    return reverse("task-detail", args=[row.task_id]) + ("" if start is None else f"#t={start:g}")


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order; those that overlap or touch are one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _second(lines: Sequence[tuple[float, str]], place: int) -> float:
    """Return the start of the line that holds the character ``place`` of the joined text."""
    begin = 0
    for start, text in lines:
        begin += len(text) + 1
        if place < begin:
            return start
    return lines[-1][0]


def _snippet(text: str, spans: Sequence[Span]) -> SafeString:
    """Return the text around the first span as HTML, each span in a ``<mark>``."""
    first = spans[0][0] if spans else 0
    begin = max(0, min(first - _CHARS_BEFORE, len(text) - SNIPPET_CHARS))
    end = min(len(text), begin + SNIPPET_CHARS)
    # Begin and end at a space where there is one nearby.
    if begin and 0 < (space := text.find(" ", begin, first)) < begin + 20:
        begin = space + 1
    if end < len(text) and (space := text.rfind(" ", end - 20, end)) > first:
        end = space
    pieces, place = [], begin
    for start, stop in spans:
        if start >= end:
            break
        start, stop = max(start, begin), min(stop, end)
        pieces += [escape(text[place:start]), f"<mark>{escape(text[start:stop])}</mark>"]
        place = stop
    pieces.append(escape(text[place:end]))
    whole = " ".join("".join(pieces).split())
    return SafeString(f"{'… ' if begin else ''}{whole}{' …' if end < len(text) else ''}")
