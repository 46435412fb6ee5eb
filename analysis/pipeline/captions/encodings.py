"""The encoding of a file that does not state it."""

import codecs
import re
import string
from operator import itemgetter

from charset_normalizer import from_bytes

from analysis.pipeline.nlp.words import language as languages

#: The longer mark first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Encodings before UTF-8 by language, the most frequent first, as charset-normalizer names them.
_WESTERN = ("cp1252", "mac_roman", "cp850")
_CENTRAL, _CYRILLIC = ("cp1250", "iso8859_2", "cp852"), ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")
_LEGACY = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"), _CENTRAL),
    **dict.fromkeys(("ru", "bg", "be", "sr", "mk"), _CYRILLIC),
    **dict.fromkeys(("ar", "fa", "ur"), ("cp1256", "iso8859_6")),
    **dict.fromkeys(("et", "lv", "lt"), ("cp1257", "iso8859_13")),
    "uk": ("cp1251", "koi8_u", "cp866"), "el": ("cp1253", "iso8859_7"), "tr": ("cp1254", "iso8859_9"),
    "he": ("cp1255", "iso8859_8"), "vi": ("cp1258",), "th": ("cp874", "tis_620"), "ko": ("cp949", "euc_kr"),
    "ja": ("cp932", "shift_jis", "euc_jp"), "zh": ("gb18030", "gbk", "big5"),
}  # fmt: skip
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
#: Letters beyond ASCII by language, in lower case: several encodings read a text without an error, one as words.
_LETTERS = {
    "cs": "áčďéěíňóřšťúůýž", "da": "æøå", "de": "äöüß", "es": "áéíñóúüº¿¡", "et": "äõöüšž", "fi": "äöå",
    "fr": "àâæçéèêëîïôœùûüÿ", "hr": "čćđšž", "hu": "áéíóöőúüű", "it": "àèéìòóù", "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž", "nl": "éëïóöüè", "no": "æøå", "pl": "ąćęłńóśźż", "pt": "áâãàçéêíóôõúü", "ro": "ăâîșşțţ",
    "sk": "áäčďéíĺľňóôŕšťúýž", "sl": "čšž", "sv": "äöåé", "tr": "âçğıîöşüû",
    "ru": _RUSSIAN + "ё", "bg": _RUSSIAN, "uk": _RUSSIAN + "іїєґ", "be": _RUSSIAN + "ёіў",
    "sr": _RUSSIAN + "ђјљњћџčćđšž", "mk": _RUSSIAN + "ѓѕјљњќџ",
}  # fmt: skip
#: Scripts by language, as ranges of a regular expression: sets of their characters would take megabytes.
_SCRIPTS = {
    "el": "\u0370-\u03ff", "he": "\u0591-\u05f4", "ar": "\u060c-\u066f", "th": "\u0e01-\u0e5b",
    "ko": "\u3131-\u318e\uac00-\ud7a3\u3000-\u3011\uff01-\uff5e", "ja": "\u3000-\u30ff\u4e00-\u9fa0\uff01-\uff5e",
}  # fmt: skip
#: Marks beyond ASCII that any language has.
_MARKS_OF_ALL = "‘’“”„«»…–—°€£§"
#: A character that is no letter of the language, by language.
_UNLIKELY = {
    language: re.compile(f"[^{letters}{_MARKS_OF_ALL}]") for language, letters in {**_LETTERS, **_SCRIPTS}.items()
}
#: Those in Latin letters; where several read a text equally well, the first decides.
_IN_LATIN = sorted(
    (language for language, letters in _LETTERS.items() if "б" not in letters),
    key=lambda language: language in _LEGACY,
)
#: A capital after a small letter.
_SWAPPED = re.compile(r"[a-zß-öø-ÿа-џ](?=[À-ÖØ-ÞА-ЯЀ-Џ])")
#: Share of the characters beyond ASCII that may be unlikely where the letters of a language decide.
_MOST_UNLIKELY = 0.1
_ASCII_LETTERS = frozenset(string.ascii_letters.encode())
#: Bytes that the encoding is recognised from.
_SAMPLE = 65_536
#: An encoding of the language is preferred to one that reads this little better, as the share of unlikely characters.
_DIFFERENCE = 0.08


def decode(content: bytes, language: str | None = None) -> str:
    """Return ``content`` as text: UTF-8, UTF-16, UTF-32, or a legacy encoding of ``language`` (BCP 47) or of any other.

    Damaged UTF-8 stays UTF-8, with U+FFFD for what cannot be read.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    try:
        if b"\x1b$" in content[:_SAMPLE]:  # the escapes of ISO 2022, all of whose bytes are ASCII
            return content.decode("iso2022_jp_ext")
        return content.decode("utf-8") if b"\0" not in content[:_SAMPLE] else _decode_wide(content)
    except UnicodeDecodeError:
        pass
    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if damaged < (len(text) - len(text.encode("ascii", "ignore"))) / 2:
        return text
    return content.decode(_legacy_encoding(content[:_SAMPLE], language), "replace")


def _decode_wide(content: bytes) -> str:
    """Decode UTF-16 without a mark: in most scripts every other byte of line ends and digits is zero."""
    even, odd = content[:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0)
    if max(even, odd) < len(content[:_SAMPLE]) / 20:
        return content.decode("utf-8")
    return content.decode("utf-16-le" if odd > even else "utf-16-be", "replace")


def _legacy_encoding(sample: bytes, language: str | None) -> str:
    """Return the encoding of the language that reads best, or any other that reads far better."""
    base = languages.base(language) or ""
    own = _LEGACY.get(base, _WESTERN)
    named = [base] if base in _UNLIKELY else []
    is_latin = sum(byte in _ASCII_LETTERS for byte in sample) > sum(byte > 0x7F for byte in sample)
    for candidates in (named, _IN_LATIN if is_latin else []):
        read = [
            (_unlikely_share(sample, encoding, each), encoding)
            for each in candidates
            for encoding in _LEGACY.get(each, _WESTERN)
        ]
        unlikely, encoding = min(read, key=itemgetter(0), default=(1.0, ""))
        if unlikely <= _MOST_UNLIKELY:
            return encoding
    matches = from_bytes(sample)
    best = matches.best()
    readable = [
        (match.chaos, place, encoding)
        for match in matches
        for place, encoding in enumerate(own)
        if encoding in {match.encoding, *match.could_be_from_charset}
    ]
    if best is None or (readable and min(readable)[0] <= best.chaos + _DIFFERENCE):
        return min(readable)[2] if readable else own[0]
    return best.encoding


def _unlikely_share(sample: bytes, encoding: str, language: str) -> float:
    """Return the share of the characters beyond ASCII that are no letters of the language, or capitals in a word."""
    text = sample.decode(encoding, "replace")
    beyond = "".join(char for char in text if ord(char) > 0x7F)
    unlikely = len(_UNLIKELY[language].findall(beyond.lower())) + len(_SWAPPED.findall(text))
    return unlikely / max(1, len(beyond))
