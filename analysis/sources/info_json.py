"""Converts yt-dlp's info dict, live or from a dump, to values.

Any key may be missing or null, counts may be missing or rounded, and the title of a stream may contain a date.
Source: https://github.com/yt-dlp/yt-dlp#output-template for the fields, and recorded dumps for their contents.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
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
    VideoProcessing,
    VideoUnavailable,
)
from analysis.pipeline import values
from analysis.sources import comment_order, description_chapters, info_spans
from analysis.sources.info_fields import Fields, Info, Losses

#: Characters. YouTube allows 100 in a title, 5,000 in a description, 500 in all tags together and 10,000 in a comment.
#: Source: https://support.google.com/youtube/answer/57407
MAX_TITLE, MAX_DESCRIPTION, MAX_NAME, MAX_TAG, MAX_COMMENT = 500, 10_000, 200, 200, 10_000
MAX_TAGS, MAX_TRACKS = 500, 500
_MAX_FRAME_RATE = 1_000
#: Ids of comments and channels, in ASCII. YouTube's longest, of replies, have 49 characters; the columns have 100.
_ID = re.compile(r"[!-~]{1,100}")
#: A channel id: YouTube's have 24 characters.
_CHANNEL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
#: A language tag in the form of BCP 47, for example "pt-BR" or YouTube's "en-orig".
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
#: The characters are those of RFC 3986; no user name.
_WEB_URL = re.compile(
    r"https?://[a-z0-9][a-z0-9.-]{0,252}(?::\d{1,5})?(?:[/?#][\w.~:/?#\[\]@!$&'()*+,;=%-]{0,2000})?",
    re.ASCII | re.IGNORECASE,
)
#: YouTube's first video is of 2005.
_DAY = re.compile(r"20(?:0[5-9]|[1-9]\d)\d{4}")
#: Codes for "undetermined", "no language", "several" and "not coded".
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "mis"})
#: yt-dlp's names, for example "needs_auth".
_AVAILABILITY = re.compile(r"[a-z_]{1,40}")
#: A caption track: a language, and what YouTube and yt-dlp append, for example "ar-kH2EDplw2PE".
_TRACK = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,63}")
_MAX_URL_LENGTH = 8_192
_RECOGNISED = re.compile(r"[?&]kind=asr(?:&|$)")
#: Caption formats, best first: json3 has no markup, vtt and srt repeat rolling lines.
CAPTION_FORMATS = ("json3", "srv3", "srv2", "srv1", "ttml", "vtt", "srt")
#: Values of ``live_status`` of a video that cannot be analysed yet.
_NOT_READY: dict[str | None, type[ExtractionError]] = {
    "is_live": VideoIsLive,
    "post_live": VideoProcessing,
    "is_upcoming": VideoNotStarted,
}
#: Values of ``availability`` that explain why no format was found.
_REFUSED: dict[str, type[ExtractionError]] = {
    "private": VideoPrivate,
    "premium_only": VideoMembersOnly,
    "subscriber_only": VideoMembersOnly,
    "needs_auth": VideoAgeRestricted,
}


def video(info: Info, video_id: str, losses: Losses | None = None) -> values.Video:
    """Return the metadata in ``info``; what is missing or not valid is None. ``losses`` records what was lost."""
    losses = losses or Losses()
    fields = Fields(info, losses)
    duration = _duration(info, losses)
    description = fields.text("description", MAX_DESCRIPTION)
    return values.Video(
        id=video_id,
        url=youtube.watch_url(video_id),
        title=_title(fields, video_id),
        description=description,
        duration_seconds=duration,
        view_count=fields.count("view_count"),
        like_count=fields.count("like_count"),
        comment_count=stated_comment_count(info, losses),
        channel_id=fields.matching("channel_id", _CHANNEL_ID),
        channel_name=fields.line("channel", MAX_NAME) or fields.line("uploader", MAX_NAME),
        channel_subscriber_count=fields.count("channel_follower_count"),
        published_at=fields.time("timestamp") or fields.time("release_timestamp") or _upload_day(fields, losses),
        tags=fields.texts("tags", MAX_TAGS, MAX_TAG),
        category=next(iter(fields.texts("categories", MAX_TAGS, MAX_TAG) or ()), None),
        language=language(info, losses),
        thumbnail_url=fields.matching("thumbnail", _WEB_URL),
        chapters=info_spans.chapters(info, duration, losses) or description_chapters.read(description, duration),
        availability=fields.matching("availability", _AVAILABILITY),
    )


def replayed(info: Info, losses: Losses) -> tuple[values.ReplayedSpan, ...] | None:
    """Return how often each part of the video is replayed; None if YouTube did not say."""
    return info_spans.replayed(info, _duration(info, Losses()), losses)


def _duration(info: Info, losses: Losses) -> float | None:
    """Return the seconds of the video. The length of a stream that goes on is not that of the video."""
    return None if _live_status(info) == "is_live" else Fields(info, losses).number("duration") or None


def language(info: Info, losses: Losses | None = None) -> str | None:
    """Return the language of the video, a language tag; None where the dump says that it is not known."""
    found = Fields(info, losses or Losses()).matching("language", _LANGUAGE)
    return None if found is None or found.lower() in _NO_LANGUAGE else found


def frame_rate(info: Info) -> float | None:
    """Return the frames per second of the video, None if the dump does not say, or no video has so many."""
    rate = Fields(info, Losses()).number("fps")
    return rate if rate and 1 <= rate <= _MAX_FRAME_RATE else None


def stated_comment_count(info: Info, losses: Losses) -> int | None:
    """Return how many comments YouTube states; None if they were fetched: the field then counts the fetched ones."""
    stated, fetched = Fields(info, losses).count("comment_count"), info.get("comments")
    if isinstance(fetched, list):
        return stated if stated is not None and stated > len(fetched) else None
    return stated


def tracks(info: Info, losses: Losses) -> tuple[values.CaptionTrack, ...]:
    """Return the captions with an address, one per language, without machine translations."""
    found = []
    for automatic, key in ((False, "subtitles"), (True, "automatic_captions")):
        for language, items in languages(info, key).items():
            readable = [item for item in items if item.get("ext") in CAPTION_FORMATS and _url(item)]
            best = min(readable, key=lambda item: CAPTION_FORMATS.index(item["ext"]), default=None)
            if best is not None and not (automatic and is_translation(best)):
                found.append(values.CaptionTrack(language, automatic, best["ext"], best["url"]))
    return tuple(losses.take(found, MAX_TRACKS, "caption tracks"))


def languages(info: Info, key: str) -> dict[str, list[Info]]:
    """Return the captions under ``key``, by language; ``live_chat`` is not captions and is left out."""
    found = info.get(key)
    if not isinstance(found, Mapping):
        return {}
    listed = {
        name: items
        for name, items in found.items()
        if name != "live_chat" and _TRACK.fullmatch(name) and isinstance(items, list)
    }
    return {name: [item for item in items if isinstance(item, Mapping)] for name, items in listed.items()}


def original_languages(info: Info, key: str) -> list[str]:
    """Return the languages under ``key`` in which there are captions that are not machine translations."""
    return [name for name, items in languages(info, key).items() if not any(map(is_translation, items))]


def is_translation(item: Info) -> bool:
    """Return whether these are machine translations: their address then names a target language."""
    return "tlang" in parse_qs(urlsplit(_url(item)).query)


def _url(item: Info) -> str:
    """Return the address of captions; empty if there is none or no server would accept its length."""
    url = item.get("url")
    return values.clean_text(url).strip() if isinstance(url, str) and len(url) <= _MAX_URL_LENGTH else ""


def requested_captions(info: Info, language: str) -> Info:
    """Return the captions in this language that were written beside the dump, empty if the dump names none."""
    requested = info.get("requested_subtitles")
    item = requested.get(language) if isinstance(requested, Mapping) else None
    return item if isinstance(item, Mapping) else {}


def is_recognised(item: Info) -> bool:
    """Return whether these are YouTube's speech recognition."""
    return _RECOGNISED.search(_url(item)) is not None


