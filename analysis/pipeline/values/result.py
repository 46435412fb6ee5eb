"""The shape of the result: ``dataclasses.asdict`` of these classes gives what clients read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.events import JSON
from analysis.pipeline.values.source import Video


@dataclass(frozen=True)
class Evidence:
    """The evidence of a claim.

    ``kind`` is ``figure``, ``moment``, ``comment`` or ``section``; ``ref`` is a path into the result.
    """

    kind: str
    ref: str
    value: float | str | None


@dataclass(frozen=True)
class Claim:
    """A sentence and its evidence."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    #: Name of the language model that wrote it; None if a rule did.
    model: str | None = None


@dataclass(frozen=True)
class Section:
    """A part of the video with one subject; ``key_points`` are texts."""

    title: str
    start: float
    end: float
    summary: str | None
    key_points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Structure:
    """The structure of the video; ``type`` is its genre, None if undetermined."""

    type: str | None
    sections: tuple[Section, ...]
    #: Evidence of the type: words of the author, figures of ``manner``.
    type_evidence: tuple[Evidence, ...] = ()
    #: The speaking style, by the field names of ``speech_style.StyleFeatures``; None if there is too little speech.
    manner: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Criterion:
    """A measure of quality, 0 to 1, and how it was measured; ``value`` is None if it was not."""

    value: float | None
    measured: str


@dataclass(frozen=True)
class AuthorThread:
    """A thread that the video's author answered."""

    comment_id: str
    question: str
    reply_id: str
    reply: str
    reply_seconds: float | None
    #: True if ``question`` is a question, False if it is a remark.
    is_question: bool = False


@dataclass(frozen=True)
class AuthorActivity:
    """How the video's author, identified by the channel id, takes part in the comments."""

    replies: int
    #: Share of the fetched threads that the author answered, 0 to 1; None without threads.
    reply_rate: float | None
    median_reply_seconds: float | None
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
    """How much the audience reacts; None if no comment has the figure."""

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


@dataclass(frozen=True)
class TranscriptFacts:
    """Figures of the transcript."""

    source: str
    language: str | None
    word_count: int
    duration_seconds: float | None
    #: Words per minute of speech.
    speech_rate_wpm: float | None
    #: Share of the video between the first and the last word, without pauses over 30 s; 0 to 1.
    coverage: float | None
    #: Mean confidence of the segments weighted by duration, 0 to 1; None for captions, which state none.
    confidence: float | None
    model: str | None
    #: Probability of the language, 0 to 1, if speech recognition detected it; None if a source states it.
    language_confidence: float | None = None


@dataclass(frozen=True)
class KeyPoint:
    """An important sentence of the video."""

    text: str
    start: float
    end: float
    #: 0 to 1, relative to the most important one.
    importance: float


@dataclass(frozen=True)
class Quote:
    """A sentence as said, and when."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Citation:
    """A span of the transcript or of a comment, found word for word.

    ``start`` and ``end`` are None for a comment, ``comment_id`` is None for the transcript.
    """

    text: str
    start: float | None = None
    end: float | None = None
    comment_id: str | None = None


@dataclass(frozen=True)
class Statement:
    """A sentence that a language model wrote, and the spans that support it."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Topic:
    """A subject of the video."""

    name: str
    #: 0 to 1, relative to the strongest topic.
    relevance: float
    mentions: int
    timestamps: tuple[float, ...]


@dataclass(frozen=True)
class Keyword:
    """A word or phrase that is characteristic of the video."""

    text: str
    frequency: int
    #: 0 to 1, relative to the strongest keyword.
    relevance: float


@dataclass(frozen=True)
class Entity:
    """A person or thing that is named; ``mentions`` are the seconds at which it is said."""

    text: str
    #: None if undetermined.
    type: str | None
    mentions: tuple[float, ...]


@dataclass(frozen=True)
class SentimentPoint:
    """The sentiment of one window of the video; ``score`` is None if the window has nothing to score."""

    start: float
    end: float
    score: float | None


@dataclass(frozen=True)
class ContentSentiment:
    """The sentiment of what is said."""

    label: str
    #: -1 to 1.
    score: float
    #: Shares of the scored segments: ``{"positive", "neutral", "negative"}``, together 1.
    distribution: Mapping[str, float]
    timeline: tuple[SentimentPoint, ...]
    #: Number of scored sentences; None in results stored before they were counted.
    n: int | None = None


@dataclass(frozen=True)
class Content:
    """The analysis of what is said. Parts that are unavailable are None."""

    summary: str | None
    key_points: tuple[KeyPoint, ...]
    topics: tuple[Topic, ...]
    keywords: tuple[Keyword, ...]
    entities: tuple[Entity, ...] | None
    sentiment: ContentSentiment | None
    structure: Structure
    quality: Mapping[str, Criterion]
    #: Share of the transcript's words that was analysed, 0 to 1.
    coverage: float
    #: The most important sentences as said; ``summary`` consists of them unless a language model wrote it.
    summary_sentences: tuple[Quote, ...] = ()
    #: The sentences of ``summary`` if a language model wrote it, else empty.
    summary_statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class CommentResult:
    """The analysis of one comment; ``sentiment`` is ``positive`` ``neutral`` ``negative`` or ``not_scored``."""

    comment_id: str
    language: str | None
    sentiment: str
    #: -1 to 1; None if not scored.
    sentiment_score: float | None
    theme: str | None
    is_spam: bool
    spam_reason: str | None
    #: Seconds of the video that the comment cites.
    cites: tuple[float, ...] = ()
    #: 0 to 1; None if undetermined.
    language_confidence: float | None = None
    #: 0 to 1: probability that ``sentiment`` is right; None if not scored.
    sentiment_confidence: float | None = None


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
    """A comment worth showing."""

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

    seconds: float
    #: Number of comments that cite it; ``comment_ids`` are ordered by likes, most liked first.
    count: int
    comment_ids: tuple[str, ...]
    #: The earliest and the latest second that they cite.
    start: float | None = None
    end: float | None = None
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
class CommentReport:
    """The analysis of the comments."""

    total: int | None
    fetched: int
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
    moments: tuple[Moment, ...]
    #: Comments of the audience without a theme; None in results stored before they were counted.
    themes_unassigned: int | None = None


@dataclass(frozen=True)
class CustomAnswer:
    """The answer to a question of the caller; ``answer`` is None if the material holds none.

    ``answer`` consists of the texts of ``statements``; ``citations`` are their citations without duplicates.
    """

    id: str
    name: str
    category: str | None
    answer: str | None
    citations: tuple[Citation, ...]
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Result:
    """The complete result. A part that was not requested or is unavailable is None."""

    video: Video
    transcript: TranscriptFacts | None
    content: Content | None
    comments: CommentReport | None
    insights: tuple[Claim, ...] = ()
    recommendations: tuple[Claim, ...] = field(default=())
    #: One for each question of the caller; None without questions or without a language model.
    custom_answers: tuple[CustomAnswer, ...] | None = None
