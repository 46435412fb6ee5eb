"""Characters of which words are made, and marks beside them; imports nothing, so that a web process can use it."""

#: Scripts without spaces between words; runs of them are split into overlapping pairs of characters.
UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Chinese characters
    "\U00020000-\U0003134f"
)
#: Languages written in them.
UNSPACED_LANGUAGES = frozenset({"zh", "yue", "ja", "th", "lo", "my", "km"})
#: Marks of East Asian scripts that end something and have their own space.
WIDE_ENDS = "、。，．！？；：）」』】》"
#: Vowel signs and accents, which are parts of words although Python's ``\w`` excludes them.
MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0900-\u0963\u0966-\u0dff\u200c"
)
#: One letter, digit or vowel sign of a spaced script, as a pattern.
LETTER = rf"(?:(?![{UNSPACED}])[\w{MARKS}])"
#: A word of them, as an atomic group.
LETTERS = rf"(?>{LETTER}+)"
