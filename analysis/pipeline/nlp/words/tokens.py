"""Tokenisation into words and sentences, in any script. All patterns take linear time on hostile text."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from analysis.pipeline.nlp.words import arabic, word_lists
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words.function_words import FUNCTION_WORDS
from analysis.pipeline.nlp.words.scripts import LETTERS, UNSPACED, WIDE_ENDS

_TOKEN = re.compile(rf"[{UNSPACED}]++|{LETTERS}(?:['’]{LETTERS})*")
#: Characters of these scripts, and marks that have their own space.
_NO_SPACE_AFTER = re.compile(f"[{UNSPACED}{WIDE_ENDS}]")
_NO_SPACE_BEFORE = re.compile(rf"[{UNSPACED}（「『【《]")
_UNSPACED_RUN = re.compile(rf"[{UNSPACED}]")
#: Elided French and Italian articles and pronouns ("l'eau", "qu'il").
ELISION = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|dell|nell|sull|all|un)'(?=\w{2})", re.IGNORECASE)
#: Japanese function words are in hiragana, most nouns in the other scripts.
_HIRAGANA = re.compile("[\u3041-\u3096\u30fc]+")
#: Thai, Lao, Burmese and Khmer, whose words are longer than the Chinese and Japanese ones.
_SYLLABIC = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
#: Mean length of a word in characters, vowel signs included.
_CHARACTERS_PER_WORD, _SIGNS_PER_WORD = 3.9, 2
_NOT_WORDS = re.compile(r"https?://\S++|www\.\S++")
_ADDRESSES = re.compile(r"https?://\S++|www\.\S++|(?<!\w)@[\w.·-]++")
#: The lookbehind prevents a match attempt at every dot of a long row of dots.
_TERMINATOR = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s|$)|[。！？।॥؟۔｡]++[」』”’）]*+|\n++")
#: What can be part of a match of the above.
_END_CHARS = frozenset(".!?…\"'”’»)]。！？।॥؟۔｡」』）\n")
#: Characters searched for the ends of sentences at once: two milliseconds, in which no other thread can work.
_SEARCHED_CHARS = 50_000
#: Characters of the longest word that can be part of a name or phrase; the longest German compounds have about 80.
MAX_WORD_CHARS = 100
_LAST_WORDS = re.compile(r"(?:(\S+)\s+)?(\w+)\.$")


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, in order; unspaced scripts as pairs of characters."""
    return [token for token, _ in tokens_with_surface(text)]


def tokens_with_surface(text: str) -> Iterator[tuple[str, str]]:
    """Yield each word in lower case and as written."""
    has_unspaced = _UNSPACED_RUN.search(text) is not None
    for run in runs(text):
        if has_unspaced and len(run) > 1 and _UNSPACED_RUN.match(run):
            yield from ((run[start : start + 2],) * 2 for start in range(len(run) - 1))
        else:
            yield run.lower(), run


def runs(text: str) -> Iterator[str]:
    """Yield each word as written; in unspaced scripts each run of characters."""
    for word in _TOKEN.findall(_NOT_WORDS.sub(" ", text) if _may_have_address(text) else text):
        plain = word.replace("’", "'")
        own = ELISION.match(plain) if "'" in plain else None
        yield plain[own.end() :] if own else plain


def without_addresses(text: str) -> str:
    """Return ``text`` without links and handles, with single spaces."""
    plain = _ADDRESSES.sub(" ", text) if "@" in text or _may_have_address(text) else text
    return " ".join(plain.split())


def _may_have_address(text: str) -> bool:
    return "://" in text or "www." in text


def count_words(text: str) -> int:
    """Return the number of words; in scripts without spaces an estimate from the number of characters."""
    count = 0
    for match in _TOKEN.finditer(text):
        run = match.group()
        if _UNSPACED_RUN.match(run):
            characters = _CHARACTERS_PER_WORD if _SYLLABIC.match(run) else _SIGNS_PER_WORD
            count += max(1, round(len(run) / characters))
        else:
            count += 1
    return count


def is_unspaced(text: str) -> bool:
    """Return whether ``text`` begins in a script without spaces between words."""
    return _UNSPACED_RUN.match(text) is not None


def content_words(text: str, language: str | None) -> list[str]:
    """Return the content words: no stop words, numbers or single letters."""
    stops = stop_words(language)
    return [token for token in tokens(text) if is_content(token, stops)]


def is_content(token: str, stops: frozenset[str]) -> bool:
    """Return whether a word is a content word."""
    return (
        len(token) > 1
        and token not in stops
        and not token.replace("_", "").isdigit()
        and not _HIRAGANA.fullmatch(token)
    )


@cache
def stop_words(language: str | None) -> frozenset[str]:
    """Return the stop words of ``language``; the English ones for an unknown language."""
    # Web processes import this module and never need the lists (2 MB).
    import stopwordsiso

    code = languages.base(language) or "en"
    listed = stopwordsiso.stopwords(code) if code in stopwordsiso.langs() else set()
    own = word_lists.SPOKEN_WORDS if code == "en" else frozenset()
    stops = frozenset(word.lower() for word in listed) | own | function_words(code) | word_lists.VIDEO_WORDS
    if code == "ar":
        stops = stops.union(map(arabic.fold, stops), map(arabic.without_hamza, stops))
    return stops


def function_words(code: str | None) -> frozenset[str]:
    """Return the project's own function words of a language code."""
    return FUNCTION_WORDS.get(code or "", frozenset())


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence, by punctuation; no span is blank."""
    ends = [match.end() for match in _terminators(text) if _is_sentence_end(text, match)]
    spans = []
    for start, end in pairwise([0, *ends, len(text)]):
        piece = text[start:end]
        if stripped := piece.strip():
            start += len(piece) - len(piece.lstrip())
            spans.append((start, start + len(stripped)))
    return spans


def _terminators(text: str) -> Iterator[re.Match[str]]:
    start = 0
    while start < len(text):
        stop = min(start + _SEARCHED_CHARS, len(text))
        # No match goes beyond a character that is part of none.
        while stop < len(text) and text[stop - 1] in _END_CHARS:
            stop += 1
        yield from _TERMINATOR.finditer(text, start, stop)
        start = stop


def _is_sentence_end(text: str, match: re.Match[str]) -> bool:
    if match.group() != ".":
        return True
    last = _LAST_WORDS.search(text[max(0, match.end() - 40) : match.end()])
    before, word = (last.group(1) or "", last.group(2)) if last else ("", "")
    # A letter with a full stop is an initial, as in "J. R. Smith", unlike "plan B.".
    in_mid_sentence = before[:1].islower() and before[-1:] not in ".!?"
    is_initial = len(word) == 1 and word.isupper() and word != "I" and not in_mid_sentence
    following = text[match.end() : match.end() + 2].strip()
    return not (word.lower() in word_lists.ABBREVIATIONS or following.islower() or is_initial)


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``, by punctuation."""
    return [text[start:end] for start, end in sentence_spans(text)]


def ends_with_terminator(text: str) -> bool:
    """Return whether ``text`` ends with a sentence terminator."""
    return bool(re.search(r"[.!?…。！？।॥؟۔][\"'”’»)\]」』）]*$", text[-12:].rstrip()))


def joiner(before: str, after: str) -> str:
    """Return the separator of two pieces of one text: none if their script has no spaces."""
    if before and after and _NO_SPACE_AFTER.match(before[-1]) and _NO_SPACE_BEFORE.match(after[0]):
        return ""
    return " "
