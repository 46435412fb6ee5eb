"""The shape of the result: ``dataclasses.asdict`` of these classes gives what clients read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.pipeline.values.source import JSON, Video


@dataclass(frozen=True)
class Evidence:
    """What a claim rests on.

    ``kind`` is ``figure``, ``moment``, ``comment`` or ``section``; ``ref`` is a path into the result.
    """

    kind: str
    ref: str
    value: float | str | None


@dataclass(frozen=True)
class Claim:
    """A sentence and what it rests on."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    #: Name of the language model that wrote it; None for a rule of ours.
    model: str | None = None


@dataclass(frozen=True)
class Section:
    """A part of the video with one subject. ``key_points`` are texts."""

    title: str
    start: float
    end: float
    summary: str | None
    key_points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Structure:
    """How the video is built. ``type`` is None where its kind could not be told."""

    type: str | None
    sections: tuple[Section, ...]
    #: What speaks for the type: words of the author, figures of ``manner``.
    type_evidence: tuple[Evidence, ...] = ()
    #: How the video is spoken, by the names of ``text.manner.Figures``; None where there is too little speech.
    manner: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Criterion:
    """A measure of quality, 0 to 1, and how it was measured; ``value`` is None where it could not be."""

    value: float | None
    measured: str


@dataclass(frozen=True)
class AuthorThread:
    """A thread in which the video's author answered."""

    comment_id: str
    question: str
    reply_id: str
    reply: str
    reply_seconds: float | None
    #: Whether ``question`` asks something, or the author answered a remark.
    is_question: bool = False


@dataclass(frozen=True)
class AuthorActivity:
    """How the video's author takes part, known by the channel's id."""

    replies: int
    #: Share of the fetched threads that the author answered, 0 to 1; None without threads.
    reply_rate: float | None
    median_reply_seconds: float | None
    threads: tuple[AuthorThread, ...]
    #: Threads of the audience that begin with a question, and how many of these the author answered.
    questions: int = 0
    questions_answered: int = 0
    #: The questions without an answer of the author, most liked first, ten at most.
    unanswered_ids: tuple[str, ...] = ()
    #: Wilson's 95 % interval of ``reply_rate``.
    reply_rate_95: tuple[float, float] | None = None
    #: Threads that the author began.
    own_comments: int = 0
    pinned_comment_id: str | None = None
    #: Comments that bear the author's heart.
    hearted: int = 0


@dataclass(frozen=True)
class Spam:
    """Comments taken out before anything was counted."""

    count: int
    ratio: float
    comment_ids: tuple[str, ...]
    #: Comments by kind of reason, the most frequent first.
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Engagement:
    """How much the audience reacts; None where no comment carries the figure."""

    mean_likes: float | None
    median_likes: float | None
    mean_replies: float | None
    thread_count: int
    reply_count: int
    unique_authors: int
    mean_length_chars: float | None


@dataclass(frozen=True)
class TimeDistribution:
    """When comments were written, UTC. ``hourly`` is None where the times are estimates too coarse for hours."""

    hourly: tuple[int, ...] | None
    daily: tuple[JSON, ...]


@dataclass(frozen=True)
class TranscriptFacts:
    """The transcript in figures."""

    source: str
    language: str | None
    word_count: int
    duration_seconds: float | None
    #: Words a minute of the time in which somebody speaks.
    speech_rate_wpm: float | None
    #: Share of the video that lies between the first and the last word, pauses over 30 s taken out; 0 to 1.
    coverage: float | None
    #: Mean confidence of the segments, longer ones weighing more, 0 to 1; None for captions, which state none.
    confidence: float | None
    model: str | None
    #: Probability of the language, 0 to 1, where it was found by listening; None where a source states it.
    language_confidence: float | None = None


@dataclass(frozen=True)
class KeyPoint:
    """A sentence of the video that matters."""

    text: str
    start: float
    end: float
    #: 0 to 1, relative to the most important one.
    importance: float


@dataclass(frozen=True)
class Quote:
    """A sentence as it is said, and when."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Citation:
    """A span of what was said or commented, found word for word at its place.

    ``start`` and ``end`` are None for a comment, ``comment_id`` is None for what is said.
    """

    text: str
    start: float | None = None
    end: float | None = None
    comment_id: str | None = None


@dataclass(frozen=True)
class Statement:
    """A sentence that a language model wrote, and the spans that it rests on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Topic:
    """What is spoken about."""

    name: str
    #: 0 to 1, relative to the strongest topic.
    relevance: float
    mentions: int
    timestamps: tuple[float, ...]


@dataclass(frozen=True)
class Keyword:
    """A word or phrase that marks this video."""

    text: str
    frequency: int
    #: 0 to 1, relative to the strongest keyword.
    relevance: float


@dataclass(frozen=True)
class Entity:
    """Somebody or something that is named. ``mentions`` are the seconds at which it is said."""

    text: str
    #: None where the kind could not be told.
    type: str | None
    mentions: tuple[float, ...]


