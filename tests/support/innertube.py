"""YouTube from tapes: a request handler for yt-dlp that answers from a folder and never touches the network.

``TAPE_DIR`` names the folder, one sub-folder a video, each with a ``tape.json``: a list of responses, each with the endpoint, what
it matches (video id or continuation, client) and the file with its body (``.gz`` or plain) or the ``body`` itself. The variable is
read with each request, so the handler works in a test and in a worker that is started with the variable set and
``VIDEO_SOURCES=tests.support.innertube.TapedYtDlpSource``.
"""

import gzip
import io
import json
import os
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

from yt_dlp.networking.common import Request, RequestHandler, Response, register_preference, register_rh
from yt_dlp.networking.exceptions import HTTPError, TransportError, UnsupportedRequest

from analysis.sources.ytdlp import YtDlpSource
from analysis.sources.ytdlp_session import Options, ProgressLogger

Json = dict[str, Any]
_NEXT, _PLAYER = "/youtubei/v1/next", "/youtubei/v1/player"
#: Every address that was asked for, with the continuation asked of it, newest last; tests clear it.
requested: list[str] = []


class Silence:
    """A server that takes a request and does not answer; tests say to which, and end it."""

    def __init__(self) -> None:
        #: What the address, or the continuation asked of it, holds; empty: every request is answered.
        self.about = ""
        self.reached, self.over = Event(), Event()

    def keep(self, request: str) -> None:
        """Wait where ``request`` is one of those that are not answered."""
        if self.about and self.about in request:
            self.reached.set()
            self.over.wait(60)


silence = Silence()


class TapedYtDlpSource(YtDlpSource):
    """The real source; importing this module is what puts the tapes beneath it."""

    def options(self, log: ProgressLogger, extractor: Options) -> Options:
        """Run no player script, whatever is installed: the tapes hold none."""
        return super().options(log, extractor) | {"js_runtimes": {}}


@register_rh
class TapeRH(RequestHandler):
    """Answers as YouTube did, or as a composed tape says it would."""

    _SUPPORTED_URL_SCHEMES = ("http", "https")

    def validate(self, request: Request) -> None:
        """Take every request while ``TAPE_DIR`` is set, so that none gets out."""
        if "TAPE_DIR" not in os.environ:
            raise UnsupportedRequest("TAPE_DIR is not set")

    def _send(self, request: Request) -> Response:
        asked = json.loads(request.data) if request.data else {}
        requested.append(f"{request.url} {asked.get('continuation', '')}")
        silence.keep(requested[-1])
        entry = _entry(request)
        if entry.get("broken"):
            raise TransportError("the line was cut")
        response = Response(io.BytesIO(_body(entry)), request.url, entry.get("headers", {}), entry.get("status", 200))
        if response.status >= 400:
            raise HTTPError(response)
        return response


@register_preference(TapeRH)
def _prefer_tapes(handler: RequestHandler, request: Request) -> int:
    return 10_000


def _entry(request: Request) -> Json:
    """Return the response of the tape, or what YouTube answers to a question that was not recorded."""
    url = urlsplit(request.url)
    query = {key: found[0] for key, found in parse_qs(url.query).items()}
    if url.path == "/watch":
        return _watch(query.get("v", ""))
    if url.path.startswith("/youtubei/"):
        asked = json.loads(request.data or b"{}")
        return _player(asked) if url.path == _PLAYER else _next(asked)
    for tape in _all_tapes():
        for entry in tape:
            if entry["endpoint"] == url.path and entry["match"].items() <= query.items():
                return entry
    return {"status": 404, "body": ""}


def _watch(video_id: str) -> Json:
    """Return the recorded page, else one made of the recorded player and next responses, as YouTube's own page is."""
    tape = _tape(video_id)
    recorded = next((entry for entry in tape if entry["endpoint"] == "/watch"), None)
    if recorded is not None:
        return recorded
    scripts = ['<script>ytcfg.set({"PLAYER_JS_URL": "/s/player/00000000/player_ias.vflset/en_US/base.js"});</script>']
    player = next((e for e in tape if e["endpoint"] == _PLAYER and e["match"].get("client") == "WEB"), None)
    for name, entry in (("ytInitialPlayerResponse", player), ("ytInitialData", _first(tape, _NEXT, "videoId"))):
        # A refused player stands in the answer to the API call only, so that it is that answer which is tested.
        if entry is not None and entry.get("status", 200) == 200 and not entry.get("broken"):
            scripts.append(f"<script>var {name} = {_body(entry).decode()};</script>")
    return {"body": f"<!DOCTYPE html><html><body>{''.join(scripts)}</body></html>"}


def _player(asked: Json) -> Json:
    """Return the response to the asking client, else the most telling one of another client."""
    client = asked.get("context", {}).get("client", {}).get("clientName")
    video_id = asked.get("videoId", "")
    found = [entry for entry in _tape(video_id) if entry["endpoint"] == _PLAYER]
    found.sort(key=lambda entry: _rank(entry, client))
    if found:
        return found[0]
    if _tape(video_id):
        # Recorded without a player: the least that one says.
        return {"body": {"playabilityStatus": {"status": "OK"}, "videoDetails": {"videoId": video_id}}}
    return {"body": {"playabilityStatus": {"status": "ERROR", "reason": "Video unavailable"}}}


def _rank(entry: Json, client: str | None) -> tuple[bool, bool, bool]:
    tells = entry.get("status", 200) != 200 or entry.get("broken") or b'"playabilityStatus"' in _body(entry)
    return (not tells, entry["match"].get("client") != client, bool(entry["match"].get("older")))


def _next(asked: Json) -> Json:
    continuation, video_id = asked.get("continuation"), asked.get("videoId")
    if continuation is None:
        return _first(_tape(video_id or ""), _NEXT, "videoId") or {"body": {}}
    for tape in _all_tapes():
        for entry in tape:
            if entry["match"].get("continuation") == continuation:
                return entry
    return {"body": {}}  # a 404 would abort the whole extraction


def _first(tape: list[Json], endpoint: str, key: str) -> Json | None:
    return next((entry for entry in tape if entry["endpoint"] == endpoint and key in entry["match"]), None)


def _body(entry: Json) -> bytes:
    if "file" in entry:
        path = Path(entry["folder"]) / entry["file"]
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    body = entry.get("body", "")
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def _tape(video_id: str) -> list[Json]:
    folder = Path(os.environ["TAPE_DIR"]) / video_id
    return _read(folder) if video_id and (folder / "tape.json").is_file() else []


def _all_tapes() -> list[list[Json]]:
    return [_read(path.parent) for path in sorted(Path(os.environ["TAPE_DIR"]).glob("*/tape.json"))]


@cache
def _read(folder: Path) -> list[Json]:
    responses: list[Json] = json.loads((folder / "tape.json").read_text("utf-8"))["responses"]
    return [{**entry, "folder": str(folder)} for entry in responses]
