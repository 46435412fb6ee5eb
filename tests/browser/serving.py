"""The pages, served by a uvicorn process of their own from the database of this one."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

from tests.support import waiting

#: The browser, None where none is installed.
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
COMMAND = [sys.executable, "-m", "uvicorn", "youtube_analyzer.asgi:application", "--lifespan", "off"]


@contextmanager
def served_pages() -> Iterator[str]:
    """Serve on a free port and yield the address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number = listener.fileno()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = subprocess.Popen(
            [*COMMAND, "--fd", str(number), "--log-level", "warning", "--timeout-graceful-shutdown", "1"],
            env=os.environ | {"DATABASE_URL": database_url()},
            pass_fds=[number],
        )
        try:
            waiting.until(lambda: _answers(f"{address}/livez"))
            yield address
        finally:
            server.terminate()
            server.wait(timeout=60)


def database_url() -> str:
    """Return the address of the database that this process uses; tests have one of their own."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=60).close()
    except OSError:
        return False
    return True


def note_problems(page, is_problem=lambda line: line.type in ("error", "warning")):
    """Return a list to which the page's errors are added, and the lines of its console that are a problem."""
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if is_problem(line) else None)
    return problems


def player_of(page):
    """Return the frame of the player once it has loaded: its element is there before the frame has an address."""
    frame = page.wait_for_selector("iframe").content_frame()
    frame.wait_for_url("https://www.youtube-nocookie.com/**")
    return frame
