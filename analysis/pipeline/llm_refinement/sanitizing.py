"""What a model wrote, made fit to be shown; what cannot come from the material is refused."""

import re
import unicodedata

from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.values import clean_text

#: Addresses with and without a scheme, and of mail.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*?\.[a-z]{2,24}(?![\w-])\S*",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?[a-zA-Z!][^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*(?:\([^()]*\))?[^()]*\)")
#: Times the longest text that are looked at: markup may fall out, and the patterns must not meet text without end.
_SLACK = 4
#: Joiners that Persian, Indian scripts and emoji need; other invisible characters only mislead.
_JOINERS = "\u200c\u200d"
#: Letters by which two words count as one: "explain" and "explanation".
_STEM = 4


def fit(text: str, longest: int, source: str) -> str | None:
    """Return ``text`` on one line, without markup and of at most ``longest`` characters.

    None where nothing is left, or where it holds an address that does not stand in ``source``: no summary needs one,
    and an injected instruction mostly wants one shown.
    """
    plain = _MARKUP.sub(" ", _LINK.sub(r"\1", clean_text(text[: _SLACK * longest])))
    plain = " ".join("".join(character for character in plain if _is_shown(character)).split())
    known = source.casefold()
    if any(_bare(address) not in known for address in _ADDRESS.findall(plain)):
        return None
    if len(plain) > longest:
        plain = plain[: longest - 1].rsplit(" ", 1)[0].rstrip() + "…"
    return plain or None


def _is_shown(character: str) -> bool:
    return character.isspace() or character in _JOINERS or unicodedata.category(character)[0] != "C"


def _bare(address: str) -> str:
    return address.casefold().rstrip(".,;:!?)]}'\"»”")


def shares_a_word(text: str, source: str, language: str | None) -> bool:
    """Say whether a word of ``text`` that carries meaning stands in ``source``, endings aside."""
    return not _stems(text, language).isdisjoint(_stems(source, language))


def _stems(text: str, language: str | None) -> set[str]:
    return {word[:_STEM] for word in tokens.content_words(text, language)}
