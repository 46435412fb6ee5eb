"""Converts yt-dlp's info dict, live or from a dump, to values.

Any key may be missing or null, counts may be missing or rounded, and the title of a stream may contain a date.
Source: https://github.com/yt-dlp/yt-dlp#output-template for the fields, and recorded dumps for their contents.
"""

import re
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
#: YouTube's longest ids, of replies, have 49 characters. The database columns have this length.
_ID_MAX_LENGTH = 100
#: A channel id: YouTube's have 24 characters.
_CHANNEL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
#: A language tag in the form of BCP 47, for example "pt-BR" or YouTube's "en-orig".
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
#: The characters are those of RFC 3986; no user name.
_WEB_URL = re.compile(
    r"https?://[a-z0-9][a-z0-9.-]{0,252}(?::\d{1,5})?(?:[/?#][\w.~:/?#\[\]@!$&'()*+,;=%-]{0,2000})?",
    re.ASCII | re.IGNORECASE,
)
_RECOGNISED = re.compile(r"[?&]kind=asr(?:&|$)")
#: Caption formats, best first: json3 has no markup, vtt and srt repeat rolling lines.
CAPTION_FORMATS = ("json3", "srv3", "srv2", "srv1", "ttml", "vtt", "srt")
#: Values of ``availability`` that explain why no format was found.
_REFUSED: dict[str, type[ExtractionError]] = {
    "private": VideoPrivate,
    "premium_only": VideoMembersOnly,
    "subscriber_only": VideoMembersOnly,
    "needs_auth": VideoAgeRestricted,
}


def video(info: Info, video_id: str) -> values.Video:
    """Return the facts in ``info``; what is missing or of the wrong type is None."""
    duration = _number(info.get("duration"))
    return values.Video(
        id=video_id,
        url=youtube.watch_url(video_id),
        title=_title(info, video_id),
        description=_text(info.get("description")),
        duration_seconds=duration if duration and duration > 0 else None,
        view_count=_count(info.get("view_count")),
        like_count=_count(info.get("like_count")),
        comment_count=stated_comment_count(info),
        channel_id=_matching(_CHANNEL_ID, info.get("channel_id")),
        channel_name=_text(info.get("channel")) or _text(info.get("uploader")),
        channel_subscriber_count=_count(info.get("channel_follower_count")),
        published_at=_published(info),
        tags=_texts(info.get("tags")),
        category=next(iter(_texts(info.get("categories")) or ()), None),
        language=_matching(_LANGUAGE, info.get("language")),
        thumbnail_url=_matching(_WEB_URL, info.get("thumbnail")),
        chapters=_chapters(info.get("chapters")),
        availability=_text(info.get("availability")),
    )


def stated_comment_count(info: Info) -> int | None:
    """Return how many comments YouTube states; None if they were fetched: the field then counts the fetched ones."""
    stated, fetched = _count(info.get("comment_count")), info.get("comments")
    if isinstance(fetched, list):
        return stated if stated is not None and stated > len(fetched) else None
    return stated


def tracks(info: Info) -> tuple[values.CaptionTrack, ...]:
    """Return the captions with an address, one per language, without machine translations."""
    found = []
    for automatic, key in ((False, "subtitles"), (True, "automatic_captions")):
        for language, items in languages(info, key).items():
            readable = [item for item in items if item.get("ext") in CAPTION_FORMATS and _text(item.get("url"))]
            best = min(readable, key=lambda item: CAPTION_FORMATS.index(item["ext"]), default=None)
            if best is not None and not (automatic and is_translation(best)):
                found.append(values.CaptionTrack(language, automatic, best["ext"], best["url"]))
    return tuple(found)


def languages(info: Info, key: str) -> dict[str, list[Info]]:
    """Return the captions under ``key``, by language; ``live_chat`` is not captions and is left out."""
    found = info.get(key)
    if not isinstance(found, Mapping):
        return {}
    listed = {name: items for name, items in found.items() if name != "live_chat" and isinstance(items, list)}
    return {name: [item for item in items if isinstance(item, Mapping)] for name, items in listed.items()}


