"""Runs one analysis over the public API, as any client would: HTTP POST, then the WebSocket."""

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from rich.console import Console
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from analysis.management import terminal

logger = logging.getLogger(__name__)

#: The sample video that ships with the project and needs no network.
SAMPLE_URL = "https://www.youtube.com/watch?v=sample_talk"
#: Seconds without a frame after which ``on_poll`` is called.
POLL_INTERVAL_SECONDS = 1.0


def is_up(url: str) -> bool:
    """Return whether ``url`` responds with 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 (our own server)
            return bool(response.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def run(base: str, url: str, console: Console, on_poll: Callable[[], None], password: str | None = None) -> None:
    """Analyse ``url`` with the service at ``base`` and print the result; ``on_poll`` is called while it runs.

    ``password`` is that of the user ``admin``, or None if the service requires no login.
    """
    login: dict[str, str] = {}
    try:
        if password:
            credentials = {"username": "admin", "password": password, "name": "make run"}
            login = {"Authorization": f"Bearer {_post(f'{base}/api/v1/auth/login', credentials, {})['token']}"}
        _analyse(base, url, console, on_poll, login)
    except urllib.error.HTTPError as error:
        console.print(json.load(error).get("detail", str(error)), style="red", markup=False)
    except OSError as error:
        console.print(
            f"The first analysis could not be started ({error.strerror or 'no connection'}). Check the logs.",
            style="red",
            markup=False,
        )
    finally:
        if login:
            with suppress(OSError):  # The token expires anyway.
                _post(f"{base}/api/v1/auth/logout", {}, login)


def _analyse(base: str, url: str, console: Console, on_poll: Callable[[], None], login: dict[str, str]) -> None:
    task = _post(f"{base}/api/v1/analysis/", {"youtube_url": url}, login)
    console.print(f"Analysing {url}", markup=False)
    try:
        address = base.replace("http", "ws", 1) + task["links"]["websocket"]
        ending = terminal.draw(_frames(address, login, on_poll), console)
    except (OSError, WebSocketException) as error:
        # The service and the analysis continue.
        logger.debug("lost the WebSocket", exc_info=error)
        console.print(
            "The connection was lost. The analysis continues; its page shows the progress.", style="red", markup=False
        )
    else:
        console.print()
        terminal.print_ending(ending, console)
    console.print(f"Analysis   {base}{task['links']['page']}")


def _post(address: str, body: dict[str, Any], login: dict[str, str]) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | login
    request = urllib.request.Request(address, data=json.dumps(body).encode(), headers=headers)  # noqa: S310 (our own server)
    with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310 (as above)
        answer: dict[str, Any] = json.loads(response.read() or "{}")
    return answer


def _frames(address: str, login: dict[str, str], on_poll: Callable[[], None]) -> Iterator[dict[str, Any]]:
    with connect(f"{address}?after=0", max_size=None, additional_headers=login) as socket:
        while True:
            try:
                frame = json.loads(socket.recv(timeout=POLL_INTERVAL_SECONDS))
            except TimeoutError:
                on_poll()
                continue
            yield frame
            if frame.get("terminal"):
                return
