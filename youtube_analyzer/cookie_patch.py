"""Reads quoted cookies in time that grows with their length, on every Python.

Python before 3.11.10 and 3.12.6 (CVE-2024-7592) needs time that grows with its square: a header of 60 KB with one
cookie full of backslashes took 8 s, for sockets and streams in the event loop, where all other clients waited.
"""

import re
from http import cookies

#: A backslash and what it stands before: three octal digits, or any character.
_ESCAPE = re.compile(r"\\(?:([0-3][0-7][0-7])|(.))")


def unquote(value: str | None) -> str | None:
    """Return the value of a cookie without its quotes and escapes, as the function of ``http.cookies`` does."""
    if value is None or len(value) < 2 or not (value.startswith('"') and value.endswith('"')):
        return value
    return _ESCAPE.sub(lambda escape: chr(int(escape[1], 8)) if escape[1] else escape[2], value[1:-1])


def patch_cookies() -> None:
    """Have Django and channels, which call the function of the standard library, read cookies so."""
    cookies._unquote = unquote  # type: ignore[assignment]  # overloaded in the stubs
