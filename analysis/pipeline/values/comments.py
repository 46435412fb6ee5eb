"""The part of the result about the comments: ``dataclasses.asdict`` of these classes gives what clients read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated

from analysis.events import JSON
from analysis.pipeline.values.source import Seconds
from analysis.pipeline.values.transcript import Quote


@dataclass(frozen=True)
class AuthorThread:
    """A thread that the video's author answered."""

    comment_id: str
    #: At most 1,000 characters, and so is ``reply``.
    question: str
    reply_id: str
    reply: str
    reply_seconds: Seconds | None
    #: True if ``question`` is a question, False if it is a remark.
    is_question: bool = False


@dataclass(frozen=True)
class AuthorActivity:
    """How the video's author, identified by the channel id, takes part in the comments."""

    replies: int
    #: Share of the fetched threads that the author answered, 0 to 1; None if no thread or no reply was fetched.
    reply_rate: float | None
    median_reply_seconds: Seconds | None
    #: Those whose first comment is liked most, at most a hundred; ``threads_total`` is the number of all.
    threads: tuple[AuthorThread, ...]
    #: Threads of the audience that begin with a question, and how many of these the author answered.
    questions: int = 0
    questions_answered: int = 0
    #: Questions that the author did not answer, most liked first, at most ten.
    unanswered_ids: tuple[str, ...] = ()
    #: Wilson's 95 % interval of ``reply_rate``.
    reply_rate_95: tuple[float, float] | None = None
    #: Threads that the author began.
    own_comments: int = 0
    pinned_comment_id: str | None = None
    #: Comments hearted by the author.
    hearted: int = 0
    #: Threads that the author answered; None in results stored before they were counted.
    threads_total: int | None = None


#: The part of a reason for spam that concerns one comment alone: "the same text 12 times", "reads like spam: a link".
_PARTICULARS = re.compile(r":.*| \d+ times\Z", re.DOTALL)


def spam_group(reason: str) -> str:
    """Return a reason for spam without what concerns one comment alone."""
    return _PARTICULARS.sub("", reason)


@dataclass(frozen=True)
class Spam:
    """Comments excluded before anything is counted."""

    count: int
    ratio: float
    comment_ids: tuple[str, ...]
    #: Number of comments by reason, the most frequent first.
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Engagement:
    """How much the audience reacts; None if no comment has the figure, or no reply was fetched."""

    mean_likes: float | None
    median_likes: float | None
    mean_replies: float | None
    thread_count: int
    reply_count: int
    unique_authors: int
    mean_length_chars: float | None


@dataclass(frozen=True)
class TimeDistribution:
    """When comments were written, UTC. ``hourly`` is None if the times are estimates too coarse for hours."""

    hourly: tuple[int, ...] | None
    daily: tuple[JSON, ...]


@dataclass(frozen=True, kw_only=True)
class CommentAnalysis:
    """What the analysis says about one comment. The descriptions are published in the API documents."""

    sentiment: Annotated[str | None, "`positive`, `neutral`, `negative` or `not_scored`; null until analysed."]
    sentiment_score: Annotated[float | None, "-1 to 1; null if not scored."]
    sentiment_confidence: Annotated[
        float | None, "Probability that the sentiment is correct, 0 to 1; null if not scored."
    ]
    language: Annotated[str | None, "Language tag; null if the text is too short or mixed."]
    language_confidence: Annotated[float | None, "0 to 1; null if undetermined."]
    theme: str | None
    is_spam: bool
    spam_reason: str | None
    cites: Annotated[tuple[float, ...], "Positions in the video that it mentions, in seconds."]
    feedback: Annotated[
        tuple[str, ...], "Any of `praise`, `complaints`, `requests`, `questions` and `corrections`; empty if none."
    ]


@dataclass(frozen=True, kw_only=True)
class CommentResult(CommentAnalysis):
    """The analysis of the comment with this id."""

    comment_id: str


@dataclass(frozen=True)
class DayScore:
    """The sentiment of one day; ``n`` comments were scored."""

    day: str
    n: int
    score: float
    #: Of these, the comments whose day was derived from words such as "2 weeks ago".
    estimated: int = 0


@dataclass(frozen=True)
class CommentSentiment:
    """The sentiment of the comments, without spam."""

    distribution: Mapping[str, float]
    score: float
    #: 95 % interval of ``score``; None for fewer than two comments.
    interval_95: tuple[float, float] | None
    n: int
    by_day: tuple[DayScore, ...]
    #: ``n`` as a share of the audience's comments, 0 to 1; None in results stored before it was counted.
    share_scored: float | None = None
    #: Wilson's 95 % interval of each share of ``distribution``.
    distribution_95: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    #: Scored comments of which the first pass had a low confidence, and how many of them had a second pass. None in
    #: results stored before they were counted.
    low_confidence: int | None = None
    second_pass: int | None = None


