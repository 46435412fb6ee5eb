"""Tapes in own words: what YouTube answers for a normal video, where comments are turned off, and for each refusal.

``write(folder)`` puts them where ``TAPE_DIR`` is to point. The shapes are those that yt-dlp reads, reduced to what it needs.
"""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def tape_id(name: str) -> str:
    """Return a video id that could exist, 11 characters that begin with ``name``."""
    return name[:11].ljust(11, "_")


NORMAL, DISABLED, SILENT = tape_id("normal"), tape_id("disabled"), tape_id("silent")
LIVE, UPCOMING, TRAILER = tape_id("live"), tape_id("upcoming"), tape_id("trailer")
TITLE = "How lighthouses work"
CHANNEL = "UC0123456789abcdefghijkl"
#: The bytes that stand for sound; the tests of ffmpeg make their own.
SOUND = b"\x00" * 3000
COMMENTS_STATED = 1200


def screen(words: str) -> Json:
    """Return an error screen that says ``words`` below its headline."""
    return {"errorScreen": {"playerErrorMessageRenderer": {"subreason": {"runs": [{"text": words}]}}}}


UNAVAILABLE = {"status": "ERROR", "reason": "Video unavailable"}
#: What each refusal becomes: our code, and the playability in which YouTube puts it.
REFUSALS: dict[str, tuple[str, Json]] = {
    "private": ("VIDEO_PRIVATE", {"status": "LOGIN_REQUIRED", "reason": "This video is private"}),
    "privatemsg": (
        "VIDEO_PRIVATE",
        {"status": "LOGIN_REQUIRED", "messages": ["This is a private video. Please sign in."]},
    ),
    "members": (
        "VIDEO_MEMBERS_ONLY",
        {"status": "UNPLAYABLE", "reason": "Join this channel to get access to members-only content"},
    ),
    "premium": (
        "VIDEO_MEMBERS_ONLY",
        {"status": "UNPLAYABLE", "reason": "This video is only available to YouTube Premium members"},
    ),
    "bought": (
        "VIDEO_MEMBERS_ONLY",
        {"status": "UNPLAYABLE", "errorScreen": {"playerLegacyDesktopYpcOfferRenderer": {"itemTitle": "A film"}}},
    ),
    "abroad": (
        "VIDEO_GEO_BLOCKED",
        UNAVAILABLE | screen("The uploader has not made this video available in your country"),
    ),
    "adults": ("VIDEO_AGE_RESTRICTED", {"status": "LOGIN_REQUIRED", "reason": "Sign in to confirm your age"}),
    "agegate": ("VIDEO_AGE_RESTRICTED", {"status": "AGE_VERIFICATION_REQUIRED", "reason": "Please wait"}),
    "removed": ("VIDEO_UNAVAILABLE", UNAVAILABLE | screen("This video has been removed by the uploader")),
    "closed": ("VIDEO_UNAVAILABLE", UNAVAILABLE | screen("The YouTube account of this video was terminated.")),
    "gone": ("VIDEO_UNAVAILABLE", {"status": "ERROR", "reason": "This video isn't available anymore"}),
    "offair": (
        "VIDEO_UNAVAILABLE",
        {"status": "LIVE_STREAM_OFFLINE", "reason": "This live stream recording is not available."},
    ),
    "never": ("VIDEO_NOT_FOUND", {"status": "ERROR", "reason": "This video does not exist."}),
    "robot": ("EXTRACTION_BLOCKED", {"status": "LOGIN_REQUIRED", "reason": "Sign in to confirm you\u2019re not a bot"}),
    "captcha": (
        "EXTRACTION_BLOCKED",
        {"status": "UNPLAYABLE", "reason": "Wait", "errorScreen": {"playerCaptchaViewModel": {"a": 1}}},
    ),
    "hurry": (
        "RATE_LIMIT_EXCEEDED",
        {"status": "UNPLAYABLE", "reason": "This content isn't available, try again later."},
    ),
    "unheard": ("EXTRACTION_FAILED", {"status": "UNPLAYABLE", "reason": "The moon stands in the wrong house."}),
}
#: What an answer of the line or of the server becomes.
FAILURES: dict[str, tuple[str, Json]] = {
    "toomany": ("RATE_LIMIT_EXCEEDED", {"status": 429, "headers": {"Retry-After": "120"}, "body": ""}),
    "down": ("SERVICE_UNAVAILABLE", {"status": 503, "body": ""}),
    "cut": ("SERVICE_UNAVAILABLE", {"broken": True}),
}


