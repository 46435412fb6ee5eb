"""Moments of a video that many comments cite, with the quote and the section there."""

import heapq
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import itemgetter
from statistics import fmean

from analysis.pipeline import reliability, values
from analysis.pipeline.comments.comment_table import CommentTable
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.sentences.sentences import Sentence

#: Citations within this many seconds of a moment's centre belong to it; people cite a little early or late.
_RADIUS = 5.0
#: A comment with more citations is a table of contents: it counts for moments of other comments but makes none.
_MAX_CITATIONS = 5
#: Speech from this many seconds before the cited second to this many after it belongs to the moment.
_QUOTE_BEFORE, _QUOTE_AFTER = 1.0, 6.0
#: Longer quotes are cut.
_QUOTE_CHARS = 240


@dataclass(frozen=True)
class CitingComment:
    """A comment that cites seconds of the video."""

    comment_id: str
    #: Identity of the author; several comments of one person count once.
    person: str
    seconds: tuple[float, ...]
    likes: int | None = None
    #: -1 to 1; None where not scored.
    score: float | None = None


def citing_comments(table: CommentTable) -> list[CitingComment]:
    """Return the comments of ``table`` that cite the video."""
    return [
        CitingComment(
            comment_id=comment.id,
            person=comment.author_channel_id or comment.author or comment.id,
            seconds=seconds,
            likes=comment.like_count,
            score=score,
        )
        for comment, seconds, score in zip(table.comments, table.cites, table.scores, strict=True)
        if seconds
    ]


def collect(citing: Iterable[CitingComment]) -> tuple[values.Moment, ...]:
    """Return the cited moments: most people first, then most likes, then earliest.

    Each moment takes the citations within ``_RADIUS`` of the densest second that is left; groups are not chained.
    """
    by_id = {comment.comment_id: comment for comment in sorted(citing, key=lambda each: each.comment_id)}
    # Sets of consecutive numbers are counted faster than sets of texts.
    numbers = {person: n for n, person in enumerate(dict.fromkeys(comment.person for comment in by_id.values()))}
    left = [
        (second, comment.comment_id, numbers[comment.person])
        for comment in by_id.values()
        for second in set(comment.seconds)
    ]
    left.sort(key=itemgetter(0))  # of one second they are in the order of their ids already
    found = [
        _moment(group, by_id)
        for group in _dense_groups(left)
        if any(len(by_id[comment_id].seconds) <= _MAX_CITATIONS for _, comment_id, _ in group)
    ]
    return tuple(sorted(found, key=lambda moment: (-moment.commenters, -(moment.likes or 0), moment.seconds)))


#: The second, the comment and the number of the person.
_Citation = tuple[float, str, int]


def _dense_groups(left: list[_Citation]) -> Iterable[list[_Citation]]:
    """Yield groups of citations, the densest first; each group is removed from ``left``."""
    centres = [(-_people(_around(left, second)), second) for second in sorted({second for second, _, _ in left})]
    heapq.heapify(centres)
    while centres:
        people, centre = heapq.heappop(centres)
        group = _around(left, centre)
        if not group:
            continue
        current = -_people(group)
        if current != people:
            # An earlier group took some of its citations: queue it again with the rest.
            heapq.heappush(centres, (current, centre))
            continue
        yield group
        first = bisect_left(left, group[0])
        del left[first : first + len(group)]


def _around(left: Sequence[_Citation], centre: float) -> list[_Citation]:
    first = bisect_left(left, (centre - _RADIUS, "", 0))
    return list(left[first : bisect_right(left, (centre + _RADIUS, "\U0010ffff", 0))])


def _people(group: Sequence[_Citation]) -> int:
    return len({person for _, _, person in group})


def _moment(group: Sequence[_Citation], by_id: Mapping[str, CitingComment]) -> values.Moment:
    """Return the moment at the second that most of the citations name, the earliest of equals."""
    named = Counter(second for second, _, _ in group)
    comments = [by_id[comment_id] for comment_id in {comment_id for _, comment_id, _ in group}]
    comments.sort(key=lambda comment: (-(comment.likes or 0), comment.comment_id))
    likes = [comment.likes for comment in comments if comment.likes is not None]
    scores = [comment.score for comment in comments if comment.score is not None]
    return values.Moment(
        seconds=min(named, key=lambda second: (-named[second], second)),
        count=len(comments),
        comment_ids=tuple(comment.comment_id for comment in comments),
        start=group[0][0],
        end=group[-1][0],
        commenters=_people(group),
        likes=sum(likes) if likes else None,
        sentiment=fmean(scores) if scores else None,
        sentiment_n=len(scores),
        sentiment_95=reliability.score_interval_95(scores),
    )


def add_context(
    moments: Sequence[values.Moment], transcript: values.Transcript | None, content: values.Content | None
) -> tuple[values.Moment, ...]:
    """Return ``moments`` with the quote and the section, if known."""
    said = _Quotes.of(sentences.split(transcript.segments) if transcript and moments else ())
    sections = content.structure.sections if content else ()
    starts = [section.start for section in sections]
    found = []
    for moment in moments:
        place = bisect_right(starts, moment.seconds) - 1
        index = place if place >= 0 and moment.seconds < sections[place].end else None
        title = None if index is None else sections[index].title
        found.append(replace(moment, quote=said.at(moment.seconds), section=index, section_title=title))
    return tuple(found)


@dataclass(frozen=True)
class _Quotes:
    """The sentences of a transcript, ordered by start, to look up by second."""

    said: Sequence[Sentence]
    starts: Sequence[float]
    #: The latest end of each sentence and those before it.
    latest_ends: Sequence[float]

    @classmethod
    def of(cls, said: Iterable[Sentence]) -> "_Quotes":
        ordered = sorted(said, key=lambda sentence: sentence.start)
        ends = accumulate((sentence.end for sentence in ordered), max)
        return cls(ordered, [sentence.start for sentence in ordered], list(ends))

    def at(self, second: float) -> values.Quote | None:
        """Return the sentence spoken at ``second``, None if there is none."""
        low, high = second - _QUOTE_BEFORE, second + _QUOTE_AFTER
        around = self.said[bisect_right(self.latest_ends, low) : bisect_left(self.starts, high)]
        nearby = [sentence for sentence in around if sentence.end > low]
        # Prefer a sentence spoken at that second to one that just ends or begins nearby.
        central = [each for each in nearby if each.start <= second + _QUOTE_BEFORE and each.end >= second]
        chosen = central[-1:] or nearby[:1]
        if not chosen:
            return None
        text = chosen[0].text
        cut = text if len(text) <= _QUOTE_CHARS else text[:_QUOTE_CHARS].rsplit(" ", 1)[0] + " …"
        return values.Quote(cut, chosen[0].start, chosen[0].end)