@dataclass(frozen=True)
class SentimentPoint:
    """The mood of one window of the video; ``score`` is None where the window has nothing to score."""

    start: float
    end: float
    score: float | None


@dataclass(frozen=True)
class ContentSentiment:
    """The mood of what is said."""

    label: str
    #: -1 to 1.
    score: float
    #: Shares of the scored segments: ``{"positive", "neutral", "negative"}``, together 1.
    distribution: Mapping[str, float]
    timeline: tuple[SentimentPoint, ...]
    #: Sentences that were scored; None in findings stored before they were counted.
    n: int | None = None


@dataclass(frozen=True)
class Content:
    """The finding about what is said. Parts that could not be had are None."""

    summary: str | None
    key_points: tuple[KeyPoint, ...]
    topics: tuple[Topic, ...]
    keywords: tuple[Keyword, ...]
    entities: tuple[Entity, ...] | None
    sentiment: ContentSentiment | None
    structure: Structure
    quality: Mapping[str, Criterion]
    #: Share of the transcript's words that was read, 0 to 1.
    coverage: float
    #: Sentences as they are said that say most of it; ``summary`` consists of them where no language model wrote it.
    summary_sentences: tuple[Quote, ...] = ()
    #: The sentences that ``summary`` consists of where a language model wrote it, else empty.
    summary_statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class CommentFinding:
    """What was found about one comment; ``sentiment`` is ``positive`` ``neutral`` ``negative`` or ``not_scored``."""

    comment_id: str
    language: str | None
    sentiment: str
    #: -1 to 1; None where not scored.
    sentiment_score: float | None
    theme: str | None
    is_spam: bool
    spam_reason: str | None
    #: Seconds of the video that the comment cites.
    cites: tuple[float, ...] = ()
    #: 0 to 1; None where undetermined.
    language_confidence: float | None = None
    #: 0 to 1: how likely ``sentiment`` is right; None where not scored.
    sentiment_confidence: float | None = None


@dataclass(frozen=True)
class DayScore:
    """The mood of one day; ``n`` comments were scored."""

    day: str
    n: int
    score: float
    #: Of these, the comments whose day was worked out from words such as "2 weeks ago".
    estimated: int = 0


@dataclass(frozen=True)
class CommentSentiment:
    """The mood of the comments, spam left out."""

    distribution: Mapping[str, float]
    score: float
    #: 95 % interval of ``score``; None for fewer than two comments.
    interval_95: tuple[float, float] | None
    n: int
    by_day: tuple[DayScore, ...]
    #: Share of the audience's comments that ``n`` is, 0 to 1; None in findings stored before it was counted.
    share_scored: float | None = None
    #: Wilson's 95 % interval of each share of ``distribution``.
    distribution_95: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Theme:
    """What several comments speak about. ``comment_ids`` are in the order of closeness to its middle."""

    name: str
    keywords: tuple[str, ...]
    size: int
    #: Mean score of its comments, -1 to 1; None where none was scored.
    sentiment: float | None
    comment_ids: tuple[str, ...]
    #: The comments that stand for it best, no two of them the same text.
    central_comment_ids: tuple[str, ...] = ()
    #: Its most liked comments, those without a like left out.
    top_comment_ids: tuple[str, ...] = ()
    #: Of how many of its comments ``sentiment`` is the mean, and the 95 % interval of that mean.
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
    #: Comments that cite it; ``comment_ids`` are theirs, most liked first.
    count: int
    comment_ids: tuple[str, ...]
    #: The earliest and the latest second that they name.
    start: float | None = None
    end: float | None = None
    #: People who cite it, each counted once; moments are ranked by them.
    commenters: int = 0
    #: Likes of the citing comments together; None where no comment carries likes.
    likes: int | None = None
    #: Mean score of the citing comments, -1 to 1, of how many, and its 95 % interval.
    sentiment: float | None = None
    sentiment_n: int = 0
    sentiment_95: tuple[float, float] | None = None
    #: What is said there; None where nothing is, or without a transcript.
    quote: Quote | None = None
    #: The place among ``content.structure.sections`` of the section it lies in, and that section's title.
    section: int | None = None
    section_title: str | None = None


@dataclass(frozen=True)
class CommentReport:
    """The finding about the comments."""

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
    #: Comments of the audience that belong to no theme; None in findings stored before they were counted.
    themes_unassigned: int | None = None


@dataclass(frozen=True)
class CustomAnswer:
    """The answer to a question of the caller's, None where the material that was read holds none.

    ``answer`` consists of the texts of ``statements``; ``citations`` are theirs, each once.
    """

    id: str
    name: str
    category: str | None
    answer: str | None
    citations: tuple[Citation, ...]
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Result:
    """The whole finding. A part that was not asked for or could not be had is None."""

    video: Video
    transcript: TranscriptFacts | None
    content: Content | None
    comments: CommentReport | None
    insights: tuple[Claim, ...] = ()
    recommendations: tuple[Claim, ...] = field(default=())
    #: One for each question of the caller's; None where none was asked, or no language model could be asked.
    custom_answers: tuple[CustomAnswer, ...] | None = None
