"""uvicorn's HTTP protocol with bounds on what a client may send and how long it may take.

uvicorn 0.54 bounds neither headers nor the time of a request: a header of 100 MB was taken, and 10,000 silent
connections stayed open. h11, its other parser, bounds headers but no time. A proxy in front has these bounds, too.
"""

import asyncio
import json
import resource
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from analysis.support import problem_details, request_ids
from analysis.wording import languages
from youtube_analyzer.middleware.body_limit import limit_of

#: Bytes of the request line and all headers, and number of headers. More is answered 431.
MAX_HEAD_BYTES, MAX_HEADERS = 64 * 1024, 200
#: Bytes of a request as it is sent, besides its body. BodyLimit bounds the body; this bounds what surrounds its chunks.
MAX_REQUEST_BYTES = 1024 * 1024
#: Requests that a client may send before it has the answer to the first.
MAX_PIPELINED = 8
#: A request must have arrived after GRACE_SECONDS plus a second for each MIN_BYTES_PER_SECOND bytes, else 408.
#: Source: mod_reqtimeout of Apache, whose defaults these are.
GRACE_SECONDS, MIN_BYTES_PER_SECOND = 20.0, 500.0
#: Seconds after which a client that reads nothing of its answer is dropped; nginx's send_timeout has 60.
UNREAD_SECONDS = 30.0
#: Seconds for which a client that was refused may read the answer and stop sending.
LINGER_SECONDS = 2.0
#: Seconds between two checks of a connection.
CHECK_SECONDS = 5.0
#: File descriptors of a process that are not for clients: database, Redis, files.
RESERVED_FILES = 128
#: The code of a problem by its status; those that Django answers, too, are the same.
_CODES = {
    400: "MALFORMED_REQUEST",
    408: "REQUEST_TIMEOUT",
    413: "BODY_TOO_LARGE",
    431: "HEADERS_TOO_LARGE",
    503: "SERVICE_UNAVAILABLE",
}
#: The heading of a page by the status of the refusal.
_HEADINGS = {
    400: gettext_noop("The request cannot be read"),
    408: gettext_noop("The request took too long"),
    413: gettext_noop("What you sent is too large"),
    431: gettext_noop("What you sent is too large"),
    503: gettext_noop("The service is temporarily unavailable"),
}
_HEAD_TOO_LARGE = gettext_noop(
    "The request line and the headers are too large. Deleting the cookies of this site may help."
)
#: Bytes parsed at once. The parser itself buffers an unfinished header without bound.
_PART_BYTES = 16 * 1024


class BoundedHttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol; a client that sends too much or too slowly gets an error, or is disconnected."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Serve a new client, unless there are too many."""
        super().connection_made(transport)
        #: When the current request began, and the bytes of it that have arrived; of these, the bytes of its head.
        self._began_at, self._received, self._head_bytes = self.loop.time(), 0, 0
        self._in_head, self._is_refused = False, False
        #: Requests that are answered or wait for their turn.
        self._cycles: list[RequestResponseCycle] = []
        #: Most bytes of the current request.
        self._most_bytes = MAX_REQUEST_BYTES
        #: Bytes of the answer that the client has not read, and since when it has read none.
        self._unread, self._unread_since = 0, self._began_at
        self._check_timer: asyncio.TimerHandle | None = self.loop.call_later(CHECK_SECONDS, self._check)
        if self._is_one_too_many():
            self.logger.warning("connection refused: MAX_CONNECTIONS reached")
            self._write_error(503, gettext_noop("Too many connections. Try again later."))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching the client, and tell the request that is answered; uvicorn tells the last that arrived."""
        self._stop_checks()
        for cycle in self._cycles:
            cycle.disconnected = True
            cycle.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse received bytes until they end, a bound is exceeded, or a socket takes over."""
        if self.timeout_keep_alive_task is not None:
            # The connection was idle: a new request begins.
            self._began_at, self._received = self.loop.time(), 0
        for begin in range(0, len(data), _PART_BYTES):
            if self._is_refused or self.transport.is_closing() or self.transport.get_protocol() is not self:
                return
            part = data[begin : begin + _PART_BYTES]
            self._received += len(part)
            super().data_received(part)
            self._check_size(len(part))

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection to the WebSocket protocol, which has bounds of its own."""
        self._stop_checks()
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that is no HTTP."""
        self._refuse(400, gettext_noop("This is not a valid HTTP request."))

    # Parser callbacks

    def on_message_begin(self) -> None:
        """Begin to count the head of a request."""
        super().on_message_begin()
        self._unset_keepalive_if_required()
        self._in_head, self._head_bytes = True, 0

    def on_message_complete(self) -> None:
        """End a request; if it was answered before its body had arrived, the connection is idle from now on."""
        super().on_message_complete()
        if self.cycle is not None and self.cycle.response_complete and self.cycle.more_body:
            self.cycle.more_body = False
            self._began_at, self._received = self.loop.time(), 0
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def on_headers_complete(self) -> None:
        """Start the request; one with too many headers is refused instead, and so is one too many in advance."""
        self._in_head = False
        # The size as it was parsed: the end of a head may lie in the same part as its beginning.
        head_bytes = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if len(self.headers) > MAX_HEADERS or head_bytes > MAX_HEAD_BYTES:
            self._refuse(431, _HEAD_TOO_LARGE)
        elif len(self.pipeline) >= MAX_PIPELINED:
            self.transport.close()
        else:
            super().on_headers_complete()
            if self.cycle is not None:
                self.cycle.transport = _AnswerTransport(self, self.cycle)  # type: ignore[assignment]  # uvicorn calls no other method
                self._cycles = [*(cycle for cycle in self._cycles if not cycle.response_complete), self.cycle]
            self._most_bytes = MAX_REQUEST_BYTES + limit_of(self.scope)
            return
        raise ValueError("refused")  # the parser stops here

    # Bounds

    def _is_one_too_many(self) -> bool:
        """Say whether this connection exceeds the bound of the process, or its address the half of it.

        Behind a proxy all connections have its address.
        """
        most = min(settings.MAX_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - RESERVED_FILES)
        if len(self.connections) > most:
            return True
        if settings.TRUST_PROXY or self.client is None or len(self.connections) <= most // 2:
            return False
        clients = (getattr(other, "client", None) for other in self.connections)
        return sum(1 for client in clients if client and client[0] == self.client[0]) > most // 2

    def _check_size(self, count: int) -> None:
        """Refuse a request whose head or whole is too large, after ``count`` more bytes of it were parsed."""
        if self._in_head:
            self._head_bytes += count
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(431, _HEAD_TOO_LARGE)
        elif self._received > self._most_bytes and not (self.cycle is None or self.cycle.response_complete):
            self._refuse(413, gettext_noop("The request is too large."))

    def _check(self) -> None:
        """Disconnect a client that sends too slowly or does not read its answer."""
        moment = self.loop.time()
        self._check_timer = self.loop.call_later(CHECK_SECONDS, self._check)
        unread = self.transport.get_write_buffer_size()
        if unread != self._unread or not unread:
            self._unread, self._unread_since = unread, moment
        elif moment > self._unread_since + UNREAD_SECONDS:
            self.transport.abort()
        if self._is_waiting_for_client() and moment > self._began_at + self._allowed_seconds():
            self._refuse(408, gettext_noop("The request did not arrive in time."))

    def _is_waiting_for_client(self) -> bool:
        """Say whether the rest of a request is missing; an idle connection after a request has uvicorn's timeout."""
        if self._is_refused or self.flow.read_paused or self.timeout_keep_alive_task is not None:
            return False
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    def _allowed_seconds(self) -> float:
        if self.cycle is not None and self.cycle.response_complete and self.cycle.more_body:
            return GRACE_SECONDS  # The rest of a body that was refused, and is not kept.
        return GRACE_SECONDS + self._received / MIN_BYTES_PER_SECOND

    def _refuse(self, status: int, text: str) -> None:
        """Answer with an error and close; only close if the client sent nothing or waits for another answer."""
        if self._is_refused:
            return
        cycle, is_silent = self.cycle, status == 408 and not self._received
        is_answering = cycle is not None and not cycle.response_complete
        # Of a request whose body has arrived, nothing can be wrong: another one follows it.
        is_for_another = is_answering and (cycle.response_started or not cycle.more_body or bool(self.pipeline))
        if is_silent or is_for_another or self.transport.is_closing():
            return self.transport.close()
        if is_answering:
            cycle.disconnected = True  # the application gets no more of the request and sends nothing
            cycle.message_event.set()
        self._write_error(status, text)
        self.linger()

    def linger(self) -> None:
        """Close, but drop for a while what still arrives.

        With unread data, closing would reset the connection, and the client could lose the answer.
        """
        self._is_refused = True
        self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def _write_error(self, status: int, text: str) -> None:
        request_id = request_ids.accept_or_generate("")
        self.logger.info("request %s refused with %s: %s", request_id, status, text)
        if getattr(self, "url", b"").startswith(b"/api/"):
            problem = problem_details.problem_detail(status, _CODES[status], text, request_id)
            kind, body = problem_details.CONTENT_TYPE, json.dumps(problem).encode()
        else:
            page = _page(status, text, _languages_of(self.headers or ()))
            kind, body = "text/html; charset=utf-8", page.encode()
        head = f"content-type: {kind}\r\ncontent-length: {len(body)}\r\nx-request-id: {request_id}\r\n"
        self.transport.write(STATUS_LINE[status] + head.encode() + b"connection: close\r\n\r\n" + body)

    def _stop_checks(self) -> None:
        if self._check_timer is not None:
            self._check_timer.cancel()
            self._check_timer = None


class _AnswerTransport:
    """The transport for the answer to one request: it lingers if the answer ends before the request has arrived."""

    def __init__(self, protocol: BoundedHttpProtocol, cycle: RequestResponseCycle) -> None:
        self._protocol, self._cycle = protocol, cycle
        self.write, self.is_closing = protocol.transport.write, protocol.transport.is_closing

    def close(self) -> None:
        if self._cycle.more_body:
            self._protocol.linger()
        else:
            self._protocol.transport.close()


def _languages_of(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    """Return the language that the headers ask for, chosen as for pages; all languages if they name none.

    What names it may follow what was refused, and a connection is refused before it has sent anything.
    """
    sent = {name: value.decode("latin-1") for name, value in headers}
    if not sent.keys() & {b"accept-language", b"cookie"}:
        return [code for code, _ in settings.LANGUAGES]
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = sent.get(b"accept-language", "")
    request.COOKIES = parse_cookie(sent.get(b"cookie", ""))
    return [translation.get_language_from_request(request)]


def _page(status: int, text: str, codes: list[str]) -> str:
    """Return an error as a page in each of the languages; it needs no template, file or database."""
    parts = []
    for code in codes:
        with translation.override(code):
            heading, sentence = gettext(_HEADINGS[status]), gettext(text)
            parts.append(f'<section lang="{languages.tag()}"><h1>{heading}</h1><p>{sentence}</p></section>')
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{status} · YouTube Analyzer</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark">{"".join(parts)}'
    )
