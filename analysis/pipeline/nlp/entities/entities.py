"""Named entities: known names, names that the author wrote, and names identified by capitals or context.

Capitals identify names only in captions that use both cases, and not in German, which capitalises every noun. In lower
case, as in many automatic captions, a name must be known, be written by the author, or follow from its context in
English ("professor alvarez"). If names cannot be identified the result is None, which differs from "no names".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.pipeline import values
from analysis.pipeline.nlp.entities import capitals, gazetteer, inflection, known_names, spoken_names
from analysis.pipeline.nlp.entities.gazetteer import Key, KnownName
from analysis.pipeline.nlp.entities.spoken_names import NameSpan
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import tokens, vocabulary, word_classes
from analysis.pipeline.progress import checked, no_check

#: Longer runs of capitalised words are lists or headlines.
_MAX_NAME_CHARS = 200
#: Languages that capitalise all nouns.
_NOUNS_CAPITALISED = frozenset({"de", "lb"})
#: A word is no name if its lower-case spelling is more frequent than this, relative to the capitalised one.
_LOWER_CASE_SHARE = 0.5
#: A line with this share of lower-case words is in sentence case, so that its capitals indicate names.
_SENTENCE_CASE = 0.6
#: Initials that stand for anything: "CSV", "IDs", "S-H-A R". Known acronyms are listed.
_ACRONYM = re.compile(r"(?:[A-Z]-?){1,5}s?(?: (?:[A-Z]-?){1,5}s?)*")
#: Chemical formulas and variables: "CO2", "R0". Series of roads, engines and groups are left: "F1", "M4", "G7".
_FORMULA = re.compile(r"(?:CO|CH|H|NO|N|NH|O|SO)[2-6]O?|H2SO4|[A-DH-JLN-RT-Z]\d")
#: Endings of adverbs, and of adjectives in other cases than the nominative, which surnames share.
_ADVERB_ENDINGS = ("amente", "lmente", "rmente")
_ADJECTIVE_ENDINGS = {
    **dict.fromkeys(("es", "pt", "it"), _ADVERB_ENDINGS),
    "fr": ("ement", "amment", "emment"),
    "ru": ("ого", "его", "ому", "ему", "ыми", "ими", "ое", "ее"),
    "uk": ("ого", "ому", "ими", "ої", "не", "ше"),
}
#: An English word that is mostly written in lower case is a name if it is capitalised this often: "Target".
_MENTIONS_OF_COMMON = 4


@dataclass
class _Name:
    """The spellings of a name, when it is said, and its possible types."""

    surfaces: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    types: Counter[str] = field(default_factory=Counter)
    #: Found at least once in mid-sentence, where only names are capitalised, or known otherwise.
    certain: bool = False
    #: A listed name, a name from the context, or one that the author wrote.
    known: bool = False

    def text(self) -> str:
        return min(self.surfaces, key=lambda text: (-self.surfaces[text], text))

    def type(self) -> str | None:
        return min(self.types, key=lambda name: (-self.types[name], name)) if self.types else None

    def take(self, other: "_Name") -> None:
        """Count the mentions of ``other``, the same name in another form, as mentions of this one."""
        self.seconds += other.seconds
        self.types.update(other.types)
        self.known = self.known or other.known
        self.certain = self.certain or other.certain


def find(
    sentences: Sequence[Sentence],
    language: str | None,
    video: values.Video,
    *,
    limit: int,
    check: Callable[[], None] = no_check,
) -> tuple[values.Entity, ...] | None:
    """Return up to ``limit`` names, the most frequent first.

    None if the captions do not show names by capitals and no known name is said. ``check`` is called several times a
    second and may raise to stop.
    """
    code = languages.base(language)
    cased = capitals.uses_both_cases(sentence.text for sentence in checked(sentences, check))
    by_capitals = cased and code not in _NOUNS_CAPITALISED
    never = capitals.NOT_NAMES | gazetteer.calendar_words(code)
    author_names = _written_by_author(video, code, never)
    names: defaultdict[str, _Name] = defaultdict(_Name)
    runs = _runs(sentences, code, never, check) if by_capitals else [[] for _ in sentences]
    for sentence, said in zip(checked(sentences, check), runs, strict=True):
        known = list(spoken_names.find(sentence.text, code, author_names, capitals=cased))
        for span in known:
            if not any(_lies_in(span, run) for run in said):
                _note(names, span, sentence, certain=True, known=True)
        for run in said:
            if not any(_lies_in(run, span) for span in known):
                entity_type = spoken_names.classify_name(run.words, run.before, code)
                text = " ".join(spoken_names.without_title(run.words))
                certain = not run.opens or len(run.words) > 1 or _is_proper_noun(text, code)
                _note(names, NameSpan(run.start, run.end, text, entity_type), sentence, certain=certain)
    _join_inflected(names, code)
    if by_capitals:
        _drop_common(names, checked(sentences, check), code)
    _join_plurals(names)
    _join_surnames(names)
    short = (name for name in names.values() if len(name.text()) <= _MAX_NAME_CHARS)
    ranked = sorted(short, key=lambda name: (-len(name.seconds), name.text()))
    if not ranked and not by_capitals:
        return None
    return tuple(values.Entity(name.text(), name.type(), tuple(sorted(name.seconds))) for name in ranked[:limit])


def _runs(
    sentences: Sequence[Sentence], code: str | None, never: frozenset[str], check: Callable[[], None]
) -> list[list[capitals.Run]]:
    """Return the capitalised runs of each sentence, without openers that are capitalised nowhere else."""
    runs = [list(capitals.runs(sentence.text, code, never)) for sentence in checked(sentences, check)]
    # The first word of a sentence is always capitalised, which says nothing.
    names = {word.lower() for said in runs for run in said for word in run.words[run.opens :]}
    whole = ([capitals.without_opener(run, names, code) for run in said] for said in checked(runs, check))
    return [[part for run in said for part in capitals.split(run, code)] for said in whole]


def _lies_in(inner: NameSpan | capitals.Run, outer: NameSpan | capitals.Run) -> bool:
    """Return whether ``outer`` contains ``inner``. If both are equal, a known name contains the run."""
    longer = outer.end - outer.start > inner.end - inner.start
    same = (outer.start, outer.end) == (inner.start, inner.end) and isinstance(outer, NameSpan)
    return outer.start <= inner.start and inner.end <= outer.end and (longer or same)


def _note(
    names: defaultdict[str, _Name], span: NameSpan, sentence: Sentence, *, certain: bool, known: bool = False
) -> None:
    name = names[span.text.lower()]
    name.surfaces[span.text] += 1
    name.seconds.append(sentence.start)
    name.certain = name.certain or certain
    name.known = name.known or known
    if span.type:
        name.types[span.type] += 1


def _drop_common(names: dict[str, _Name], sentences: Iterable[Sentence], code: str | None) -> None:
    """Remove words that are no names: capitalised only as openers, mostly in lower case, or an unknown acronym."""
    lower_case = Counter(
        word.lower() for sentence in sentences for word in capitals.words(sentence.text) if word.islower()
    )
    # Declined words are compared by what their forms share.
    lower_stems = Counter[str]()
    for word, count in lower_case.items():
        lower_stems[inflection.common_beginning(word, code)] += count
    common = tokens.stop_words("en") | tokens.stop_words(code) | capitals.NOT_NAMES | known_names.DEMONYMS
    for key in list(names):
        name = names[key]
        said, words = len(name.seconds), key.split()
        in_lower_case = [lower_stems[inflection.common_beginning(word, code)] for word in words]
        is_common = not name.known and (
            common.issuperset(words)
            or len(key) < 2
            or _ACRONYM.fullmatch(name.text()) is not None
            or _FORMULA.fullmatch(name.text()) is not None
            or _is_common_noun(name, code)
            # Emphasis: "the Great Change" among great and small changes.
            or min(in_lower_case) > (said if len(words) > 1 else _LOWER_CASE_SHARE * said)
        )
        if not name.certain or is_common or lower_case[key] > _LOWER_CASE_SHARE * said:
            del names[key]


def _is_proper_noun(text: str, code: str | None) -> bool:
    """Return whether a word that opens a sentence is capitalised anywhere.

    In English alone: elsewhere no lexicon tells a name from an adverb that mostly opens sentences.
    """
    return code == "en" and vocabulary.is_proper_noun(text) and not word_classes.is_known(text.lower())


def _is_common_noun(name: _Name, code: str | None) -> bool:
    """Return whether a name of one word is a common word that happens to be capitalised."""
    text = name.text()
    often = code == "en" and len(name.seconds) >= _MENTIONS_OF_COMMON
    is_adjective = text.lower().endswith(_ADJECTIVE_ENDINGS.get(code or "", ()))
    return " " not in text and not often and (is_adjective or vocabulary.is_common_noun(text, code))


def _join_inflected(names: dict[str, _Name], code: str | None) -> None:
    """Merge the declined forms of a name into its nominative or, where that is not said, into the most frequent."""
    if code not in inflection.LANGUAGES:
        return
    for key in sorted(names, key=lambda key: (-len(names[key].seconds), key)):
        for form in {" ".join(words) for words in inflection.forms_of_name(key.split(), code)} - {key}:
            if key in names and form in names:
                names[key].take(names.pop(form))
    first_with: dict[tuple[str, ...], str] = {}
    for key in sorted(names, key=lambda key: (-len(names[key].seconds), key)):
        possible = set(inflection.nominatives(key.split(), code))
        same = next((first_with[words] for words in sorted(possible) if words in first_with), None)
        if same is None or (names[same].known and names[key].known):
            first_with |= dict.fromkeys(possible - first_with.keys(), key)
        else:
            names[same].take(names.pop(key))


def _join_plurals(names: dict[str, _Name]) -> None:
    """Merge an unknown name into the known one of which it is the plural: "Bitcoins", "BItcoins"."""
    for key in list(names):
        singular = names.get(key.removesuffix("s"))
        if singular is not None and singular.known and not names[key].known:
            singular.take(names.pop(key))


def _join_surnames(names: dict[str, _Name]) -> None:
    """Merge "Curie" into "Marie Curie" if only one name ends with it; both are people, or of unknown type."""
    full_names = defaultdict[str, list[str]](list)
    for key, name in names.items():
        if " " in key and name.type() in (None, "person"):
            full_names[key.rsplit(" ", 1)[1]].append(key)
    for surname, full in full_names.items():
        if surname in names and len(full) == 1 and names[surname].type() in (None, "person"):
            short = names.pop(surname)
            names[full[0]].seconds += short.seconds
            names[full[0]].types.update(short.types)


def _written_by_author(video: values.Video, code: str | None, never: frozenset[str]) -> Mapping[Key, KnownName]:
    """Return the names that the author wrote, by their words: tags, channel, capitalised words of title and text."""
    written = [tag.strip() for tag in video.tags or () if any(map(str.isupper, tag)) or tokens.is_unspaced(tag)]
    if video.channel_name:
        written.append(video.channel_name)
    chapters = [chapter.title or "" for chapter in video.chapters or ()]
    for line in (video.title or "", *chapters, *(video.description or "").splitlines()):
        words = list(capitals.words(line))
        # In title case capitals do not indicate names.
        in_sentence_case = sum(word[0].islower() for word in words) >= _SENTENCE_CASE * len(words)
        if in_sentence_case and code not in _NOUNS_CAPITALISED:
            written += [" ".join(run.words) for run in capitals.runs(line, code, never) if _is_name(run, code)]
    found: dict[Key, KnownName] = {}
    for text in written:
        key = gazetteer.key(text, code)
        if len("".join(key)) > 2 - tokens.is_unspaced(text):
            found.setdefault(key, KnownName(text, spoken_names.classify_name(text.split(), "", code) or "", True))
    return found


def _is_name(run: capitals.Run, code: str | None) -> bool:
    """Return whether a capitalised run is a name even if the captions write it in lower case."""
    if run.opens or all(word.lower() in tokens.stop_words(code) for word in run.words):
        return False
    return code != "en" or len(run.words) > 1 or not word_classes.is_known(run.words[0].lower())
