"""Requests that come at one moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from django.test import Client


def at_once(requests: list[Callable[[Client], Any]]) -> list[Any]:
    """Send the requests from a thread each, all at one moment; return the answers in their order."""
    start = threading.Barrier(len(requests))

    def send(request: Callable[[Client], Any]) -> Any:
        start.wait(30)
        try:
            return request(Client())
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))
