"""From yt-dlp's info dict, live or dumped, to our values.

Nothing in a dump can be relied on: keys are left out or null, counts are missing or rounded, titles of streams carry a
date. Source: https://github.com/yt-dlp/yt-dlp#output-template for the fields, and recorded dumps for what they hold in
fact.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from analysis import youtube
from analysis.exceptions import (
    CommentExtractionFailed,
    CommentsDisabled,
    ExtractionError,
    VideoAgeRestricted,
    VideoIsLive,
    VideoMembersOnly,
    VideoNotStarted,
    VideoPrivate,
    VideoUnavailable,
)
from analysis.pipeline import values
from analysis.sources import comment_order

Info = Mapping[str, Any]
#: YouTube's longest, of a reply, have 49 characters; the columns of the tables have these.
_ID_MAX_LENGTH = 100
#: Formats of captions, best first: json3 carries no markup, vtt and srt repeat rolling lines.
CAPTION_FORMATS = ("json3", "srv3", "srv2", "srv1", "ttml", "vtt", "srt")
#: Availabilities that are refusals where nothing could be read.
_REFUSED: dict[str, type[ExtractionError]] = {
    "private": VideoPrivate,
    "premium_only": VideoMembersOnly,
    "subscriber_only": VideoMembersOnly,
    "needs_auth": VideoAgeRestricted,
}


def video(info: Info, video_id: str) -> values.Video:
    """Return the facts in ``info``; whatever is absent or of the wrong kind is None."""
    return values.Video(
        id=video_id,
        url=youtube.watch_url(video_id),
        title=_title(info, video_id),
        description=_text(info.get("description")),
        duration_seconds=_positive(info.get("duration")),
        view_count=_count(info.get("view_count")),
        like_count=_count(info.get("like_count")),
        comment_count=stated_comment_count(info),
        channel_id=_text(info.get("channel_id")),
        channel_name=_text(info.get("channel")) or _text(info.get("uploader")),
        channel_subscriber_count=_count(info.get("channel_follower_count")),
        published_at=_published(info),
        tags=_texts(info.get("tags")),
        category=next(iter(_texts(info.get("categories")) or ()), None),
        language=_text(info.get("language")),
        thumbnail_url=_text(info.get("thumbnail")),
        chapters=_chapters(info.get("chapters")),
        availability=_text(info.get("availability")),
    )


def stated_comment_count(info: Info) -> int | None:
    """Return how many comments YouTube states; None where they were fetched, since the field then counts those."""
    stated, fetched = _count(info.get("comment_count")), info.get("comments")
    if isinstance(fetched, list):
        return stated if stated is not None and stated > len(fetched) else None
    return stated


def tracks(info: Info) -> tuple[values.CaptionTrack, ...]:
    """Return the captions that ``info`` has addresses of, one a language, without machine translations."""
    found = []
    for automatic, key in ((False, "subtitles"), (True, "automatic_captions")):
        for language, items in languages(info, key).items():
            readable = [item for item in items if item.get("ext") in CAPTION_FORMATS and _text(item.get("url"))]
            best = min(readable, key=lambda item: CAPTION_FORMATS.index(item["ext"]), default=None)
            if best is not None and not (automatic and is_translation(best)):
                found.append(values.CaptionTrack(language, automatic, best["ext"], best["url"]))
    return tuple(found)


def languages(info: Info, key: str) -> dict[str, list[Info]]:
    """Return the captions under ``key``, by language; ``live_chat``, which is no captions, is left out."""
    found = info.get(key)
    if not isinstance(found, Mapping):
        return {}
    listed = {name: items for name, items in found.items() if name != "live_chat" and isinstance(items, list)}
    return {name: [item for item in items if isinstance(item, Mapping)] for name, items in listed.items()}


def is_translation(item: Info) -> bool:
    """Say whether YouTube would translate these captions by machine: their address then names a target language."""
    return "tlang" in parse_qs(urlsplit(_text(item.get("url")) or "").query)


def refuse(info: Info, video_id: str) -> None:
    """Raise where ``info`` describes a video that cannot be analysed.

    An availability that is not for everybody refuses only where no format was found either: with formats, whoever
    fetched the video was let in.

    Raises:
        VideoIsLive, VideoNotStarted: the stream is not over.
        VideoPrivate, VideoMembersOnly, VideoAgeRestricted, VideoUnavailable: the video was not to be had.
    """
    status = info.get("live_status")
    if status in {"is_live", "post_live"} or (status is None and info.get("is_live") is True):
        raise VideoIsLive
    if status == "is_upcoming":
        raise VideoNotStarted
    refused = _REFUSED.get(str(info.get("availability")))
    if refused is not None and not info.get("formats"):
        raise refused
    if _title(info, video_id) is None and not info.get("formats"):
        raise VideoUnavailable


def comments(info: Info, *, limit: int, sort: str, total: int | None = None) -> values.CommentSet:
    """Return at most ``limit`` of the comments in ``info``, each thread followed by its replies.

    ``top`` is the order in which YouTube ranked them; where they were dumped newest first, it is that of their likes.

    Raises:
        CommentsDisabled: the author turned them off.
        CommentExtractionFailed: ``info`` was made without comments.
    """
    if "comments" not in info:
        raise CommentExtractionFailed("The archive holds no comments of this video.")
    if info["comments"] is None:
        raise CommentsDisabled
    if not isinstance(info["comments"], list):
        raise CommentExtractionFailed("The comments of this video are damaged.")
    found: dict[str, values.Comment] = {}
    for comment in map(_comment, info["comments"]):
        if comment is not None:
            found.setdefault(comment.id, comment)
    ordered = comment_order.ordered(tuple(found.values()), sort)
    return values.CommentSet(ordered[:limit], total=stated_comment_count(info) if total is None else total)


def _comment(item: object) -> values.Comment | None:
    if not isinstance(item, Mapping) or (own := _id(item.get("id"))) is None:
        return None
    parent = _id(item.get("parent"))
    return values.Comment(
        id=own,
        text=_text(item.get("text")) or "",
        parent_id=None if parent in {None, "root"} else parent,
        author=_text(item.get("author")),
        author_channel_id=_id(item.get("author_id")),
        like_count=_count(item.get("like_count")),
        published_at=_moment(item.get("timestamp")),
        # yt-dlp works every time of a comment out of words such as "2 years ago".
        published_is_estimated=True,
        is_pinned=bool(item.get("is_pinned")),
        is_hearted=bool(item.get("is_favorited")),
        is_author=bool(item.get("author_is_uploader")),
    )


def _id(value: object) -> str | None:
    """Return an id; what is longer than any of YouTube's is none."""
    text = _text(value)
    return text if text and len(text) <= _ID_MAX_LENGTH else None


