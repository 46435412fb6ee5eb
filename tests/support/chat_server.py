"""A server on this machine that speaks the chat completions protocol, well or badly, as a test tells it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import Any

from tests.support import http_servers

JSON = dict[str, Any]
#: Answers one request: gets the handler, to write to, and the request's body.
Behaviour = Callable[["Handler", JSON], None]

USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


class Handler(http_servers.Handler):
    """Hands each request to the next behaviour."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(
            {"path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()}, **body}
        )
        behaviours = self.server.behaviours
        behave = behaviours.pop(0) if behaviours else self.server.otherwise
        self.close_connection = True
        try:
            behave(self, body)
        except (BrokenPipeError, ConnectionResetError):
            return  # The client had enough.

    def begin(self, status: int, content_type: str, **headers: str) -> None:
        """Send the head; the end of the body is the end of the connection."""
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()


class Server(ThreadingHTTPServer):
    """Answers with ``behaviours`` in turn, then with ``otherwise``."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[JSON] = []
        self.behaviours: list[Behaviour] = []
        self.otherwise: Behaviour = status(500)
        #: Set when the server stops, so that whoever keeps silent ends.
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def running() -> Iterator[Server]:
    """Give a server that runs while the block does."""
    with http_servers.serving(Server()) as server:
        try:
            yield server
        finally:
            server.stopping.set()


def _event(data: JSON | str) -> bytes:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"data: {text}\n\n".encode()


def _delta(text: str, finish_reason: str | None = None) -> JSON:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish_reason}]}


def stream(
    text: str, *, finish_reason: str | None = "stop", usage: JSON | None = USAGE, piece: int = 7, done: bool = True
) -> Behaviour:
    """Write ``text`` in events, cut into packets of ``piece`` bytes wherever that falls, characters included."""
    events = [_event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]})]
    events += [_event(_delta(text[start : start + 5])) for start in range(0, len(text), 5)]
    if finish_reason:
        events.append(_event(_delta("", finish_reason)))
    if usage:
        events.append(_event({"choices": [], "usage": usage}))
    if done:
        events.append(_event("[DONE]"))
    whole = b": a comment, as some servers send to keep the line open\n\n" + b"".join(events)

    def behave(handler: Handler, body: JSON) -> None:
        handler.begin(200, "text/event-stream")
        for start in range(0, len(whole), piece):
            handler.wfile.write(whole[start : start + piece])
            handler.wfile.flush()

    return behave


def events(*data: JSON | str) -> Behaviour:
    """Write these events."""

    def behave(handler: Handler, body: JSON) -> None:
        handler.begin(200, "text/event-stream")
        handler.wfile.write(b"".join(_event(entry) for entry in data))

    return behave


def whole(message: JSON | str, *, finish_reason: str | None = "stop", usage: JSON | None = USAGE) -> Behaviour:
    """Write one object, as servers do that cannot stream."""
    if isinstance(message, str):
        message = {"role": "assistant", "content": message}
    return raw(
        json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": finish_reason}], "usage": usage})
    )


def raw(text: str) -> Behaviour:
    """Write ``text`` as JSON, whatever it is."""

    def behave(handler: Handler, body: JSON) -> None:
        handler.begin(200, "application/json")
        handler.wfile.write(text.encode())

    return behave


def status(code: int, error: JSON | None = None, **headers: str) -> Behaviour:
    """Answer with a status and an error object."""

    def behave(handler: Handler, body: JSON) -> None:
        handler.begin(code, "application/json", **headers)
        handler.wfile.write(json.dumps({"error": {"message": "secret words of the server", **(error or {})}}).encode())

    return behave


def silence(after: str = "") -> Behaviour:
    """Begin a stream with the text ``after``, then keep the line open and say nothing."""

    def behave(handler: Handler, body: JSON) -> None:
        handler.begin(200, "text/event-stream")
        handler.wfile.write(_event(_delta(after)))
        handler.wfile.flush()
        handler.server.stopping.wait(30)

    return behave


def answering(write: Callable[[JSON], JSON]) -> Behaviour:
    """Stream the object that ``write`` makes of the request."""

    def behave(handler: Handler, body: JSON) -> None:
        stream(json.dumps(write(body), ensure_ascii=False), piece=4096)(handler, body)

    return behave