@dataclass(frozen=True)
class Theme:
    """A subject of several comments; ``comment_ids`` are ordered by closeness to the centre of the cluster."""

    name: str
    keywords: tuple[str, ...]
    size: int
    #: Mean score of its comments, -1 to 1; None if none was scored.
    sentiment: float | None
    comment_ids: tuple[str, ...]
    #: The most representative comments, no two with the same text.
    central_comment_ids: tuple[str, ...] = ()
    #: Its most liked comments, only those with likes.
    top_comment_ids: tuple[str, ...] = ()
    #: Number of comments that ``sentiment`` is the mean of, and the 95 % interval of that mean.
    sentiment_n: int = 0
    sentiment_95: tuple[float, float] | None = None


@dataclass(frozen=True)
class TopComment:
    """A comment worth showing; ``text`` has at most 1,000 characters."""

    id: str
    text: str
    author: str | None
    like_count: int | None
    reply_count: int
    published_at: str | None
    sentiment: str


@dataclass(frozen=True)
class Moment:
    """A second of the video that commenters cite."""

    seconds: Seconds
    #: Number of comments that cite it; ``comment_ids`` are ordered by likes, most liked first.
    count: int
    comment_ids: tuple[str, ...]
    #: The earliest and the latest second that they cite.
    start: Seconds | None = None
    end: Seconds | None = None
    #: Number of people who cite it; moments are ranked by it.
    commenters: int = 0
    #: Total likes of the citing comments; None if no comment has likes.
    likes: int | None = None
    #: Mean score of the citing comments, -1 to 1, their number, and the 95 % interval of the mean.
    sentiment: float | None = None
    sentiment_n: int = 0
    sentiment_95: tuple[float, float] | None = None
    #: What is said then; None if nothing is, or without a transcript.
    quote: Quote | None = None
    #: Index in ``content.structure.sections`` of the section that contains it, and that section's title.
    section: int | None = None
    section_title: str | None = None


@dataclass(frozen=True)
class FeedbackExample:
    """A comment word for word, at most 1,000 characters."""

    comment_id: str
    text: str


@dataclass(frozen=True)
class FeedbackClass:
    """The comments of the audience that praise, complain, request, ask or correct."""

    count: int
    #: Share of the audience's comments, 0 to 1, and Wilson's 95 % interval of it; None without comments.
    share: float | None
    interval_95: tuple[float, float] | None
    #: Most liked first.
    comment_ids: tuple[str, ...]
    #: A few that represent most of them, no two with the same text; without embeddings the most liked.
    examples: tuple[FeedbackExample, ...]


@dataclass(frozen=True)
class Feedback:
    """What the audience tells the creator. A comment may be in several classes or in none."""

    praise: FeedbackClass
    complaints: FeedbackClass
    requests: FeedbackClass
    questions: FeedbackClass
    corrections: FeedbackClass


#: Languages in which comments are judged: their sentiment and their feedback. Of some, ``basic`` depth judges less.
JUDGED_LANGUAGES = frozenset((
    "ar", "de", "en", "es", "fr", "hi", "hi-Latn", "id", "it", "ja",
    "ko", "nl", "pl", "pt", "ru", "ta", "ta-Latn", "th", "tr", "zh",
))  # fmt: skip
#: Names of the classes of feedback, in the order of the result.
FEEDBACK_CLASSES = tuple(one.name for one in fields(Feedback))


@dataclass(frozen=True)
class CommentReport:
    """The analysis of the comments.

    ``fetched`` = ``analyzed`` + ``by_author`` + ``spam.count``, and ``analyzed`` = ``scored`` + ``not_scored``.
    """

    total: int | None
    fetched: int
    #: The audience's comments, without spam; ``languages``, ``sentiment``, ``themes`` and ``feedback`` are about these.
    analyzed: int
    not_scored: int
    languages: Mapping[str, int]
    sentiment: CommentSentiment | None
    themes: tuple[Theme, ...]
    top_comments: tuple[TopComment, ...]
    author: AuthorActivity
    spam: Spam
    engagement: Engagement
    time_distribution: TimeDistribution
    #: The most cited ones, at most five hundred; ``moments_total`` is the number of all.
    moments: tuple[Moment, ...]
    #: Comments of the audience without a theme; None in results stored before they were counted.
    themes_unassigned: int | None = None
    #: Groups that are not shown because their comments do not belong together, and themes beyond the limit of the
    #: depth; None in results stored before they were counted.
    themes_incoherent: int | None = None
    themes_beyond_limit: int | None = None
    moments_total: int | None = None
    #: None in results stored before it was measured.
    feedback: Feedback | None = None
    #: Comments of the audience in no class of ``feedback``.
    feedback_unclassified: int | None = None
    #: Comments of the video's author, and those with a sentiment; None in results stored before they were counted.
    by_author: int | None = None
    scored: int | None = None
