"""Cleans text of a model for display, and rejects text that cannot come from the material."""

import re
import unicodedata

from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.values import clean_text

#: Addresses with and without a scheme, and e-mail addresses.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*?\.[a-z]{2,24}(?![\w-])\S*",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?[a-zA-Z!][^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*(?:\([^()]*\))?[^()]*\)")
#: The text is cut at this many times its allowed length: markup is removed, and the patterns need bounded input.
_CUT_FACTOR = 4
#: Joiners that Persian, Indian scripts and emoji need. Other invisible characters are removed.
_JOINERS = "\u200c\u200d"
#: Letters that two words must share at their start to count as one: "explain" and "explanation".
_STEM_LETTERS = 4


def sanitize(text: str, max_chars: int, source: str) -> str | None:
    """Return ``text`` on one line, without markup and with at most ``max_chars`` characters.

    Return None if nothing is left, or if it contains an address that is not in ``source``: no summary needs one, and
    most injected instructions want one to be shown.
    """
    plain = _MARKUP.sub(" ", _LINK.sub(r"\1", clean_text(text[: _CUT_FACTOR * max_chars])))
    shown = (char for char in plain if char.isspace() or char in _JOINERS or unicodedata.category(char)[0] != "C")
    plain = " ".join("".join(shown).split())
    known = source.casefold()
    for address in _ADDRESS.findall(plain):
        if address.casefold().rstrip(".,;:!?)]}'\"»”") not in known:
            return None
    if len(plain) > max_chars:
        plain = plain[: max_chars - 1].rsplit(" ", 1)[0].rstrip() + "…"
    return plain or None


def shares_word(text: str, source: str, language: str | None) -> bool:
    """Return whether ``text`` and ``source`` share a content word, apart from its ending."""
    ours, theirs = ({word[:_STEM_LETTERS] for word in tokens.content_words(one, language)} for one in (text, source))
    return not ours.isdisjoint(theirs)
