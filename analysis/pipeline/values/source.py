"""What sources return of a video."""

import html
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

#: Samples per second of normalised audio: what Whisper's models are trained on.
SAMPLE_RATE = 16_000
#: BCP 47's tag of an unknown language.
UNDETERMINED = "und"
#: A position in a video, or a length. The result is rounded to milliseconds where its type is this one.
Seconds = Annotated[float, "In seconds."]
#: Tab and line breaks are the only control characters that texts need; JSON takes six bytes for most of the others,
#: and terminals obey them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
#: With those of Unicode; clean texts have no other character that ends a line.
_LINE_BREAK = re.compile("[\t\n\r\x85\u2028\u2029]")
#: The zeros that a character reference begins with, and one to a number that no character has.
_LEADING_ZEROS, _NO_CHARACTER = re.compile(r"(?<=&#)0+(?=[0-9])"), re.compile(r"&#[0-9]{8,};?")


def clean_text(text: str) -> str:
    """Return ``text`` without control characters and lone surrogates; PostgreSQL and JSON cannot store all of them."""
    return _UNSTORABLE.sub("", text)


def clean_line(text: str) -> str:
    """Return a title or a name as clean text on one line, so that it cannot add a line to a log or a report."""
    return _LINE_BREAK.sub(" ", clean_text(text).strip())


def unescape(text: str) -> str:
    """Return ``text`` with its character references (``&amp;`` ``&#39;``) replaced, whatever their length.

    ``html.unescape`` raises ValueError for a number of more than 4,300 digits.
    """
    return html.unescape(_NO_CHARACTER.sub("\ufffd", _LEADING_ZEROS.sub("", text)))  # noqa: TID251  # the one place for it


def format_timecode(seconds: float) -> str:
    """Return a position in a video as a timecode: ``3:12``, ``1:02:03``."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}" if hour else f"{minute}:{second:02d}"


@dataclass(frozen=True)
class Chapter:
    """A part of the video, set by its author; ``title`` is None if the author gave none."""

    title: str | None
    start: Seconds
    end: Seconds


@dataclass(frozen=True)
class ListedVideo:
    """A video of a playlist or channel; ``title`` is empty where the list does not state it."""

    video_id: str
    title: str


@dataclass(frozen=True)
class VideoList:
    """The first videos of a playlist, or the newest of a channel; ``is_cut`` where it has more than were asked for."""

    title: str
    videos: tuple[ListedVideo, ...]
    is_cut: bool


@dataclass(frozen=True)
class ReplayedSpan:
    """How often a part of the video is watched again, relative to the other parts."""

    start: Seconds
    end: Seconds
    #: 0 to 1; 1 is the part that is replayed most.
    score: float


@dataclass(frozen=True)
class CaptionTrack:
    """Captions that a source can fetch; ``locator`` is opaque to all but the source (a URL, a path)."""

    #: The source's own name: BCP 47 or YouTube's variants (``en-orig``); ``UNDETERMINED`` if it does not say.
    language: str
    automatic: bool
    #: ``json3`` ``vtt`` ``srt`` ... (``captions.FORMATS``)
    format: str
    locator: str
    #: Frames per second of the video, for captions that count frames; None if the source does not say.
    frame_rate: float | None = None


@dataclass(frozen=True)
class Video:
    """The metadata of a video."""

    id: str
    url: str
    title: str | None = None
    description: str | None = None
    duration_seconds: Seconds | None = None
    view_count: int | None = None
    like_count: int | None = None
    #: The number that YouTube states, not the number fetched.
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
    #: ``public`` ``unlisted`` ... (yt-dlp's names)
    availability: str | None = None


@dataclass(frozen=True)
class SourceWarning:
    """Something that a source could not give in full; becomes a warning of the analysis."""

    code: str
    message: str


@dataclass(frozen=True)
class Extraction:
    """What a source returns before captions, audio or comments are fetched."""

    video: Video
    #: Name of the source that answered; comments come from the same one, and so do captions and audio unless
    #: ``media_source`` says otherwise.
    source: str
    tracks: tuple[CaptionTrack, ...] = ()
    has_audio: bool = False
    #: False if the author disabled comments; None if the source does not say.
    comments_enabled: bool | None = None
    #: YouTube's "most replayed" curve, ordered by start; None if the source has none.
    replayed: tuple[ReplayedSpan, ...] | None = None
    #: Why there are no ``tracks``, as the beginning of a sentence.
    no_captions: str = "The video has no captions"
    warnings: tuple[SourceWarning, ...] = ()
    #: Name of the source of captions and audio where that is another one.
    media_source: str | None = None
    #: Whether the source has neither captions nor audio of any video, so that a later one is asked for them.
    lacks_media: bool = False


@dataclass(frozen=True)
class CaptionFile:
    """A caption track and its text as fetched."""

    track: CaptionTrack
    text: str


@dataclass(frozen=True)
class Audio:
    """Audio on disk, normalised: ``SAMPLE_RATE``, one or two channels, 16-bit PCM WAV."""

    path: Path
    duration: float
    #: Seconds, ascending, at which the audio can be cut between words; empty: it is transcribed in one piece.
    cuts: tuple[float, ...] = ()
    warnings: tuple[SourceWarning, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A comment as YouTube shows it. Descriptions and order are those of the API documents and the CSV file."""

    id: Annotated[str, "YouTube comment id."] = field(kw_only=False)
    parent_id: Annotated[str | None, "Id of the parent comment; null for a top-level comment."] = None
    author: str | None = None
    author_channel_id: str | None = None
    text: str = field(kw_only=False)
    like_count: int | None = None
    published_at: datetime | None = None
    published_is_estimated: Annotated[bool, 'Derived from text such as "2 years ago".'] = False
    is_pinned: bool = False
    is_hearted: Annotated[bool, "Whether the author of the video hearted the comment."] = False
    is_author: Annotated[bool, "Whether the author of the video wrote the comment."] = False


@dataclass(frozen=True)
class CommentSet:
    """The fetched comments, in the order of the source."""

    comments: tuple[Comment, ...]
    #: The total that YouTube states; None if it states none.
    total: int | None = None
    warnings: tuple[SourceWarning, ...] = ()