def raise_if_unavailable(info: Info, video_id: str, *, has_media: bool = False) -> None:
    """Raise if ``info`` describes a video that cannot be analysed.

    ``has_media``: captions or audio were saved with it, so that they can be read whatever YouTube refused at the time:
    the dump of a recorded stream is made when the recording begins. A restricted ``availability`` counts only if
    nothing was read: with formats, comments or a list of captions, the dump was made with access.

    Raises:
        VideoIsLive, VideoNotStarted, VideoProcessing: the stream has not ended, or has ended just now.
        VideoPrivate, VideoMembersOnly, VideoAgeRestricted, VideoUnavailable: the video is not accessible.
    """
    if has_media:
        return
    status = _live_status(info)
    if status in _NOT_READY:
        raise _NOT_READY[status]
    refused = _REFUSED.get(str(info.get("availability")))
    was_read = any(info.get(key) for key in ("formats", "comments", "subtitles", "automatic_captions"))
    if refused is not None and not was_read:
        raise refused
    if _title(Fields(info, Losses()), video_id) is None and not was_read:
        raise VideoUnavailable


def _live_status(info: Info) -> str | None:
    status = info.get("live_status")
    if status is None and info.get("is_live") is True:  # of old dumps
        return "is_live"
    return status if isinstance(status, str) else None


