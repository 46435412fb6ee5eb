"""Names found by capital letters, in captions that use both cases."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.pipeline.nlp.entities import gazetteer
from analysis.pipeline.nlp.words import tokens, word_classes
from analysis.pipeline.nlp.words.word_lists import INTERJECTIONS, word_set

#: Bounds of the share of lower-case words in a text that uses both cases.
_FEWEST_LOWER, _MOST_LOWER = 0.4, 0.995

_WORD = re.compile(r"[^\W\d_][\w'’.&-]*")
_LINKS = frozenset(
    {"of", "de", "del", "da", "do", "dos", "du", "van", "von", "der", "den", "la", "le", "al", "bin", "ibn", "&"}
)
#: Words that are capitalised but no names: the pronoun "I", forms of address, answers.
NOT_NAMES = INTERJECTIONS | word_set(
    """
    i i'm i'd i'll i've mr mrs ms dr god whoa darn yay nah mm oops phd ehi ay hola oye vale aïe hein hé tja naja ach
    boh mah ха ах ох ух эй ну ага угу хм ой ей гей ох ей ага
    """
)
#: Words of reverence, which religious talks capitalise: God, spirit, mother, divine, almighty, principle, power, feet.
_REVERENCE = word_set(
    """
    бог бога богу богом боге богові бозі боже господь господа господу господом господи господеві
    дух духа духу духом духові
    мать матери матерью мати матері матір матір'ю мамо отец отца отцу отцом отець отця отцю батько батька
    божественный божественная божественное божественного божественной божественную божественному божественные
    божественний божественна божественне божественного божественної божественній божественну божественному божественні
    божий божья божье божа боже божого божої божій всемогущий всемогущего всемогутній всемогутнього первинний первинного
    принцип принципа принципу принципом принципе принципі принципи сила силы силу силой сили силою силі
    стопы стоп стопам стопами стопах стопи стопа любовь любви любов любові истина истины істина істини
    земля земли землю землёй землі землею майстер майстра майстру мастер мастера вчитель вчителя учитель учителя
    """
)
_CLOSING_MARKS = ".'-&"
#: Words of a person and of a known name together, of which the longest has eight; more are a heading or a list.
_MOST_WORDS = 12
#: What stands before a word that opens a sentence within a sentence: "he said: "Come", "¿Quieres ...", "(aside) Then".
_OPENING = re.compile(r"(?:[:!?…)\]]|[,:]\s*[\"“«„‘])\s*$|[¿¡]$")
_POSSESSIVE = re.compile(r"'s?$")
#: A Turkish case ending of a name: "Ankara'da".
_SUFFIX_AFTER_APOSTROPHE = re.compile(r"'\w*$")
_CONTRACTION = re.compile(r"([a-z]+)'(?:m|d|ll|ve|re|s|t)$")


@dataclass(frozen=True)
class Run:
    """Adjacent capitalised words, and their position in the text."""

    words: tuple[str, ...]
    #: Position of each word.
    starts: tuple[int, ...]
    end: int
    #: Whether it opens the sentence, where any word is capitalised.
    opens: bool
    #: The word before it, in lower case.
    before: str

    @property
    def start(self) -> int:
        """Return the position of the first word."""
        return self.starts[0]


def uses_both_cases(texts: Iterable[str]) -> bool:
    """Return whether ``texts`` use both cases, as written text does."""
    lower = upper = 0
    for text in texts:
        for match in _WORD.finditer(text):
            first = match.group()[0]
            lower += first.islower()
            upper += first.isupper()
    return upper > 0 and _FEWEST_LOWER <= lower / (lower + upper) <= _MOST_LOWER


def words(text: str) -> Iterator[str]:
    """Yield the words of ``text`` in their original spelling."""
    return (match.group() for match in _WORD.finditer(text))


def runs(text: str, code: str | None, never: frozenset[str] = NOT_NAMES) -> Iterator[Run]:
    """Yield each run of capitalised words; ``never`` are words (lower case) that are no names."""
    found = [_Word.of(match, code) for match in _WORD.finditer(text)]
    never |= tokens.function_words(code) | _REVERENCE
    index = 0
    while index < len(found):
        first, stop = index, _stop(text, found, index, never, code)
        index = max(stop, index + 1)
        if first == 0 and stop > 1 and found[0].text.lower() in tokens.stop_words(code):
            first = 1  # A stop word that opens the sentence is no part of the name: "So Kelvin ...".
        run = found[first:stop]
        different = len({word.text for word in run})
        if run and not _is_possessive_noun(run, code) and not 1 < different < len(run):
            before = found[first - 1].text.lower() if first else ""
            if different == 1:
                run = run[-1:]  # A repeated call: "William, William". With others it is no name: "Sam Will Sam".
            starts = tuple(word.start for word in run)
            opens = first == 0 or _OPENING.search(text, found[first - 1].end, starts[0]) is not None
            yield Run(tuple(word.text for word in run), starts, run[-1].end, opens, before)


def without_opener(run: Run, names: Container[str], code: str | None) -> Run:
    """Return the rest of a run that opens a sentence, without a first word that is no name by itself.

    ``names`` are the words (lower case) that the transcript capitalises in mid-sentence.
    """
    first = run.words[0].lower()
    is_name = (
        first in names
        or gazetteer.is_first_name(first)
        or (code == "en" and first not in tokens.stop_words(code))
        or gazetteer.key(" ".join(run.words[:2]), code) in gazetteer.names(code)
    )
    # "Université de Lyon": the rest is no name by itself.
    if not run.opens or len(run.words) == 1 or is_name or run.words[1][0].islower():
        return run
    return Run(run.words[1:], run.starts[1:], run.end, False, first)


def split(run: Run, code: str | None) -> Iterator[Run]:
    """Yield a person and the place, organisation or product right after it; any other run as it is.

    Many Turkish verbs stand at the end: "Elon Musk Tesla'yı kurdu".
    """
    if len(run.words) > _MOST_WORDS:
        yield run
        return
    for cut in range(1 if code == "tr" else 2, len(run.words)):
        person, rest = run.words[:cut], gazetteer.known_name(" ".join(run.words[cut:]), code)
        known = gazetteer.known_name(" ".join(person), code)
        is_person = known.type == "person" if known else code == "tr" and gazetteer.is_first_name(person[0].lower())
        if is_person and rest is not None and rest.type != "person":
            end = run.starts[cut - 1] + len(person[-1])
            yield Run(person, run.starts[:cut], end, run.opens, run.before)
            yield Run(run.words[cut:], run.starts[cut:], run.end, False, person[-1].lower())
            return
    yield run


@dataclass(frozen=True)
class _Word:
    """A word without an elided article or a suffix, and its position."""

    text: str
    start: int
    end: int
    #: What was taken off its end: the English "'s", a Turkish case ending.
    suffix: str

    @classmethod
    def of(cls, match: re.Match[str], code: str | None) -> "_Word":
        text, start = match.group().replace("’", "'"), match.start()
        if elided := tokens.ELISION.match(text):
            text, start = text[elided.end() :], start + elided.end()
        plain = text.rstrip(_CLOSING_MARKS)
        suffix = (_SUFFIX_AFTER_APOSTROPHE if code == "tr" else _POSSESSIVE).search(plain)
        kept = plain[: suffix.start()] if suffix else plain
        # A full stop stays with an initial: "J. R. Smith".
        return cls(kept or text, start, start + len(kept or text), text[len(kept) :])


def _stop(text: str, found: Sequence[_Word], first: int, never: frozenset[str], code: str | None) -> int:
    """Return the end of the run of capitalised words that begins at ``first``; ``first`` if none begins."""
    stop = first
    for index in range(first, len(found)):
        word = found[index].text
        if index > first:
            before = found[index - 1]
            gap = text[before.end + len(before.suffix) : found[index].start]
            # A possessive ends a name, and so does a full stop that does not follow an initial.
            ends_sentence = before.suffix.startswith(".") and len(before.text) > 1
            if gap.strip() or ends_sentence or "'" in before.suffix:
                break
        # Vietnamese names are made of syllables that are words by themselves: "Hồ Chí Minh".
        if word[0].isupper() and ((code == "vi" and index > first) or not _is_no_name(word.lower(), never)):
            stop = index + 1
        elif word not in _LINKS or index == first:
            break
    return stop


def _is_no_name(word: str, never: frozenset[str]) -> bool:
    """Return whether a word is a function word or the contraction of one ("he'd", "that'll")."""
    contracted = _CONTRACTION.match(word)
    return word in never or "_" in word or (contracted is not None and contracted[1] in tokens.stop_words("en"))


def _is_possessive_noun(run: Sequence[_Word], code: str | None) -> bool:
    """Return whether a run is a common noun with "'s", as in "Mother's Day"."""
    word = run[0].text.lower()
    is_common = code == "en" and word_classes.is_known(word) and not gazetteer.is_first_name(word)
    return len(run) == 1 and run[0].suffix.startswith("'s") and is_common
