"""Cues in two languages: the language of the track stays.

Captions of Chinese videos often show a Chinese and an English line in each cue.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise

from babel.core import get_global

from analysis.pipeline.captions.cues import Cue
from analysis.pipeline.nlp.words import language as languages

#: Share of the moments that show both languages. Talk that mixes languages has both in one line, or in few cues.
_BOTH_SHARE = 0.6
_FEWEST_MOMENTS = 3
#: Letters of each half, and confidence of its language, from which two languages in one script are distinguished.
_FEWEST_LETTERS, _CONFIDENCE = 120, 0.85
_SAMPLE = 20_000
#: Words in Latin of a line that can be a language of its own, and what stands between two languages.
_FEWEST_WORDS = 2
_BETWEEN = ' \t/|(（["“‘-–—'
#: Letters in Latin, and letters in another script; U+024F ends the Latin blocks.
_LATIN, _OTHER = re.compile("[A-Za-z]"), re.compile(r"[^\W\d_\x00-\u024f]")
#: First words of the Unicode names of letters, by ISO 15924 code of the script.
_NAMES = {
    "Hans": {"CJK"}, "Hant": {"CJK"}, "Jpan": {"CJK", "HIRAGANA", "KATAKANA"}, "Kore": {"HANGUL", "CJK"},
    "Latn": {"LATIN", "FULLWIDTH"}, "Cyrl": {"CYRILLIC"}, "Arab": {"ARABIC"}, "Deva": {"DEVANAGARI"},
    "Grek": {"GREEK"}, "Hebr": {"HEBREW"}, "Thai": {"THAI"}, "Beng": {"BENGALI"}, "Taml": {"TAMIL"},
    "Telu": {"TELUGU"}, "Geor": {"GEORGIAN"}, "Armn": {"ARMENIAN"}, "Khmr": {"KHMER"}, "Laoo": {"LAO"},
    "Mymr": {"MYANMAR"}, "Knda": {"KANNADA"}, "Mlym": {"MALAYALAM"}, "Gujr": {"GUJARATI"}, "Guru": {"GURMUKHI"},
    "Sinh": {"SINHALA"}, "Ethi": {"ETHIOPIC"},
}  # fmt: skip


def keep_language(cues: Sequence[Cue], language: str) -> list[Cue]:
    """Return the cues without the lines of a second language; all lines if the cues have one language.

    ``language`` is the BCP 47 tag of the track. Cues are ordered by start.
    """
    moments = [list(group) for _, group in groupby(cues, key=lambda cue: (round(cue.start, 2), round(cue.end, 2)))]
    lines = [[line for cue in moment for line in cue.lines] for moment in moments]
    lines = [moment for moment in lines if moment]
    if len(lines) < _FEWEST_MOMENTS:
        return list(cues)
    own = _NAMES.get(_script_of(language), {"LATIN"})
    split = [[part for line in moment for part in _split(line)] for moment in lines]
    for scripts in (
        (own - {"CJK"}, own) if "HIRAGANA" in own else (own,)
    ):  # beside Japanese, Chinese is another language
        if sum(_holds_both(moment, scripts) for moment in split) >= _BOTH_SHARE * len(lines):
            return [_kept(cue, scripts) for cue in cues]
    half = _half_in(language, lines)
    if half is None:
        return list(cues)
    return [cue for moment in moments for cue in _halved(moment, half)]


def _kept(cue: Cue, own: set[str]) -> Cue:
    return replace(cue, lines=tuple(part for line in cue.lines for part in _split(line) if _script(part) in own))


def _split(line: str) -> list[str]:
    """Return the parts of a line that holds a text in another script and one of two or more words in Latin."""
    if not _OTHER.search(line) or not _LATIN.search(line):
        return [line]
    letters = [(place, _script_of_letter(char) == "LATIN") for place, char in enumerate(line) if char.isalpha()]
    changes = [place for (_, before), (place, after) in pairwise(letters) if before != after]
    if len(changes) != 1:
        return [line]
    parts = [line[: changes[0]].rstrip(_BETWEEN), line[changes[0] :].strip(_BETWEEN)]
    latin = parts[0 if letters[0][1] else 1]
    return parts if len(latin.split()) >= _FEWEST_WORDS else [line]


def _script_of(language: str) -> str:
    tag = language.replace("-", "_")
    written = get_global("likely_subtags").get(tag) or get_global("likely_subtags").get(tag.split("_")[0], "")
    return next((part.title() for part in [*tag.split("_")[1:], *written.split("_")] if len(part) == 4), "Latn")


@cache
def _script_of_letter(letter: str) -> str:
    return unicodedata.name(letter, "?").split(" ", 1)[0].split("-", 1)[0]


def _script(line: str) -> str | None:
    """Return the script of a line: the one that is not Latin if it has one ("用 Python"), None without letters."""
    scripts = Counter(_script_of_letter(letter) for letter in line if letter.isalpha())
    if scripts["HIRAGANA"] or scripts["KATAKANA"]:
        return "HIRAGANA"  # Japanese, however many Chinese characters it has
    others = [script for script, _ in scripts.most_common() if script != "LATIN"]
    return others[0] if others else ("LATIN" if scripts else None)


def _holds_both(lines: Sequence[str], own: set[str]) -> bool:
    scripts = {script for script in map(_script, lines) if script}
    return bool(scripts & own) and bool(scripts - own)


def _half_in(language: str, lines: Sequence[Sequence[str]]) -> int | None:
    """Return which half of the lines of each moment is in ``language``, 0 or 1, if the other is in another one."""
    even = [moment for moment in lines if len(moment) % 2 == 0]
    if len(even) < _BOTH_SHARE * len(lines):
        return None
    halves = [
        " ".join(line for moment in even for line in moment[: len(moment) // 2])[:_SAMPLE],
        " ".join(line for moment in even for line in moment[len(moment) // 2 :])[:_SAMPLE],
    ]
    if min(sum(map(str.isalpha, half)) for half in halves) < _FEWEST_LETTERS:
        return None
    found = [languages.detect(half) for half in halves]
    if min(detection.confidence for detection in found) < _CONFIDENCE or found[0].language == found[1].language:
        return None
    spoken = [detection.language for detection in found]
    base = languages.base(language)
    return spoken.index(base) if base in spoken else None


def _halved(moment: Sequence[Cue], half: int) -> list[Cue]:
    """Return one cue with that half of the lines; all cues if they have an odd number of lines."""
    lines = [line for cue in moment for line in cue.lines]
    if not lines or len(lines) % 2:
        return list(moment)
    middle = len(lines) // 2
    return [Cue(moment[0].start, moment[0].end, tuple(lines[middle:] if half else lines[:middle]))]
