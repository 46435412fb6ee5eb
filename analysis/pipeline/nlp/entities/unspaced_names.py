"""Names in scripts without spaces between words: known names, and Chinese names by their form."""

import re
from collections.abc import Iterator, Sequence, Set

from analysis.pipeline.nlp.entities import chinese_names, transliterated_names
from analysis.pipeline.nlp.words import scripts, unspaced

#: Foreign names in Japanese have a point between first name and surname; lists of words have one too.
_FOREIGN = re.compile(r"([\u30a1-\u30fa\u30fc]{2,12})(?:[・＝][\u30a1-\u30fa\u30fc]{2,14}){1,3}")
_JAPANESE_TITLE = "さん|さま|くん|ちゃん|氏|先生|首相|大統領|総理|大臣|社長|会長|監督|選手|教授|博士"
_TITLED = re.compile(rf"([\u3400-\u9fff]{{2,5}})(?={_JAPANESE_TITLE})")
_RUN = re.compile(rf"[{scripts.UNSPACED}]++")
#: Most pieces of a name.
_MOST_PIECES = 5
#: Shorter names in scripts that are not split into words are parts of other words.
_SHORTEST_SURE = 6


def find(text: str, code: str | None, known: Set[str]) -> Iterator[tuple[int, int, str | None]]:
    """Yield start, end and entity type of the names in the unspaced runs of ``text``.

    Only Chinese names that are not in ``known`` have a type. A katakana name is a whole run. Thai, Lao, Khmer and
    Burmese names must be long: a short one is part of too many words ("Rome" of "hotel").
    """
    if code == "ja":
        people = list(_japanese_people(text, known))
        yield from people
        for start, end, _ in people:  # their parts are no names by themselves
            text = text[:start] + " " * (end - start) + text[end:]
    for run in _RUN.finditer(text):
        pieces: list[tuple[str, str | None]]
        if unspaced.is_chinese(run.group(), code):
            tagged = unspaced.tagged_chinese(run.group())
            pieces = [(word, chinese_names.entity_type(word, tag)) for word, tag in tagged]
        elif unspaced.HAN.match(run.group()) or unspaced.KANA.search(run.group()):
            pieces = [(match.group(), None) for match in unspaced.JAPANESE_PIECES.finditer(run.group())]
        else:
            long_names = (name for name in known if len(name) >= _SHORTEST_SURE and name in run.group())
            pieces = list(_pieces_around(run.group(), sorted(long_names, key=lambda name: (-len(name), name))))
        yield from _names_of(pieces, run.start(), known)


def _japanese_people(text: str, known: Set[str]) -> Iterator[tuple[int, int, str]]:
    """Yield foreign full names that begin with a first name, and listed names and surnames before a title."""
    for match in _FOREIGN.finditer(text):
        if match[1] in transliterated_names.KATAKANA_FIRST_NAMES:
            yield match.start(), match.end(), "person"
    for match in _TITLED.finditer(text):
        if match[1] in known or match[1] in transliterated_names.JAPANESE_SURNAMES:
            yield match.start(), match.end(1), "person"


def _pieces_around(text: str, names: Sequence[str]) -> Iterator[tuple[str, None]]:
    """Yield the pieces of ``text``: each of ``names`` (the longest first) and what is between them."""
    pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")
    end = 0
    for match in pattern.finditer(text):
        yield from ((piece, None) for piece in (text[end : match.start()], match.group()) if piece)
        end = match.end()
    if text[end:]:
        yield text[end:], None


def _names_of(
    pieces: Sequence[tuple[str, str | None]], start: int, known: Set[str]
) -> Iterator[tuple[int, int, str | None]]:
    """Yield the longest joined pieces that are a known name, else each piece that has an entity type."""
    index = 0
    while index < len(pieces):
        size = next(
            (
                size
                for size in range(min(_MOST_PIECES, len(pieces) - index), 0, -1)
                if "".join(piece for piece, _ in pieces[index : index + size]) in known
            ),
            0,
        )
        length = sum(len(piece) for piece, _ in pieces[index : index + max(1, size)])
        if size or pieces[index][1]:
            yield start, start + length, None if size else pieces[index][1]
        start += length
        index += max(1, size)
