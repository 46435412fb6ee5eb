"""One analysis through the front door: HTTP POST, then the WebSocket, as any client would."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from rich.console import Console
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from analysis.management import terminal

#: The video that ships with the project and needs no network.
SAMPLE_URL = "https://www.youtube.com/watch?v=sample_talk"
#: Seconds without a frame after which the processes are looked after.
LOOK_SECONDS = 1.0


def answers(url: str) -> bool:
    """Say whether ``url`` answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def run(base: str, url: str, console: Console, look: Callable[[], None]) -> None:
    """Analyse ``url`` by way of the service at ``base`` and print the finding; ``look`` is called while it runs."""
    request = urllib.request.Request(
        f"{base}/api/v1/analysis/",
        data=json.dumps({"youtube_url": url}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            task = json.load(response)
    except urllib.error.HTTPError as error:
        console.print(json.load(error).get("detail", str(error)), style="red", markup=False)
        return
    except OSError as error:
        console.print(f"The first analysis could not be started: {error}", style="red", markup=False)
        return
    console.print(f"Analysing {url}", markup=False)
    try:
        ending = terminal.draw(_frames(base.replace("http", "ws", 1) + task["links"]["websocket"], look), console)
    except (OSError, WebSocketException) as error:
        # The service goes on, and so does the analysis: its page shows it.
        console.print(f"The analysis could not be followed: {error}", style="red", markup=False)
    else:
        console.print()
        terminal.print_ending(ending, console)
    console.print(f"Finding    {base}{task['links']['page']}")


def _frames(address: str, look: Callable[[], None]) -> Iterator[dict[str, Any]]:
    with connect(f"{address}?after=0", max_size=None) as socket:
        while True:
            try:
                frame = json.loads(socket.recv(timeout=LOOK_SECONDS))
            except TimeoutError:
                look()
                continue
            yield frame
            if frame["type"] in {"task_completed", "task_failed", "task_cancelled"}:
                return
