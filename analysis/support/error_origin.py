"""Where an error comes from: a library that may raise anything, or our own code."""

import traceback


def comes_from(error: BaseException, *packages: str) -> bool:
    """Return whether ``error`` was raised in one of ``packages``, such as ``redis``, or in what it calls.

    Parsers of redis-py and kombu raise ValueError, TypeError or RecursionError at an answer that is not Redis's. The
    same type from our own code is a bug, which must not be taken for an outage.
    """
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    return any(frame.f_globals.get("__name__", "").partition(".")[0] in packages for frame in frames)
