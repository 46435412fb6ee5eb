"""Names that are said: known ones, those of the video's author, and those that capitals or the words around tell.

Capitals tell names only in scripts that have them and in captions that use both cases; German capitalises every noun.
In small letters, as automatic captions come, a name must be known, written by the author, or stand where an English
name must ("professor alvarez"). Where no name can be told the answer is None, which is not "no names".
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.pipeline import values
from analysis.pipeline.nlp.entities import capitals, gazetteer, spoken_names
from analysis.pipeline.nlp.entities.gazetteer import Key, Known
from analysis.pipeline.nlp.entities.spoken_names import Span
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import tokens, word_classes

#: Languages that write all nouns with a capital.
_NOUNS_CAPITALISED = frozenset({"de", "lb"})
#: A word that is written small this often relative to its capitals is no name ("Moon" beside "moon" counts still).
_SMALL_SHARE = 0.5
#: A title with this share of small words is written like a sentence, so that its capitals mean names.
_SENTENCE_CASE = 0.6


@dataclass
class _Name:
    """How a name is written and where it is said."""

    surfaces: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    #: Found in mid-sentence at least once, where only a name has a capital, or otherwise known.
    certain: bool = False

    def text(self) -> str:
        return min(self.surfaces, key=lambda text: (-self.surfaces[text], text))

    def kind(self) -> str | None:
        return min(self.kinds, key=lambda kind: (-self.kinds[kind], kind)) if self.kinds else None

    def add(self, other: "_Name") -> None:
        self.seconds += other.seconds
        self.kinds.update(other.kinds)


def find(
    sentences: Sequence[Sentence], language: str | None, video: values.Video, *, limit: int
) -> tuple[values.Entity, ...] | None:
    """Return up to ``limit`` names, most said first.

    None where the captions cannot show names and none that is known is said.
    """
    code = languages.base(language)
    cased = capitals.are_used(sentence.text for sentence in sentences)
    by_capitals = cased and code not in _NOUNS_CAPITALISED
    never = capitals.NEVER | gazetteer.calendar_words(code)
    own = _written_by_author(video, code, never)
    names: defaultdict[str, _Name] = defaultdict(_Name)
    for sentence in sentences:
        known = list(spoken_names.find(sentence.text, code, own, capitals=cased))
        runs = list(capitals.runs(sentence.text, never)) if by_capitals else []
        for span in known:
            if not any(_lies_in(span, run) for run in runs):
                _note(names, span, sentence, certain=True)
        for run in runs:
            if not any(_lies_in(run, span) for span in known):
                kind = spoken_names.kind_of(run.words, run.before, code)
                text = " ".join(spoken_names.without_title(run.words))
                certain = not run.opens or len(run.words) > 1
                _note(names, Span(run.start, run.end, text, kind), sentence, certain=certain)
    if by_capitals:
        _drop_common(names, sentences)
    _join_surnames(names)
    ranked = sorted(names.values(), key=lambda name: (-len(name.seconds), name.text()))
    if not ranked and not by_capitals:
        return None
    return tuple(values.Entity(name.text(), name.kind(), tuple(sorted(name.seconds))) for name in ranked[:limit])


def _lies_in(inner: Span | capitals.Run, outer: Span | capitals.Run) -> bool:
    """Say whether ``outer`` holds ``inner``. Of two equal ones the known one does, so that it counts once."""
    longer = outer.end - outer.start > inner.end - inner.start
    same = (outer.start, outer.end) == (inner.start, inner.end) and isinstance(outer, Span)
    return outer.start <= inner.start and inner.end <= outer.end and (longer or same)


def _note(names: defaultdict[str, _Name], span: Span, sentence: Sentence, *, certain: bool) -> None:
    name = names[span.text.lower()]
    name.surfaces[span.text] += 1
    name.seconds.append(sentence.start)
    name.certain = name.certain or certain
    if span.kind:
        name.kinds[span.kind] += 1


def _drop_common(names: dict[str, _Name], sentences: Sequence[Sentence]) -> None:
    """Take out what has a capital only where a sentence opens, and what is mostly written small."""
    written_small = Counter(
        word.lower() for sentence in sentences for word in capitals.words(sentence.text) if word[0].islower()
    )
    for key in list(names):
        is_common = key in tokens.stop_words("en") or len(key) < 2
        if not names[key].certain or is_common or written_small[key] > _SMALL_SHARE * len(names[key].seconds):
            del names[key]


def _join_surnames(names: dict[str, _Name]) -> None:
    """Count "Curie" for "Marie Curie" where only one person of that surname is named."""
    people = defaultdict[str, list[str]](list)
    for key, name in names.items():
        if " " in key and name.kind() == "person":
            people[key.rsplit(" ", 1)[1]].append(key)
    for surname, full in people.items():
        if surname in names and len(full) == 1 and names[surname].kind() in (None, "person"):
            names[full[0]].add(names.pop(surname))


def _written_by_author(video: values.Video, code: str | None, never: frozenset[str]) -> Mapping[Key, Known]:
    """Return the names that the author wrote down, by their words: tags, channel, and capitals in title and text."""
    found: dict[Key, Known] = {}
    for text in _author_names(video, code, never):
        key = gazetteer.key(text, code)
        if len("".join(key)) > 2 - tokens.is_unspaced(text):
            found.setdefault(key, Known(text, spoken_names.kind_of(text.split(), "", code) or "", True))
    return found


def _author_names(video: values.Video, code: str | None, never: frozenset[str]) -> Iterator[str]:
    for tag in video.tags or ():
        if any(char.isupper() for char in tag) or tokens.is_unspaced(tag):
            yield tag.strip()
    if video.channel_name:
        yield video.channel_name
    chapters = [chapter.title for chapter in video.chapters or ()]
    for line in (video.title or "", *chapters, *(video.description or "").splitlines()):
        if _is_sentence_case(line):
            yield from (" ".join(run.words) for run in capitals.runs(line, never) if _is_name(run, code))


def _is_sentence_case(line: str) -> bool:
    """Say whether ``line`` is written like a sentence. In Title Case capitals tell nothing."""
    words = list(capitals.words(line))
    return sum(word[0].islower() for word in words) >= _SENTENCE_CASE * len(words)


def _is_name(run: capitals.Run, code: str | None) -> bool:
    """Say whether a run of capitals names something even where it is said in small letters."""
    if run.opens or all(word.lower() in tokens.stop_words(code) for word in run.words):
        return False
    return code != "en" or len(run.words) > 1 or not word_classes.is_known(run.words[0].lower())
