"""Patterns of many alternatives in many languages, searched faster than as one regular expression."""

import re

#: An escape, a class of characters, or a sign of structure.
_ELEMENT = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]")
_ESCAPE_OR_CLASS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]")
#: Letters of a script other than Latin.
_OTHER_LETTER = re.compile("[^\\W\u0000-\u036f]")
_LATIN_LETTER = re.compile("[A-Za-z\u00aa-\u024f]")


class Alternatives:
    r"""The alternatives of one regular expression, sorted so that most of them need no attempt.

    Those in other scripts are tried only on a text in such a script. Those that begin with ``\b`` are put together:
    ``re`` then tries them only where a word begins or ends.
    """

    def __init__(self, pattern: str) -> None:
        """Sort the alternatives of ``pattern``, which must have no numbered references to its groups."""
        words: list[str] = []
        others: list[str] = []
        rest: list[str] = []
        for branch in _split(pattern):
            if _is_in_other_script(branch):
                others.append(branch)
            else:
                (words if branch.startswith(r"\b") else rest).append(branch)
        self._anywhere = [re.compile("|".join(branches)) for branches in (words, rest) if branches]
        self._in_other_scripts = re.compile("|".join(others)) if others else None

    def occur_in(self, text: str) -> bool:
        """Return whether one of the alternatives is found in ``text``."""
        # A generator expression would take as long as the search itself.
        for pattern in self._anywhere:
            if pattern.search(text):
                return True
        others = self._in_other_scripts
        return others is not None and _OTHER_LETTER.search(text) is not None and others.search(text) is not None


def _split(pattern: str) -> list[str]:
    """Return the alternatives outside of any group."""
    branches, start, depth = [], 0, 0
    for element in _ELEMENT.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(element[0], 0)
        if element[0] == "|" and depth == 0:
            branches.append(pattern[start : element.start()])
            start = element.end()
    return [*branches, pattern[start:]]


def _is_in_other_script(branch: str) -> bool:
    """Return whether ``branch`` names letters, and Latin ones neither by themselves nor in a class."""
    classes = "".join(found for found in _ESCAPE_OR_CLASS.findall(branch) if found.startswith("["))
    named = _ESCAPE_OR_CLASS.sub("", branch)
    return _OTHER_LETTER.search(named) is not None and not _LATIN_LETTER.search(named + re.sub(r"\\.", "", classes))