def is_translation(item: Info) -> bool:
    """Return whether these are machine translations: their address then names a target language."""
    return "tlang" in parse_qs(urlsplit(_text(item.get("url")) or "").query)


def is_recognised(info: Info, language: str) -> bool:
    """Return whether the captions that were requested in this language are YouTube's speech recognition."""
    requested = info.get("requested_subtitles")
    item = requested.get(language) if isinstance(requested, Mapping) else None
    url = _text(item.get("url")) if isinstance(item, Mapping) else None
    return _RECOGNISED.search(url or "") is not None


def raise_if_unavailable(info: Info, video_id: str) -> None:
    """Raise if ``info`` describes a video that cannot be analysed.

    A restricted ``availability`` counts only if no format was found: with formats, the video could be accessed.

    Raises:
        VideoIsLive, VideoNotStarted: the stream has not ended.
        VideoPrivate, VideoMembersOnly, VideoAgeRestricted, VideoUnavailable: the video is not accessible.
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

    ``top`` is YouTube's own order. If the dump is sorted by time, it is the order of likes instead.

    Raises:
        CommentsDisabled: the author turned them off.
        CommentExtractionFailed: ``info`` contains no comments.
    """
    if "comments" not in info:
        raise CommentExtractionFailed("The archive contains no comments of this video.")
    if info["comments"] is None:
        raise CommentsDisabled
    if not isinstance(info["comments"], list):
        raise CommentExtractionFailed("The comments of this video are damaged.")
    found: dict[str, values.Comment] = {}
    for comment in map(_comment, info["comments"]):
        if comment is not None:
            found.setdefault(comment.id, comment)
    ordered = comment_order.order_comments(tuple(found.values()), sort)
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
        # yt-dlp computes comment times from texts such as "2 years ago".
        published_is_estimated=True,
        is_pinned=bool(item.get("is_pinned")),
        is_hearted=bool(item.get("is_favorited")),
        is_author=bool(item.get("author_is_uploader")),
    )


def _id(value: object) -> str | None:
    """Return an id; None if the value is longer than YouTube's ids."""
    text = _text(value)
    return text if text and len(text) <= _ID_MAX_LENGTH else None


def _title(info: Info, video_id: str) -> str | None:
    """Return the title as the author wrote it: ``fulltitle`` lacks the date that yt-dlp appends for streams."""
    title = _text(info.get("fulltitle")) or _text(info.get("title"))
    # yt-dlp's placeholder for an unknown title.
    return None if title == f"youtube video #{video_id}" else title


def _published(info: Info) -> datetime | None:
    try:
        day = datetime.strptime(str(info.get("upload_date")), "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        day = None
    return _moment(info.get("timestamp")) or _moment(info.get("release_timestamp")) or day


def _chapters(items: object) -> tuple[values.Chapter, ...] | None:
    if not isinstance(items, list):
        return None
    found = []
    for item in items:
        if not isinstance(item, Mapping):
            continue
        start, end = _number(item.get("start_time")), _number(item.get("end_time"))
        if start is not None and end is not None and 0 <= start < end:
            found.append(values.Chapter(_text(item.get("title")) or "", start, end))
    return tuple(found) or None


def _text(value: object) -> str | None:
    return (values.clean_text(value).strip() or None) if isinstance(value, str) else None


def _matching(pattern: re.Pattern[str], value: object) -> str | None:
    """Return a text that matches as a whole, None for any other: clients put these into links."""
    text = _text(value)
    return text if text and pattern.fullmatch(text) else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, Iterable) or isinstance(value, (str, Mapping)):
        return None
    return tuple(text for text in map(_text, value) if text)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or abs(value) > 1e15:
        return None
    return float(value)


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
