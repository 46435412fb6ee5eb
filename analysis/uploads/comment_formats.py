"""Comments in the formats of several programs, converted to that of yt-dlp, which the sources read.

Sources: https://developers.google.com/youtube/v3/docs/commentThreads (Data API),
https://github.com/egbertbouman/youtube-comment-downloader (``cid``), and yt-dlp's ``_extract_comment``.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from analysis.pipeline import values

JSON = Mapping[str, Any]
#: Of a dump, not of a comment.
DUMP_KEYS = ("extractor", "extractor_key", "formats", "webpage_url")
_VOTES = re.compile(r"(?:(\d{1,3}(?:,\d{3}){0,4}|\d{1,12})|(\d{1,4}\.\d{1,9}))\s?([KMB]?)", re.ASCII)
_MULTIPLES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_BREAK, _TAG = re.compile(r"<br\s*/?>", re.IGNORECASE), re.compile(r"<[^<>]{0,2000}>")


def is_comment(item: object) -> bool:
    """Return whether ``item`` is a comment, or a thread or page of comments, in one of the formats."""
    if not isinstance(item, Mapping) or any(key in item for key in DUMP_KEYS):
        return False
    return _is_of_api(item) or "cid" in item or ("id" in item and "text" in item)


def convert(item: JSON) -> Iterator[dict[str, Any]]:
    """Yield the comments of ``item`` as yt-dlp writes them; a damaged one has no id, which the source reports."""
    if _is_of_api(item):
        yield from _of_api(item)
    elif "cid" in item:
        yield _of_downloader(item)
    else:
        yield dict(item)


def video_ids(item: JSON) -> Iterator[str]:
    """Yield the ids of the videos that ``item`` states; only the Data API does."""
    if isinstance(snippet := item.get("snippet"), Mapping) and isinstance(snippet.get("videoId"), str):
        yield snippet["videoId"]
    for below in _list(item, "items"):
        yield from video_ids({"snippet": below.get("snippet")})


# Data API


def _is_of_api(item: JSON) -> bool:
    return str(item.get("kind")).startswith("youtube#comment")


def _of_api(item: JSON) -> Iterator[dict[str, Any]]:
    """Yield the comments of a page, a thread or a comment."""
    snippet = item.get("snippet")
    if "items" in item:
        for below in _list(item, "items"):
            yield from _of_api({name: below.get(name) for name in ("id", "snippet", "replies")})
    elif isinstance(snippet, Mapping) and "topLevelComment" in snippet:
        top, replies = snippet["topLevelComment"], item.get("replies")
        yield _comment_of_api(top, snippet.get("channelId"))
        for reply in _list(replies, "comments") if isinstance(replies, Mapping) else ():
            yield _comment_of_api(reply, snippet.get("channelId"))
    else:
        yield _comment_of_api(item, None)


def _comment_of_api(item: object, video_channel: object) -> dict[str, Any]:
    snippet = item.get("snippet") if isinstance(item, Mapping) else None
    if not isinstance(item, Mapping) or not isinstance(snippet, Mapping):
        return {}
    author = snippet.get("authorChannelId")
    author_id = author.get("value") if isinstance(author, Mapping) else None
    video_channel = snippet.get("channelId") or video_channel
    return {
        "id": item.get("id"),
        "parent": snippet.get("parentId"),
        "text": _text_of_api(snippet),
        "author": snippet.get("authorDisplayName"),
        "author_id": author_id,
        "author_is_uploader": author_id is not None and author_id == video_channel,
        "like_count": snippet.get("likeCount"),
        "timestamp": _timestamp(snippet.get("publishedAt")),
        "published_is_estimated": False,
    }


def _text_of_api(snippet: JSON) -> str | None:
    """Return the text as it was written; only with ``textFormat=html`` it is HTML."""
    original, shown = snippet.get("textOriginal"), snippet.get("textDisplay")
    if isinstance(original, str):
        return original
    return values.unescape(_TAG.sub("", _BREAK.sub("\n", shown))) if isinstance(shown, str) else None


def _timestamp(written: object) -> float | None:
    try:
        moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return None if moment is None else (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


# youtube-comment-downloader


def _of_downloader(item: JSON) -> dict[str, Any]:
    own = item.get("cid")
    # The id of a reply is that of its thread, a dot, and its own.
    thread, dot, _ = own.partition(".") if isinstance(own, str) else ("", "", "")
    return {
        "id": own,
        "parent": thread if dot else None,
        "text": item.get("text"),
        "author": item.get("author"),
        "author_id": item.get("channel"),
        "like_count": _votes(item.get("votes")),
        "timestamp": item.get("time_parsed"),
        "is_favorited": item.get("heart") is True,
    }


def _votes(written: object) -> int | None:
    """Return the number of likes as YouTube shows it: ``1.2K``, ``1,234``."""
    found = _VOTES.fullmatch(str(written).strip().upper()) if isinstance(written, str | int) else None
    if found is None:
        return None
    whole, decimal, unit = found.groups()
    if decimal is not None:
        return round(float(decimal) * _MULTIPLES[unit]) if unit else None
    return int(whole.replace(",", "")) * _MULTIPLES[unit]


def _list(item: Any, key: str) -> Iterator[JSON]:
    """Yield the objects of a list; of anything else an empty object, which counts as damaged."""
    found = item.get(key)
    for below in found if isinstance(found, list) else ():
        yield below if isinstance(below, Mapping) else {}
