"""Function words by language: the words of any subject, which name nothing.

They complete the lists of ``stopwordsiso``, which lack many pronouns, conjunctions, adverbs and common verbs of spoken
language. They are never a name, a topic or a keyword by themselves. ``function_words.txt`` has the words of each
language below its code in brackets.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from analysis.pipeline.nlp.words.word_lists import word_set

_SECTION = re.compile(r"^\[(\w+)\]$([^\[]*)", re.MULTILINE)

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    code: word_set(listed)
    for code, listed in _SECTION.findall(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8"))
}
