"""What travels between the steps: frozen values, no behaviour beyond what they say of themselves.

Positions in a video are seconds from its start. ``None`` always means "not known" or "not measured", never zero.
The classes under "Findings" have the shape and the names of the result that clients read; ``dataclasses.asdict`` gives
its JSON.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

JSON = dict[str, Any]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return ``text`` without NUL and lone surrogates, which neither PostgreSQL nor JSON can hold."""
    return _UNSTORABLE.sub("", text)


# What sources give


@dataclass(frozen=True)
class Chapter:
    """A part of the video, as its author named it."""

    title: str
    start: float
    end: float


@dataclass(frozen=True)
class CaptionTrack:
    """Captions that a source can fetch; ``locator`` is the source's own business (a URL, a path)."""

    #: As the source names it: BCP 47 or YouTube's variants (``en-orig``).
    language: str
    automatic: bool
    #: ``json3`` ``vtt`` ``srt`` ``srv1`` ``srv2`` ``srv3`` ``ttml``
    format: str
    locator: str


@dataclass(frozen=True)
class Video:
    """The facts of a video."""

    id: str
    url: str
    title: str | None = None
    description: str | None = None
    duration_seconds: float | None = None
    view_count: int | None = None
    like_count: int | None = None
    #: As YouTube states it, not the number fetched.
    comment_count: int | None = None
    channel_id: str | None = None
    channel_name: str | None = None
    channel_subscriber_count: int | None = None
    published_at: datetime | None = None
    tags: tuple[str, ...] | None = None
    category: str | None = None
    language: str | None = None
    thumbnail_url: str | None = None
    chapters: tuple[Chapter, ...] | None = None
    #: ``public`` ``unlisted`` ... as yt-dlp names it.
    availability: str | None = None


@dataclass(frozen=True)
class Extraction:
    """What a source knows of a video before captions, sound or comments are fetched."""

    video: Video
    #: Name of the source that answered; captions, sound and comments are asked of the same one.
    source: str
    tracks: tuple[CaptionTrack, ...] = ()
    has_audio: bool = False
    #: False where the author turned comments off; None where the source cannot tell.
    comments_enabled: bool | None = None


@dataclass(frozen=True)
class CaptionFile:
    """The text of a caption track as it was fetched."""

    track: CaptionTrack
    text: str


@dataclass(frozen=True)
class Audio:
    """Sound on disk: 16 kHz, one channel, 16-bit PCM WAV after normalisation."""

    path: Path
    duration: float


@dataclass(frozen=True)
class Comment:
    """One comment as YouTube shows it."""

    id: str
    text: str
    #: None for a comment that starts a thread.
    parent_id: str | None = None
    author: str | None = None
    author_channel_id: str | None = None
    like_count: int | None = None
    published_at: datetime | None = None
    #: True where ``published_at`` was worked out from words such as "2 years ago".
    published_is_estimated: bool = False
    is_pinned: bool = False
    #: Hearted by the video's author.
    is_hearted: bool = False
    #: Written by the video's author.
    is_author: bool = False


@dataclass(frozen=True)
class CommentSet:
    """Fetched comments, in the order of the source."""

    comments: tuple[Comment, ...]
    #: As YouTube states it; None where it does not.
    total: int | None = None


# The transcript


@dataclass(frozen=True)
class Segment:
    """A stretch of speech."""

    start: float
    end: float
    text: str
    #: 0 to 1; None where the source does not say.
    confidence: float | None = None


@dataclass(frozen=True)
class Recognition:
    """Speech being recognised: ``segments`` can be read once, ordered by start."""

    language: str | None
    segments: Iterator[Segment]


@dataclass(frozen=True)
class Transcript:
    """What is said, segments ordered by start, each spoken line once."""

    #: ``manual_captions`` ``automatic_captions`` ``speech_recognition``
    source: str
    language: str | None
    segments: tuple[Segment, ...]
    #: Length of the video; None where no source told it.
    duration_seconds: float | None = None
    #: Name of the speech model; None for captions.
    model: str | None = None


# Findings: the shape of the result


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
    confidence: float | None
    model: str | None


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


@dataclass(frozen=True)
class Criterion:
    """A measure of quality, 0 to 1, and how it was measured; ``value`` is None where it could not be."""

    value: float | None
    measured: str


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
    #: The sentences that ``summary`` consists of.
    summary_sentences: tuple[Quote, ...] = ()


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


@dataclass(frozen=True)
class Theme:
    """What several comments speak about."""

    name: str
    keywords: tuple[str, ...]
    size: int
    #: Mean score of its comments, -1 to 1; None where none was scored.
    sentiment: float | None
    comment_ids: tuple[str, ...]


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
class AuthorThread:
    """A thread in which the video's author answered."""

    comment_id: str
    question: str
    reply_id: str
    reply: str
    reply_seconds: float | None


@dataclass(frozen=True)
class AuthorActivity:
    """How the video's author takes part."""

    replies: int
    #: Share of the fetched threads that the author answered, 0 to 1; None without threads.
    reply_rate: float | None
    median_reply_seconds: float | None
    threads: tuple[AuthorThread, ...]


@dataclass(frozen=True)
class Spam:
    """Comments taken out before anything was counted."""

    count: int
    ratio: float
    comment_ids: tuple[str, ...]


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
class Moment:
    """A second of the video that commenters cite."""

    seconds: float
    count: int
    comment_ids: tuple[str, ...]


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


@dataclass(frozen=True)
class Result:
    """The whole finding. A part that was not asked for or could not be had is None."""

    video: Video
    transcript: TranscriptFacts | None
    content: Content | None
    comments: CommentReport | None
    insights: tuple[Claim, ...] = ()
    recommendations: tuple[Claim, ...] = field(default=())
