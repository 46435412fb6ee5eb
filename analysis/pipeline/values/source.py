"""What sources give of a video."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

JSON = dict[str, Any]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return ``text`` without NUL and lone surrogates, which neither PostgreSQL nor JSON can hold."""
    return _UNSTORABLE.sub("", text)


def clock(seconds: float) -> str:
    """Return a position as people write it: ``3:12``, ``1:02:03``."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}" if hour else f"{minute}:{second:02d}"


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
    #: Seconds, rising, at which the sound can be cut without cutting a word; none: it is heard in one piece.
    cuts: tuple[float, ...] = ()


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