def _title(info: Info, video_id: str) -> str | None:
    """Return the title as the author wrote it: ``fulltitle`` lacks the date that yt-dlp appends to that of a stream."""
    title = _text(info.get("fulltitle")) or _text(info.get("title"))
    # What yt-dlp calls a video whose title it was not told.
    return None if title == f"youtube video #{video_id}" else title


def _published(info: Info) -> datetime | None:
    moment = _moment(info.get("timestamp")) or _moment(info.get("release_timestamp"))
    if moment is not None:
        return moment
    try:
        return datetime.strptime(str(info.get("upload_date")), "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _chapters(items: object) -> tuple[values.Chapter, ...] | None:
    if not isinstance(items, list):
        return None
    found = []
    for item in items:
        start, end = (
            _number(item.get(key)) if isinstance(item, Mapping) else None for key in ("start_time", "end_time")
        )
        if start is not None and end is not None and 0 <= start < end:
            found.append(values.Chapter(_text(item.get("title")) or "", start, end))
    return tuple(found) or None


def _text(value: object) -> str | None:
    return (values.clean_text(value).strip() or None) if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, Iterable) or isinstance(value, (str, Mapping)):
        return None
    return tuple(text for text in map(_text, value) if text)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or abs(value) > 1e15:
        return None
    return float(value)


def _positive(value: object) -> float | None:
    number = _number(value)
    return number if number and number > 0 else None


def _count(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number >= 0 else None


def _moment(value: object) -> datetime | None:
    number = _number(value)
    if number is None:
        return None
    try:
        return datetime.fromtimestamp(number, UTC)
    except (OverflowError, ValueError, OSError):
        return None
