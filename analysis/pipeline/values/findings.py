"""The shape of the result: ``dataclasses.asdict`` of these gives what clients read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.pipeline.values.answers import AuthorActivity
from analysis.pipeline.values.claims import Claim
from analysis.pipeline.values.comment_figures import Engagement, Spam, TimeDistribution
from analysis.pipeline.values.fetched import Video
from analysis.pipeline.values.structure import Criterion, Structure


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
