"""Quotations: words that a commenter repeats from the video and does not say; sentences that hold half of one."""

import re

#: A passage in quotation marks of any script, on one line. Straight and German marks begin after no letter.
_QUOTED = re.compile(
    r"“[^“”\n]{1,300}”|„[^„“”\n]{1,300}[“”]|«[^«»\n]{1,300}»|「[^「」\n]{1,300}」|『[^『』\n]{1,300}』"
    r"|(?<![\w\"])\"[^\"\n]{1,300}\"(?!\w)"
)
_WORD = re.compile(r"[\w'’-]+")
#: Shorter quotations are names, terms and words at issue: "its", not "it's".
_MIN_WORDS = 3
#: Characters that stand for a word where a script has no spaces.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_CHARS_OF_A_WORD = 2
_MARKS = frozenset('"“„«「『')

#: Marks that pair with each other in some language: „ “ and “ ” and ” ”, also « » and » «.
_FAMILIES = ('"“”„', "«»", "「」", "『』")
_INCHES = re.compile(r'(?<=\d)"')


def without_quotations(text: str) -> str:
    """Return ``text`` without what it quotes, three words or more at a time."""
    if _MARKS.isdisjoint(text):
        return text
    return _QUOTED.sub(lambda found: found[0] if _count_words(found[0]) < _MIN_WORDS else " ", text)


def is_cut(text: str) -> bool:
    """Return whether a quotation begins before ``text`` or ends after it: one of its marks is alone."""
    marked = _INCHES.sub("", text) if text.count('"') % 2 else text
    return any(sum(map(marked.count, family)) % 2 for family in _FAMILIES)


def _count_words(text: str) -> int:
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text) if unspaced else text)) + unspaced // _CHARS_OF_A_WORD
