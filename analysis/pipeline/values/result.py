"""The shape of the result: ``dataclasses.asdict`` of these classes gives what clients read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.pipeline.values.comments import CommentReport
from analysis.pipeline.values.source import ReplayedSpan, Seconds, Video
from analysis.pipeline.values.transcript import Quote


@dataclass(frozen=True)
class Evidence:
    """The evidence of a claim.

    ``kind`` is ``figure``, ``moment``, ``comment`` or ``section``; ``ref`` is a path into the result.
    """

    kind: str
    ref: str
    value: float | str | None


@dataclass(frozen=True)
class Sentence:
    """A sentence as a code and the values in it; ``analysis.wording`` has the words of each language."""

    code: str
    values: Mapping[str, float | str | tuple[str, ...] | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """One or a few sentences and their evidence."""

    #: In English; of a rule it is made from ``sentences``.
    text: str
    evidence: tuple[Evidence, ...] = ()
    #: Name of the language model that wrote it; None if a rule did.
    model: str | None = None
    #: Empty if a language model wrote it.
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the video with one subject; ``summary`` is empty if nothing is said that can be quoted."""

    title: str
    start: Seconds
    end: Seconds
    summary: tuple[Quote, ...] = ()
    key_points: tuple[Quote, ...] = ()


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
class TranscriptFacts:
    """Figures of the transcript."""

    source: str
    language: str | None
    word_count: int
    duration_seconds: Seconds | None
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
    start: Seconds
    end: Seconds
    #: 0 to 1, relative to the most important one.
    importance: float


@dataclass(frozen=True)
class Citation:
    """A span of the transcript or of a comment, found word for word.

    ``start`` and ``end`` are None for a comment, ``comment_id`` is None for the transcript.
    """

    text: str
    start: Seconds | None = None
    end: Seconds | None = None
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
    timestamps: tuple[Seconds, ...]


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
    mentions: tuple[Seconds, ...]


@dataclass(frozen=True)
class SentimentPoint:
    """The sentiment of one window of the video; ``score`` is None if the window has nothing to score."""

    start: Seconds
    end: Seconds
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
    #: One or two sentences of measured facts: kind of video, length, channel, subjects, and how it was received.
    glance: str | None = None
    glance_sentences: tuple[Sentence, ...] = ()
    #: The most important sentences as said; ``summary`` consists of them unless a language model wrote it.
    summary_sentences: tuple[Quote, ...] = ()
    #: The sentences of ``summary`` if a language model wrote it, else empty.
    summary_statements: tuple[Statement, ...] = ()
    #: YouTube's "most replayed" curve, ordered by start; None if the source has none.
    replayed: tuple[ReplayedSpan, ...] | None = None


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