def write(folder: Path) -> Path:
    """Write every tape into ``folder`` and return it."""
    comments = [next_entry(NORMAL, comment_section("first")), *comment_pages()]
    put(folder, NORMAL, [player_entry(NORMAL, player(NORMAL)), *comments, *downloads()])
    put(folder, DISABLED, [player_entry(DISABLED, player(DISABLED)), next_entry(DISABLED, comments_turned_off())])
    bare = {key: part for key, part in player(SILENT).items() if key not in {"captions", "streamingData"}}
    put(folder, SILENT, [player_entry(SILENT, bare), next_entry(SILENT, {"contents": {"a": 1}})])
    for video_id, flag, status in ((LIVE, "isLive", "OK"), (UPCOMING, "isUpcoming", "LIVE_STREAM_OFFLINE")):
        answer = bare | {"playabilityStatus": {"status": status}, "videoDetails": details(video_id) | {flag: True}}
        put(folder, video_id, [player_entry(video_id, answer)])
    trailer = {"errorScreen": {"playerLegacyDesktopYpcTrailerRenderer": {"trailerVideoId": NORMAL}}}
    put(folder, TRAILER, [player_entry(TRAILER, refused(TRAILER, {"status": "UNPLAYABLE"} | trailer))])
    for name, (_, playability) in REFUSALS.items():
        put(folder, tape_id(name), [player_entry(tape_id(name), refused(tape_id(name), playability))])
    for name, (_, answer) in FAILURES.items():
        put(folder, tape_id(name), [player_entry(tape_id(name), None) | answer])
    return folder


def put(folder: Path, video_id: str, responses: list[Json]) -> None:
    """Write one tape."""
    (folder / video_id).mkdir(parents=True)
    (folder / video_id / "tape.json").write_text(json.dumps({"video_id": video_id, "responses": responses}), "utf-8")


def entry(endpoint: str, match: Json, body: Any) -> Json:
    """Return one response of a tape."""
    return {"endpoint": endpoint, "match": match, "body": body}


def player_entry(video_id: str, answer: Json | None) -> Json:
    """Return the player's answer, which every kind of player gets."""
    return entry("/youtubei/v1/player", {"videoId": video_id, "client": "VISIONOS"}, answer)


def next_entry(video_id: str, answer: Json) -> Json:
    """Return what stands below the player."""
    return entry("/youtubei/v1/next", {"videoId": video_id, "client": "WEB"}, answer)


def details(video_id: str) -> Json:
    """Return the facts of a video."""
    return {
        "videoId": video_id,
        "title": TITLE,
        "lengthSeconds": "600",
        "keywords": ["lighthouse", "sea"],
        "channelId": CHANNEL,
        "author": "Harbour Notes",
        "shortDescription": "A tower, a lamp and a lens.",
        "viewCount": "4321",
        "isLiveContent": False,
    }


def refused(video_id: str, playability: Json) -> Json:
    """Return the answer of a player that does not play."""
    return {"playabilityStatus": playability, "videoDetails": {"videoId": video_id}}


def player(video_id: str) -> Json:
    """Return the answer of a player that plays: captions by a person and by the machine, and one format of sound."""
    address = f"https://www.youtube.com/api/timedtext?v={video_id}"
    tracks = [
        {"baseUrl": f"{address}&lang=en", "vssId": ".en", "languageCode": "en", "isTranslatable": True},
        {
            "baseUrl": f"{address}&lang=en&kind=asr",
            "vssId": "a.en",
            "languageCode": "en",
            "kind": "asr",
            "isTranslatable": True,
        },
    ]
    languages = [{"languageCode": code, "languageName": {"simpleText": code}} for code in ("en", "de", "fr")]
    sound = {
        "itag": 140,
        "url": f"https://rr1.googlevideo.com/videoplayback?id={video_id}",
        "mimeType": 'audio/mp4; codecs="mp4a.40.2"',
        "bitrate": 130000,
        "contentLength": str(len(SOUND)),
        "audioQuality": "AUDIO_QUALITY_MEDIUM",
    }
    return {
        "playabilityStatus": {"status": "OK"},
        "videoDetails": details(video_id),
        "streamingData": {"expiresInSeconds": "21540", "adaptiveFormats": [sound]},
        "captions": {"playerCaptionsTracklistRenderer": {"captionTracks": tracks, "translationLanguages": languages}},
    }


