"""Parsing and building of YouTube video URLs.

The service always fetches :func:`watch_url` of the parsed id, never the URL that a caller sent.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from analysis.exceptions import InvalidUrl

MAX_URL_LENGTH = 2048
#: The only other origin that a page may show, in a frame.
PLAYER_ORIGIN = "https://www.youtube-nocookie.com"
#: Where the pictures of videos are; browsers load them only when a person asks for them.
THUMBNAIL_ORIGIN = "https://i.ytimg.com"
#: A valid video id. Source: every id since 2005 is 11 characters of base64url.
VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_HOSTS = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "music.youtube.com",
        "youtube-nocookie.com",
        "www.youtube-nocookie.com",
    }
)
_SHORT_HOST = "youtu.be"
_PATHS = frozenset({"shorts", "live", "embed", "v"})
#: In the place of an id, the player of a playlist and of a channel's stream, with as many characters as an id.
_NOT_IDS = frozenset({"videoseries", "live_stream"})
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
#: What copying leaves around an address: white space and invisible characters, such as marks of direction.
_AROUND = " \t\r\n\u00a0\u200b\u200e\u200f\u202a\u202c\u2060\u2066\u2068\u2069\ufeff"
_HOST_FIRST = re.compile(r"[A-Za-z.-]+/")
#: What is accepted in the place of an id, and what people append to it in any order: ``ID&t=90``, ``ID?t=30``,
#: ``ID:2454``. Invalid ids pass here and fail in extraction with VIDEO_NOT_FOUND.
_ID_FIRST = re.compile(r"([A-Za-z0-9_-]{1,64})(?:[?&#].*|:\d+.*)?", re.DOTALL)

#: Ids of playlists, such as PL..., UU..., OLAK5uy_...
_LIST_ID = re.compile(r"[A-Za-z0-9_-]{2,100}")
_CHANNEL_PATHS = frozenset({"channel", "c", "user"})
#: Names may be in any script.
_HANDLE, _CHANNEL_NAME = re.compile(r"@[\w.\-·]{1,100}"), re.compile(r"[\w.\-·]{1,100}")
_LISTED_TABS = frozenset({"videos", "shorts", "streams"})
_TABS = _LISTED_TABS | {"featured", "playlists", "community", "about", "releases", "podcasts", "search"}
NOT_A_LIST = "This is not the URL of a YouTube playlist or channel."


@dataclass(frozen=True)
class VideoRef:
    """A video as a caller named it."""

    #: As given.
    url: str
    video_id: str


def parse(url: str) -> VideoRef:
    """Return the video that ``url`` points to; the scheme may be missing.

    Raises:
        InvalidUrl: not http(s), not a YouTube host, no id, credentials, a port, or over 2048 characters.
    """
    parts = _split(url)
    found = _ID_FIRST.fullmatch(_id_part(parts.hostname or "", parts.path, parts.query) or "")
    if found is None or found[1] in _NOT_IDS:
        raise InvalidUrl
    return VideoRef(url, found[1])


def _split(url: str, refusal: str | None = None) -> SplitResult:
    """Return the parts of a URL over http(s) without credentials and a port.

    Raises:
        InvalidUrl: with the message ``refusal``, or None for that of videos.
    """
    if len(url) > MAX_URL_LENGTH:
        raise InvalidUrl(f"The URL is longer than {MAX_URL_LENGTH} characters.")
    address = url.strip(_AROUND)
    if _HOST_FIRST.match(address):
        address = f"https://{address}"
    # urlsplit drops tabs and newlines and treats a backslash as part of the path, so refuse them first.
    if _FORBIDDEN.search(address):
        raise InvalidUrl(refusal)
    try:
        parts = urlsplit(address)
        plain = parts.scheme in {"http", "https"} and parts.port is None and not parts.netloc.endswith(":")
    except ValueError as error:
        raise InvalidUrl(refusal) from error
    if not plain or "@" in parts.netloc or not parts.netloc.isascii():
        raise InvalidUrl(refusal)
    return parts


def is_list(url: str) -> bool:
    """Return whether ``url`` is that of a playlist or a channel."""
    address = url.strip(_AROUND)
    try:
        parts = urlsplit(f"https://{address}" if _HOST_FIRST.match(address) else address)
    except ValueError:
        return False
    first = next((segment for segment in parts.path.split("/") if segment), "")
    is_channel = first.startswith("@") or first in ("channel", "c", "user", "playlist")
    return parts.hostname in _HOSTS and (is_channel or (first == "watch" and "list" in parse_qs(parts.query)))


@dataclass(frozen=True)
class ListRef:
    """A playlist or a channel as a caller named it."""

    #: As given.
    url: str
    #: The URL that is read, built from the parts of the given one.
    address: str

    @property
    def key(self) -> str:
        """Return what is the same for all ways to write this list; YouTube reads handles in any case."""
        return self.address.lower() if "/@" in self.address else self.address

    @property
    def is_playlist(self) -> bool:
        """Return whether new videos may stand anywhere in it; those of a channel stand first."""
        return "/playlist?" in self.address


def parse_list(url: str) -> ListRef:
    """Return the playlist or the channel that ``url`` points to; the scheme may be missing.

    Of a channel these are its videos, or its shorts or streams where the URL ends in that tab. A URL of a video within
    a playlist is one of the playlist.

    Raises:
        InvalidUrl: as for :func:`parse`, or it is neither a playlist nor a channel.
    """
    parts = _split(url, NOT_A_LIST)
    if parts.hostname not in _HOSTS:
        raise InvalidUrl(NOT_A_LIST)
    segments = [segment for segment in parts.path.split("/") if segment]
    playlist = parse_qs(parts.query).get("list", [""])[0]
    if segments in (["playlist"], ["watch"]) and _LIST_ID.fullmatch(playlist):
        return ListRef(url, f"https://www.youtube.com/playlist?list={playlist}")
    tab = segments.pop() if len(segments) > 1 and segments[-1] in _TABS else "videos"
    tab = tab if tab in _LISTED_TABS else "videos"
    is_handle = len(segments) == 1 and _HANDLE.fullmatch(unquote(segments[0]))
    is_named = len(segments) == 2 and segments[0] in _CHANNEL_PATHS and _CHANNEL_NAME.fullmatch(unquote(segments[1]))
    if not is_handle and not is_named:
        raise InvalidUrl(NOT_A_LIST)
    path = "/".join(quote(unquote(segment), safe="@") for segment in segments)
    return ListRef(url, f"https://www.youtube.com/{path}/{tab}")


def _id_part(host: str, path: str, query: str) -> str | None:
    segments = [segment for segment in path.split("/") if segment]
    if host not in _HOSTS | {_SHORT_HOST}:
        return None
    if segments == ["watch"]:
        return parse_qs(query).get("v", [None])[0]
    if host == _SHORT_HOST:
        return segments[0] if len(segments) == 1 else None
    if len(segments) == 2 and segments[0] in _PATHS:
        return segments[1]
    return None


def is_valid_video_id(video_id: str) -> bool:
    """Return whether YouTube could have assigned this id."""
    return VIDEO_ID.fullmatch(video_id) is not None


def watch_url(video_id: str, seconds: float | None = None) -> str:
    """Return the URL of a video, at ``seconds`` from its start where given."""
    at = "" if seconds is None else f"&t={int(seconds)}s"
    return f"https://www.youtube.com/watch?v={video_id}{at}"


def thumbnail_url(video_id: str) -> str:
    """Return the address of a picture of a video, 320 x 180 pixels."""
    return f"{THUMBNAIL_ORIGIN}/vi/{video_id}/mqdefault.jpg"


def watch(video_id: str) -> VideoRef:
    """Return a video by its id."""
    return VideoRef(watch_url(video_id), video_id)
