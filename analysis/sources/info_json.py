"""From yt-dlp's info dict, live or dumped, to our values.

Nothing in a dump can be relied on: keys are left out or null, counts are missing or rounded, titles of streams carry a
date. Source: https://github.com/yt-dlp/yt-dlp#output-template for the fields, and recorded dumps for what they hold in
fact.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from analysis import youtube
from analysis.exceptions import (
    CommentExtractionFailed,
    CommentsDisabled,
    VideoIsLive,
    VideoNotStarted,
    VideoPrivate,
    VideoUnavailable,
)
from analysis.pipeline import values

Info = Mapping[str, Any]


def video(info: Info, video_id: str) -> values.Video:
    """Return the facts in ``info``; whatever is absent or of the wrong kind is None."""
    return values.Video(
        id=video_id,
        url=youtube.watch_url(video_id),
        # "fulltitle" is the title before yt-dlp appends a date to that of a stream.
        title=_text(info.get("fulltitle")) or _text(info.get("title")),
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
    return None if info.get("comments") is not None else _count(info.get("comment_count"))


def refuse(info: Info, video_id: str) -> None:
    """Raise where ``info`` describes a video that cannot be analysed.

    Raises:
        VideoIsLive, VideoNotStarted: the stream is not over.
        VideoPrivate, VideoUnavailable: there is nothing behind the id.
    """
    status = info.get("live_status")
    if status in {"is_live", "post_live"} or (status is None and info.get("is_live")):
        raise VideoIsLive
    if status == "is_upcoming":
        raise VideoNotStarted
    # What yt-dlp calls a video whose title it was not told.
    if _text(info.get("title")) in {None, f"youtube video #{video_id}"}:
        raise VideoPrivate if info.get("availability") == "private" else VideoUnavailable


def comments(info: Info, *, limit: int, sort: str) -> values.CommentSet:
    """Return at most ``limit`` of the comments in ``info``.

    Raises:
        CommentsDisabled: the author turned them off.
        CommentExtractionFailed: ``info`` was made without comments.
    """
    if "comments" not in info:
        raise CommentExtractionFailed("The archive holds no comments of this video.")
    if info["comments"] is None:
        raise CommentsDisabled
    found = [comment for comment in map(_comment, info["comments"]) if comment is not None]
    if sort == "new":
        oldest = datetime.min.replace(tzinfo=UTC)
        found.sort(key=lambda comment: comment.published_at or oldest, reverse=True)
    return values.CommentSet(tuple(found[:limit]), total=stated_comment_count(info))


def _comment(item: object) -> values.Comment | None:
    if not isinstance(item, Mapping) or not _text(item.get("id")):
        return None
    parent = _text(item.get("parent"))
    return values.Comment(
        id=_text(item["id"]) or "",
        text=_text(item.get("text")) or "",
        parent_id=None if parent in {None, "root"} else parent,
        author=_text(item.get("author")),
        author_channel_id=_text(item.get("author_id")),
        like_count=_count(item.get("like_count")),
        published_at=_moment(item.get("timestamp")),
        # yt-dlp works every time of a comment out of words such as "2 years ago".
        published_is_estimated=True,
        is_pinned=bool(item.get("is_pinned")),
        is_hearted=bool(item.get("is_favorited")),
        is_author=bool(item.get("author_is_uploader")),
    )


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
