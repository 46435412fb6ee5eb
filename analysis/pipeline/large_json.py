"""Parses JSON of unknown origin and size without blocking other threads.

The standard library's parser in C holds the GIL until it has ended, up to 1.7 s for an object of 1,900,000 keys. Its
parser in Python takes about eight times as long and holds the GIL for at most 0.1 s at a time.
"""

import json
import json.scanner
from typing import Any

#: Brackets and commas up to which the parser in C is used: it then takes less than 0.1 s.
MAX_C_VALUES = 100_000
#: Keys of one object. All of them are entered into a dictionary in one step.
MAX_KEYS = 200_000
#: Digits of an integer: the time that they take grows with their square.
MAX_DIGITS = 100


class TooLarge(ValueError):
    """An object or a number is too large."""


def loads(text: str) -> Any:
    """Return what ``text`` holds, as ``json.loads`` does.

    Raises:
        TooLarge: it holds an object or a number that is too large.
        ValueError: it is not JSON.
        RecursionError: it is nested too deep.
    """
    values = text.count(",") + text.count("[") + text.count("{")
    return (_C_DECODER if values <= MAX_C_VALUES else _PYTHON_DECODER).decode(text)


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise TooLarge(f"a number of over {MAX_DIGITS} digits")
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_KEYS:
        raise TooLarge(f"an object of over {MAX_KEYS:,} keys")
    return dict(pairs)


class _PythonDecoder(json.JSONDecoder):
    """Uses the parser in Python."""

    def __init__(self) -> None:
        super().__init__(parse_int=_integer, object_pairs_hook=_object)
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]  # missing in the stubs


_C_DECODER, _PYTHON_DECODER = json.JSONDecoder(parse_int=_integer), _PythonDecoder()
