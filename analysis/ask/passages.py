"""The passages of one analysis that answer a question best: parts of the transcript, and comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from django.db.models import Q

from analysis import youtube
from analysis.models import AnalysisTask, Comment, SearchEntry, Transcript
from analysis.search import encoder, meaning
from analysis.search.filters import Filters
from analysis.search.limits import limited_cursor
from analysis.search.matching import Match
from analysis.search.words import has_meaning
from analysis.support.json_schema import Limits

#: Passages of each kind that are returned, and those that are read to find them.
MAX_PASSAGES = 5
#: Texts of each kind that are embedded for one question where the analysis stored no vectors.
MAX_EMBEDDED = encoder.MAX_TEXTS // 2


@dataclass(frozen=True)
class Passage:
    """A part of the transcript, or a comment."""

    kind: Annotated[str, Limits(one_of=(SearchEntry.Kind.TRANSCRIPT.value, SearchEntry.Kind.COMMENTS.value))]
    text: str
    start: Annotated[float | None, "Second at which it begins; null for a comment."]
    end: float | None
    comment_id: Annotated[str | None, "null for a part of the transcript."]
    language: Annotated[str | None, "BCP 47; null where undetermined."]
    score: Annotated[float, "How near its meaning is to that of the question, -1 to 1."]
    url: Annotated[str, "The video at that second, or the comment, at YouTube."]


@dataclass(frozen=True)
class Found:
    """Passages, nearest first, and whether all texts of the analysis were compared."""

    passages: list[Passage]
    is_complete: bool


def find(task: AnalysisTask, question: str) -> Found:
    """Return the passages of a completed analysis that are nearest to ``question``, without spam and questions.

    Raises:
        TemporaryError: the encoder or the database is not available.
    """
    wanted = encoder.embed_question(question)
    best: list[tuple[Match, SearchEntry]] = []
    is_complete = True
    for kind in (SearchEntry.Kind.TRANSCRIPT, SearchEntry.Kind.COMMENTS):
        entries = _entries(task, kind)
        matches = _stored(task, kind, wanted)
        if matches is None:
            matches, is_whole = _embedded(entries, kind, wanted)
            is_complete &= is_whole
        rows = {row.pk: row for row in entries.filter(pk__in=[match.entry_id for match in matches])}
        known = [(match, rows[match.entry_id]) for match in matches if match.entry_id in rows]
        best += known[:MAX_PASSAGES]
    least = meaning.least_cosine(match for match, _ in best)
    best = sorted((one for one in best if one[0].rank >= least), key=lambda one: one[0].place)
    return Found(_passages(task, best), is_complete)


def _entries(task: AnalysisTask, kind: SearchEntry.Kind) -> Any:
    """Return the entries of a kind that may answer: comments that are spam or ask something themselves do not."""
    silent = Comment.objects.filter(Q(is_spam=True) | Q(feedback__contains=["questions"]), task=task)
    entries = SearchEntry.objects.filter(task=task, kind=kind)
    return entries.exclude(comment_id__in=silent.values("comment_id")).defer("words")


def _stored(task: AnalysisTask, kind: SearchEntry.Kind, wanted: encoder.Vector) -> list[Match] | None:
    """Return the nearest of the vectors that the analysis stored; None if it stored none."""
    with limited_cursor(workers=0) as (cursor, newest):
        cursor.execute(
            "SELECT EXISTS (SELECT FROM analysis_searchsignature WHERE task_id = %s AND kind = %s)", [task.pk, kind]
        )
        (is_stored,) = cursor.fetchone()
        return (
            meaning.nearest(cursor, wanted, "SELECT %s::uuid", [task.pk], Filters(kind=kind), newest)[0]
            if is_stored
            else None
        )


def _embedded(entries: Any, kind: SearchEntry.Kind, wanted: encoder.Vector) -> tuple[list[Match], bool]:
    """Return the nearest of at most ``MAX_EMBEDDED`` texts, embedded now, and whether these are all.

    Of a longer transcript, windows all over it are read; of more comments, the first ones, as the source orders them.
    """
    ids = list(entries.order_by("pk").values_list("pk", flat=True))
    step = max(1, -(-len(ids) // MAX_EMBEDDED)) if kind == SearchEntry.Kind.TRANSCRIPT else 1
    chosen = ids[::step][:MAX_EMBEDDED]
    rows = list(entries.filter(pk__in=chosen))
    texts = _texts(rows)
    rows = [row for row in rows if has_meaning(texts[row.pk])]
    vectors = encoder.embed([texts[row.pk] for row in rows]) if rows else []
    matches = [
        Match(row.pk, wanted.cosine_with(vector.numbers), row.kind, row.language, row.sentiment, "")
        for row, vector in zip(rows, vectors, strict=True)
    ]
    return sorted(matches, key=lambda match: match.place), len(chosen) == len(ids)


def _texts(rows: Sequence[SearchEntry]) -> dict[int, str]:
    """Return the texts of entries of one analysis."""
    wanted = [row.comment_id for row in rows if row.comment_id]
    comments = Comment.objects.filter(task__in={row.task_id for row in rows}, comment_id__in=wanted)
    by_id = dict(comments.values_list("comment_id", "text"))
    return {
        row.pk: by_id.get(row.comment_id, "") if row.comment_id else " ".join(text for _, text in row.lines or ())
        for row in rows
    }


def _passages(task: AnalysisTask, best: Sequence[tuple[Match, SearchEntry]]) -> list[Passage]:
    segments = Transcript.objects.filter(task=task).values_list("segments", flat=True).first() or []
    texts = _texts([row for _, row in best])
    made = []
    for match, row in best:
        start = end = None
        if row.lines:
            start, last = row.lines[0][0], row.lines[-1][0]
            end = max((segment[1] for segment in segments if start <= segment[0] <= last), default=last)
        url = youtube.watch_url(quote(task.video_id, safe=""), start)
        made.append(
            Passage(
                kind=row.kind,
                text=texts[row.pk],
                start=start,
                end=end,
                comment_id=row.comment_id or None,
                language=row.language or None,
                score=round(match.rank, 4),
                url=f"{url}&lc={quote(row.comment_id, safe='')}" if row.comment_id else url,
            )
        )
    return made