def downloads() -> list[Json]:
    """Return what the addresses in the player's answer lead to."""
    said = [
        {"tStartMs": 0, "dDurationMs": 4000, "segs": [{"utf8": "The lamp is small."}]},
        {"tStartMs": 4000, "dDurationMs": 4000, "segs": [{"utf8": "The lens makes it great."}]},
    ]
    captions = entry("/api/timedtext", {"v": NORMAL, "lang": "en", "fmt": "json3"}, {"events": said})
    sound = entry("/videoplayback", {"id": NORMAL}, SOUND.decode("latin-1"))
    busy = entry("/api/timedtext", {"v": NORMAL, "lang": "busy"}, "") | {"status": 429}
    empty = entry("/api/timedtext", {"v": NORMAL, "lang": "empty"}, " ")
    return [captions, busy, empty, sound | {"headers": {"Content-Length": str(len(SOUND))}}]


def comment_section(continuation: str) -> Json:
    """Return a page whose comments are to be had with ``continuation``."""
    section = {"itemSectionRenderer": {"sectionIdentifier": "comment-item-section", "contents": [_more(continuation)]}}
    return _below([_stated_count(), section])


def comments_turned_off() -> Json:
    """Return a page that says so where the comments would stand."""
    message = {"messageRenderer": {"text": {"runs": [{"text": "Comments are turned off."}]}}}
    return _below([{"itemSectionRenderer": {"sectionIdentifier": "comment-item-section", "contents": [message]}}])


def comment_pages() -> list[Json]:
    """Return the header of the comments, two pages of two threads each, and a page of replies to the first thread."""
    menu = {"sortFilterSubMenuRenderer": {"subMenuItems": [_sorted_by("Top", "page1"), _sorted_by("Newest", "new1")]}}
    header = {"commentsHeaderRenderer": {"countText": {"runs": [{"text": f"{COMMENTS_STATED:,}"}]}, "sortMenu": menu}}
    pages = {
        "first": _page([header], "reloadContinuationItemsCommand"),
        "page1": _page(
            [_thread("c1", replies="replies1"), _thread("c2"), _more("page2")], "reloadContinuationItemsCommand"
        ),
        "replies1": _page([_comment("c1.r1", by_author=True)], "appendContinuationItemsAction"),
        "page2": _page([_thread("c3"), _thread("c4")], "appendContinuationItemsAction"),
    }
    return [entry("/youtubei/v1/next", {"continuation": name, "client": "WEB"}, page) for name, page in pages.items()]


def _below(contents: list[Json]) -> Json:
    return {"contents": {"twoColumnWatchNextResults": {"results": {"results": {"contents": contents}}}}}


def _stated_count() -> Json:
    teaser = {"commentsEntryPointHeaderRenderer": {"commentCount": {"simpleText": f"{COMMENTS_STATED:,}"}}}
    return {"itemSectionRenderer": {"contents": [teaser]}}


def _more(continuation: str) -> Json:
    return {"continuationItemRenderer": {"continuationEndpoint": {"continuationCommand": {"token": continuation}}}}


def _sorted_by(title: str, continuation: str) -> Json:
    return {"title": title, "serviceEndpoint": {"continuationCommand": {"token": continuation}}}


def _page(items: list[Json], kind: str) -> Json:
    return {"onResponseReceivedEndpoints": [{kind: {"continuationItems": items}}]}


def _comment(name: str, *, by_author: bool = False) -> Json:
    renderer = {
        "commentId": name,
        "contentText": {"runs": [{"text": f"This is what {name} says."}]},
        "authorText": {"simpleText": "@harbour" if by_author else f"@reader-{name}"},
        "authorIsChannelOwner": by_author,
        "publishedTimeText": {"runs": [{"text": "2 years ago"}]},
        "voteCount": {"simpleText": "7"},
    }
    return {"commentRenderer": renderer}


def _thread(name: str, *, replies: str | None = None) -> Json:
    thread: Json = {"comment": _comment(name)}
    if replies is not None:
        thread["replies"] = {"commentRepliesRenderer": {"contents": [_more(replies)]}}
    return {"commentThreadRenderer": thread}
