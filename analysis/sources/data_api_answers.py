"""Answers of the YouTube Data API as yt-dlp's info dict, which ``info_json`` reads: one reader for all sources.

Statistics are strings, texts of comments may hold HTML, and any key may be missing.
Source: https://developers.google.com/youtube/v3/docs
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from analysis.exceptions import (
    ExtractionError,
    VideoIsLive,
    VideoNotStarted,
    VideoPrivate,
    VideoProcessing,
    VideoUnavailable,
)
from analysis.pipeline import values
from analysis.sources.info_fields import Info

#: Names of the categories. Source: videoCategories.list, region US.
_CATEGORIES = {
    "1": "Film & Animation", "2": "Autos & Vehicles", "10": "Music", "15": "Pets & Animals", "17": "Sports",
    "19": "Travel & Events", "20": "Gaming", "22": "People & Blogs", "23": "Comedy", "24": "Entertainment",
    "25": "News & Politics", "26": "Howto & Style", "27": "Education", "28": "Science & Technology",
    "29": "Nonprofits & Activism",
}  # fmt: skip
_UPLOADS: dict[str | None, type[ExtractionError]] = {
    "uploaded": VideoProcessing,
    "failed": VideoUnavailable,
    "rejected": VideoUnavailable,
    "deleted": VideoUnavailable,
}
_LIVE: dict[str | None, type[ExtractionError]] = {"live": VideoIsLive, "upcoming": VideoNotStarted}
_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?")
_DIGITS = re.compile(r"[0-9]{1,18}")
#: The markup that YouTube writes into ``textDisplay``.
_BREAK, _TAG = re.compile(r"<br\s{0,5}/?>", re.IGNORECASE), re.compile(r"</?(?:a|b|i|s|u)(?:\s[^<>]{0,2000})?>")


def raise_if_unavailable(item: Info) -> None:
    """Raise if ``item``, of videos.list, is a video that cannot be analysed yet or at all.

    Raises:
        VideoPrivate, VideoProcessing, VideoUnavailable, VideoIsLive, VideoNotStarted: it is so.
    """
    status, snippet = part(item, "status"), part(item, "snippet")
    if status.get("privacyStatus") == "private":
        raise VideoPrivate
    for found in (_UPLOADS.get(_word(status, "uploadStatus")), _LIVE.get(_word(snippet, "liveBroadcastContent"))):
        if found is not None:
            raise found


def video_info(item: Info, channel: Info) -> dict[str, Any]:
    """Return the info dict of a video; ``channel`` is its item of channels.list, empty where there is none."""
    snippet, statistics, of_channel = part(item, "snippet"), part(item, "statistics"), part(channel, "statistics")
    hidden = of_channel.get("hiddenSubscriberCount") is True
    return {
        "title": _plain(snippet.get("title")),
        "description": snippet.get("description"),
        "duration": seconds(part(item, "contentDetails").get("duration")),
        "view_count": number(statistics.get("viewCount")),
        "like_count": number(statistics.get("likeCount")),
        "comment_count": number(statistics.get("commentCount")),
        "channel_id": snippet.get("channelId"),
        "channel": _plain(snippet.get("channelTitle")),
        "channel_follower_count": None if hidden else number(of_channel.get("subscriberCount")),
        "timestamp": timestamp(snippet.get("publishedAt")),
        "tags": snippet.get("tags"),
        "categories": [name] if (name := _CATEGORIES.get(str(snippet.get("categoryId")))) else None,
        "language": snippet.get("defaultAudioLanguage") or snippet.get("defaultLanguage"),
        "thumbnail": _largest(part(snippet, "thumbnails")),
        "availability": part(item, "status").get("privacyStatus"),
    }


def comment_info(item: object, parent_id: str | None, channel_id: object) -> dict[str, Any]:
    """Return the info dict of a comment; ``channel_id`` is that of the video."""
    item = item if isinstance(item, Mapping) else {}
    snippet = part(item, "snippet")
    author_id = part(snippet, "authorChannelId").get("value")
    own, shown = _word(snippet, "textOriginal"), _word(snippet, "textDisplay")
    return {
        "id": item.get("id"),
        "parent": parent_id or "root",
        "text": own if own is not None or shown is None else text_of_html(shown),
        "author": _plain(snippet.get("authorDisplayName")),
        "author_id": author_id,
        "like_count": number(snippet.get("likeCount")),
        "timestamp": timestamp(snippet.get("publishedAt")),
        "published_is_estimated": False,
        "author_is_uploader": author_id is not None and author_id == channel_id,
    }


def caption_languages(items: Iterable[object]) -> list[str]:
    """Return the languages of captions.list, those that people wrote first, each once."""
    found = [part(item, "snippet") for item in items if isinstance(item, Mapping)]
    found.sort(key=lambda snippet: snippet.get("trackKind") == "asr")
    named = [each["language"] for each in found if isinstance(each.get("language"), str)]
    return list(dict.fromkeys(values.clean_text(name)[:35] for name in named if name.strip()))


def part(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the object under ``name``; empty where there is none."""
    found = item.get(name)
    return found if isinstance(found, Mapping) else {}


def number(value: object) -> object:
    """Return a count, which the API states as digits; anything else as it is."""
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value


def seconds(value: object) -> object:
    """Return the length that an ISO 8601 duration such as PT1H2M3S states; None for that of a stream, which is 0."""
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    days, hours, minutes, rest = (int(each or 0) for each in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest or None


def timestamp(value: object) -> object:
    """Return the Unix time of an RFC 3339 time; anything else as it is."""
    try:
        return datetime.fromisoformat(value).timestamp() if isinstance(value, str) and len(value) < 40 else value
    except (ValueError, OverflowError):
        return value


def text_of_html(html: str) -> str:
    """Return the text of a comment whose display text holds YouTube's markup."""
    return values.unescape(_TAG.sub("", _BREAK.sub("\n", html)))


def _plain(value: object) -> object:
    return values.unescape(value) if isinstance(value, str) else value


def _word(item: Mapping[str, Any], name: str) -> str | None:
    value = item.get(name)
    return value if isinstance(value, str) else None


def _largest(thumbnails: Mapping[str, Any]) -> object:
    sizes = ("maxres", "standard", "high", "medium", "default")
    return next((url for size in sizes if (url := part(thumbnails, size).get("url"))), None)