def comments(info: Info, *, limit: int, sort: str, total: int | None = None) -> values.CommentSet:
    """Return at most ``limit`` of the comments in ``info``, each thread followed by its replies.

    ``total`` is the number that YouTube states, if it is known from elsewhere: a dump of fetched comments has none.
    ``top`` is YouTube's own order. If the dump is sorted by time, it is the order of likes instead.

    Raises:
        CommentsDisabled: the author turned them off.
        CommentExtractionFailed: ``info`` contains no comments, and ``total`` does not say that there are none.
    """
    if "comments" not in info:
        raise CommentExtractionFailed("The dump contains no comments of this video.")
    if info["comments"] is None:
        raise CommentsDisabled
    if not isinstance(info["comments"], list):
        raise CommentExtractionFailed("The comments of this video are damaged.")
    losses = Losses()
    stated = stated_comment_count(info, losses) if total is None else total
    if limit and not info["comments"] and total != 0:
        # yt-dlp writes an empty list and the count 0 also where YouTube answered nothing.
        if stated:
            raise CommentExtractionFailed(f"YouTube states {stated:,} comments but returned none.")
        raise CommentExtractionFailed("YouTube states no number of comments, and returned none.")
    found: dict[str, values.Comment] = {}
    for item, thread in _with_replies(info["comments"]):
        comment = _comment(item, thread, info.get("channel_id"), losses)
        if comment is not None:
            found.setdefault(comment.id, comment)
    ordered = comment_order.order_comments(tuple(found.values()), sort)
    return values.CommentSet(ordered[:limit], stated, losses.warnings())


def _with_replies(items: Sequence[object]) -> Iterator[tuple[object, object]]:
    """Yield each comment with the id of its thread, None for a thread; some tools put replies into their comment."""
    waiting: list[tuple[object, object]] = [(item, None) for item in reversed(items)]
    while waiting:
        item, thread = waiting.pop()
        yield item, thread
        replies = item.get("replies") if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and isinstance(replies, list):
            waiting += [(reply, thread or item.get("id")) for reply in reversed(replies)]


def _comment(item: object, thread: object, channel_id: object, losses: Losses) -> values.Comment | None:
    own = item.get("id") if isinstance(item, Mapping) else None
    if not isinstance(item, Mapping) or not isinstance(own, str) or not _ID.fullmatch(own):
        losses.leave_out("comment without a valid id")
        return None
    fields = Fields(item, losses, " of a comment")
    parent = thread if isinstance(thread, str) and _ID.fullmatch(thread) else fields.matching("parent", _ID)
    if parent is None and "." in own:
        parent = own.partition(".")[0]  # YouTube's ids of replies begin with that of the thread
    wrote = item.get("author_is_uploader")
    by_channel = wrote is None and channel_id is not None and item.get("author_id") == channel_id
    return values.Comment(
        id=own,
        text=fields.text("text", MAX_COMMENT) or "",
        parent_id=None if parent in {None, "", "root", own} else parent,
        author=fields.line("author", MAX_NAME),
        author_channel_id=fields.matching("author_id", _ID),
        like_count=fields.count("like_count"),
        published_at=fields.time("timestamp"),
        # yt-dlp computes comment times from texts such as "2 years ago"; only uploads state others.
        published_is_estimated=item.get("published_is_estimated") is not False,
        is_pinned=item.get("is_pinned") is True,
        is_hearted=item.get("is_favorited") is True,
        is_author=wrote is True or by_channel,
    )


def _title(fields: Fields, video_id: str) -> str | None:
    """Return the title as the author wrote it: ``fulltitle`` lacks the date that yt-dlp appends for streams."""
    title = fields.line("fulltitle", MAX_TITLE) or fields.line("title", MAX_TITLE)
    # yt-dlp's placeholder for an unknown title.
    return None if title == f"youtube video #{video_id}" else title


def _upload_day(fields: Fields, losses: Losses) -> datetime | None:
    written = fields.matching("upload_date", _DAY)
    try:
        return datetime.strptime(written, "%Y%m%d").replace(tzinfo=UTC) if written else None
    except ValueError:  # a day such as 20240230
        losses.leave_out("upload_date")
        return None
