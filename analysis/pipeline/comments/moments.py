"""The seconds of a video that its audience points to, and what is said and shown there."""

import dataclasses
import heapq
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from analysis.pipeline import statistics, values
from analysis.pipeline.nlp.sentences import sentences

#: Citations this close to the second that most point to mean the same moment; people cite a few seconds early or late.
_REACH = 5.0
#: A comment with more citations than this is a table of contents: it adds to moments that others cite and makes none.
_LIST = 5
#: What is said from so long before the cited second to so long after it belongs to the moment.
_QUOTE_BEFORE, _QUOTE_AFTER = 1.0, 6.0
#: A quotation is cut to so many characters.
_QUOTE_CHARS = 240


@dataclass(frozen=True)
class Citing:
    """A comment that cites seconds of the video."""

    comment_id: str
    #: Who wrote it; several comments of one person count as one.
    person: str
    seconds: tuple[float, ...]
    likes: int | None = None
    #: -1 to 1; None where not scored.
    score: float | None = None


def gather(citing: Iterable[Citing]) -> tuple[values.Moment, ...]:
    """Return the moments that are cited: those that most people cite first, then the most liked, then the earliest.

    A moment is found where citations lie densest and takes those within reach of it; they are not chained on.
    """
    by_id = {comment.comment_id: comment for comment in sorted(citing, key=lambda each: each.comment_id)}
    left = sorted((second, comment.comment_id) for comment in by_id.values() for second in set(comment.seconds))
    found = []
    for group in _dense_groups(left, by_id):
        if any(len(by_id[comment_id].seconds) <= _LIST for _, comment_id in group):
            found.append(_moment(group, by_id))
    return tuple(sorted(found, key=lambda moment: (-moment.commenters, -(moment.likes or 0), moment.seconds)))


_Citation = tuple[float, str]


def _dense_groups(left: list[_Citation], by_id: Mapping[str, Citing]) -> Iterable[list[_Citation]]:
    """Yield citations in groups, the densest first."""
    centres = [(-_people(_around(left, second), by_id), second) for second in sorted({second for second, _ in left})]
    heapq.heapify(centres)
    while centres:
        people, centre = heapq.heappop(centres)
        group = _around(left, centre)
        now = -_people(group, by_id)
        if now != people:
            # Neighbours took some of its citations: it waits its turn again with what is left.
            if group:
                heapq.heappush(centres, (now, centre))
            continue
        if group:
            yield group
            first = bisect_left(left, group[0])
            del left[first : first + len(group)]


def _around(left: Sequence[_Citation], centre: float) -> list[_Citation]:
    return list(left[bisect_left(left, (centre - _REACH, "")) : bisect_right(left, (centre + _REACH, "\U0010ffff"))])


def _people(group: Sequence[_Citation], by_id: Mapping[str, Citing]) -> int:
    return len({by_id[comment_id].person for _, comment_id in group})


def _moment(group: Sequence[_Citation], by_id: Mapping[str, Citing]) -> values.Moment:
    """Return the moment of some citations, at the second that most of them name, the earliest of equals."""
    named = Counter(second for second, _ in group)
    comments = [by_id[comment_id] for comment_id in {comment_id for _, comment_id in group}]
    comments.sort(key=lambda comment: (-(comment.likes or 0), comment.comment_id))
    likes = [comment.likes for comment in comments if comment.likes is not None]
    scores = [comment.score for comment in comments if comment.score is not None]
    return values.Moment(
        seconds=min(named, key=lambda second: (-named[second], second)),
        count=len(comments),
        comment_ids=tuple(comment.comment_id for comment in comments),
        start=group[0][0],
        end=group[-1][0],
        commenters=_people(group, by_id),
        likes=sum(likes) if likes else None,
        sentiment=fmean(scores) if scores else None,
        sentiment_n=len(scores),
        sentiment_95=statistics.mean_interval_95(scores, -1.0, 1.0),
    )


def joined(
    moments: Sequence[values.Moment], transcript: values.Transcript | None, content: values.Content | None
) -> tuple[values.Moment, ...]:
    """Return ``moments`` with what is said there and the section they lie in, where these are known."""
    said = sentences.split(transcript.segments) if transcript and moments else ()
    sections = content.structure.sections if content else ()
    return tuple(_joined(moment, said, sections) for moment in moments)


def _joined(
    moment: values.Moment, said: Sequence[sentences.Sentence], sections: Sequence[values.Section]
) -> values.Moment:
    place = next((i for i, part in enumerate(sections) if part.start <= moment.seconds < part.end), None)
    return dataclasses.replace(
        moment,
        quote=_quote(moment.seconds, said),
        section=place,
        section_title=None if place is None else sections[place].title,
    )


def _quote(second: float, said: Sequence[sentences.Sentence]) -> values.Quote | None:
    """Return the sentences that are spoken at ``second``; None where nobody speaks."""
    low, high = second - _QUOTE_BEFORE, second + _QUOTE_AFTER
    heard = [sentence for sentence in said if sentence.start < high and sentence.end > low]
    # A sentence that only ends as the moment begins, or only begins as it ends, is not what is pointed to.
    central = [sentence for sentence in heard if sentence.start <= second + _QUOTE_BEFORE and sentence.end >= second]
    chosen = central[-1:] or heard[:1]
    if not chosen:
        return None
    text = chosen[0].text
    cut = text if len(text) <= _QUOTE_CHARS else text[:_QUOTE_CHARS].rsplit(" ", 1)[0] + " …"
    return values.Quote(cut, chosen[0].start, chosen[0].end)
