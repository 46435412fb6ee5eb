"""Normalised texts for the spam rules: one form of each letter, whatever disguise it has."""

import re
import unicodedata

from analysis.pipeline.values import unescape

_TAG = re.compile(r"<(?:/?(?:a|b|i|br|s)\b)[^<>]{0,500}>", re.IGNORECASE)
#: Zero-width characters, direction marks, variation selectors, the keycap of emoji, the byte order mark.
_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff]")
#: Combining marks that are left where Unicode has no composed letter ("z\u0351algo").
_STACKED = re.compile("[\u0300-\u036f]+")
#: "w.h.a.t.s", "s u b", "t🔥e🔥l": single letters, all separated by the same one or two characters.
_SPACED_OUT = re.compile(r"(?<!\w)[^\W_](?:([^\w]{1,2}|_)[^\W_])(?:\1[^\W_]){1,24}(?!\w)")
_WORD = re.compile(r"\w+")

#: Letters of other scripts that look like Latin ones; replaced in words that mix scripts.
_LOOK_ALIKE = str.maketrans(
    "авекмнорстухіјѕԁԛԝһʏɡοαεικνρτυχςɩ",
    "abekmhopctyxijsdqwhygoaeikvptuxsi",
)
#: The other way round, for a Cyrillic word with Latin letters in it ("тeлегрaм").
_CYRILLIC_LOOK_ALIKE = str.maketrans("abekmhopctyxi", "авекмнорстухі")
_LATIN = re.compile("[a-z]")
_FOREIGN_LETTER = re.compile("[\u0370-\u03ff\u0400-\u052f\u0250-\u02af]")


def _disguised_letters() -> dict[int, str]:
    """Return letters that NFKC does not make plain: small capitals, enclosed and flag letters, digits, accents."""
    table = {
        ord(char): plain for char, plain in zip("ᴀʙᴄᴅᴇꜰғɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdeffghijklmnopqrstuvwyz", strict=True)
    }
    for first in (0x1F150, 0x1F170, 0x1F1E6):
        table.update({first + place: chr(ord("a") + place) for place in range(26)})
    for start, stop in ((0x0660, 0x066A), (0x06F0, 0x06FA), (0x0966, 0x0970), (0x24EA, 0x2500), (0x2776, 0x2794)):
        digits = {code: unicodedata.digit(chr(code), None) for code in range(start, stop)}
        table.update((code, str(digit)) for code, digit in digits.items() if digit is not None)
    # Latin letters with accents: many people omit them, and spam adds them at random.
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFKD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base.lower()
    table.update({ord("ı"): "i", ord("ø"): "o", ord("ł"): "l", ord("đ"): "d"})
    return table


_DISGUISED = _disguised_letters()
_SIGNS = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Return ``text`` in lower case, without HTML, accents and invisible characters, in plain letters, single-spaced.

    "ｗｈａｔｓ\u200bａｐｐ", "𝐰𝐡𝐚𝐭𝐬𝐚𝐩𝐩", "W.h.a.t.s.A.p.p" and "whаtsаpp" with Cyrillic letters all become "whatsapp".
    """
    folded = text
    if "&" in text or "<" in text:
        folded = unescape(_TAG.sub(" ", text))
    folded = _INVISIBLE.sub("", folded)
    if not folded.isascii():
        folded = _STACKED.sub("", unicodedata.normalize("NFKC", folded)).translate(_DISGUISED)
    folded = folded.lower()
    if _FOREIGN_LETTER.search(folded) and _LATIN.search(folded):
        folded = _WORD.sub(lambda found: _in_one_script(found[0]), folded)
    folded = " ".join(folded.split())
    return _SPACED_OUT.sub(lambda found: found[0].replace(found[1], ""), folded)


def _in_one_script(word: str) -> str:
    if not (_LATIN.search(word) and _FOREIGN_LETTER.search(word)):
        return word
    latin = word.translate(_LOOK_ALIKE)
    # If a letter is left that looks like no Latin one, the word is not a disguised Latin word.
    return word.translate(_CYRILLIC_LOOK_ALIKE) if _FOREIGN_LETTER.search(latin) else latin


def alphanumeric(text: str) -> str:
    """Return only the letters and digits of a normalised text, as a key for comparing copies."""
    return _SIGNS.sub("", text)
