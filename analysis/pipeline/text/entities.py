"""Names that are said: words written with a capital in mid-sentence, and names that the author of the video wrote down.

Capitals mean names only in scripts that have them and in captions that use both cases; German capitalises every noun.
Elsewhere only names known from tags, title and channel are found. Where neither is possible the answer is None, which
is not "no names".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from analysis.pipeline import values
from analysis.pipeline.text import language as languages
from analysis.pipeline.text import tokens
from analysis.pipeline.text.sentences import Sentence
from analysis.pipeline.text.word_lists import word_set

#: Languages that write all nouns with a capital.
_NOUNS_CAPITALISED = frozenset({"de", "lb"})
#: Captions use both cases when this share of their cased words, at least, is in lower case, and not all of them are.
_FEWEST_LOWER, _MOST_LOWER = 0.5, 0.995
#: A word that is written small this often relative to its capitals is no name ("Moon" beside "moon" counts still).
_SMALL_SHARE = 0.5

_WORD = re.compile(r"[^\W\d_][\w'’.&-]*")
_LINKS = frozenset(
    {"of", "de", "del", "da", "do", "dos", "du", "van", "von", "der", "den", "la", "le", "al", "bin", "ibn", "&"}
)
#: Written with a capital, but naming nobody: the pronoun, days and months.
_NEVER = word_set(
    """
    i i'm i'd i'll i've monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december mr mrs ms dr ok okay yeah yes no oh god english lunes mardi
    """
)
_PERSON_BEFORE = word_set(
    """
    mr mrs ms dr professor prof lord lady sir president captain señor señora monsieur madame
    """
)
_PLACE_FIRST = word_set("bay lake mount river cape port san santa isle gulf")
_PLACE_LAST = word_set(
    """
    sea ocean river lake street island islands bay mountains valley city county beach park desert
    """
)
_ORGANISATION_LAST = word_set(
    """
    inc corp ltd llc gmbh company university institute college foundation studios agency association bank museum
    """
)


@dataclass
class _Name:
    """How a name is written and where it is said."""

    surfaces: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    #: Found in mid-sentence at least once, where only a name has a capital.
    certain: bool = False


def find(
    sentences: Sequence[Sentence], language: str | None, video: values.Video, *, limit: int
) -> tuple[values.Entity, ...] | None:
    """Return up to ``limit`` names, most said first.

    None where the captions cannot show names and none that the author wrote down is said.
    """
    by_capitals = _uses_capitals(sentences) and languages.base(language) not in _NOUNS_CAPITALISED
    known = _written_by_author(video)
    if not by_capitals and not known:
        return None
    names: defaultdict[str, _Name] = defaultdict(_Name)
    if by_capitals:
        _add_capitalised(names, sentences)
    _add_known(names, sentences, known)
    ranked = sorted(names.values(), key=lambda name: (-len(name.seconds), name.surfaces.most_common(1)[0][0]))
    if not ranked and not by_capitals:
        return None
    return tuple(_entity(name) for name in ranked[:limit])


def _entity(name: _Name) -> values.Entity:
    kind = name.kinds.most_common(1)[0][0] if name.kinds else None
    return values.Entity(name.surfaces.most_common(1)[0][0], kind, tuple(sorted(name.seconds)))


def _uses_capitals(sentences: Iterable[Sentence]) -> bool:
    lower = upper = 0
    for sentence in sentences:
        for match in _WORD.finditer(sentence.text):
            first = match.group()[0]
            lower += first.islower()
            upper += first.isupper()
    return upper > 0 and _FEWEST_LOWER <= lower / (lower + upper) <= _MOST_LOWER


def _add_capitalised(names: defaultdict[str, _Name], sentences: Sequence[Sentence]) -> None:
    written_small = Counter(
        match.group().lower()
        for sentence in sentences
        for match in _WORD.finditer(sentence.text)
        if match.group()[0].islower()
    )
    written_large: Counter[str] = Counter()
    for sentence in sentences:
        for run, at_start, before in _capitalised_runs(sentence.text):
            text = " ".join(run)
            name = names[text.lower()]
            name.surfaces[text] += 1
            name.seconds.append(sentence.start)
            name.certain = name.certain or not at_start or len(run) > 1
            name.kinds.update(_kinds(run, before))
            written_large[text.lower()] += 1
    for key in [
        key for key, name in names.items() if not name.certain or _is_common(key, written_small, written_large)
    ]:
        del names[key]


def _is_common(key: str, small: Counter[str], large: Counter[str]) -> bool:
    return key in _NEVER or key in tokens.stop_words("en") or len(key) < 2 or small[key] > _SMALL_SHARE * large[key]


def _capitalised_runs(text: str) -> Iterator[tuple[list[str], bool, str]]:
    """Yield each run of capitalised words, whether it opens the sentence, and the word before it."""
    words = list(_WORD.finditer(text))
    index = 0
    while index < len(words):
        stop = _run_stop(text, words, index)
        if stop > index:
            run = [word.group().rstrip(".'’-") for word in words[index:stop]]
            run[-1] = re.sub(r"['’]s$", "", run[-1])
            start = _without_opener(run) if index == 0 else 0
            before = words[index - 1].group().lower() if index else ""
            if run[start:]:
                yield run[start:], index == 0 and start == 0, before
        index = max(stop, index + 1)


def _run_stop(text: str, words: Sequence[re.Match[str]], first: int) -> int:
    """Return where the run of capitalised words that begins at ``first`` stops; ``first`` where none begins."""
    stop = first
    for index in range(first, len(words)):
        word = words[index].group()
        gap = text[words[index - 1].end() : words[index].start()] if index > first else " "
        if gap.strip() or words[max(first, index - 1)].group().endswith(".") and index > first:
            break
        if word[0].isupper() and word.lower() not in _NEVER:
            stop = index + 1
        elif word not in _LINKS or index == first:
            break
    return stop


def _without_opener(run: Sequence[str]) -> int:
    """Return 1 where the first word is large only because it opens the sentence ("So Kelvin ...")."""
    return int(len(run) > 1 and run[0].lower() in tokens.stop_words("en"))


def _kinds(run: Sequence[str], before: str) -> Iterator[str]:
    first, last = run[0].lower(), run[-1].lower()
    if len(run) > 1 and first in _PERSON_BEFORE or before.rstrip(".") in _PERSON_BEFORE:
        yield "person"
    elif len(run) > 1 and last in _ORGANISATION_LAST:
        yield "organisation"
    elif len(run) > 1 and (first in _PLACE_FIRST or last in _PLACE_LAST):
        yield "place"


def _written_by_author(video: values.Video) -> list[str]:
    """Return the names that tags, channel and title hold: multi-word or capitalised tags, and the channel itself."""
    tags = [tag for tag in video.tags or () if tag.strip()]
    names = [tag for tag in tags if any(char.isupper() for char in tag) or tokens.is_unspaced(tag)]
    if video.channel_name:
        names.append(video.channel_name)
    # A title in Title Case has capitals on every word, so only runs in a mostly small title tell names.
    for run, at_start, _ in _capitalised_runs(video.title or ""):
        if not at_start and _is_sentence_case(video.title or ""):
            names.append(" ".join(run))
    return list(dict.fromkeys(names))


def _is_sentence_case(title: str) -> bool:
    words = [match.group() for match in _WORD.finditer(title)]
    return sum(word[0].islower() for word in words) >= 0.6 * len(words)


def _add_known(names: defaultdict[str, _Name], sentences: Sequence[Sentence], known: Iterable[str]) -> None:
    """Add the mentions of the author's names, in whatever case the captions are."""
    wanted = {tuple(tokens.tokens(name)): name for name in known if tokens.tokens(name)}
    wanted = {words: name for words, name in wanted.items() if len("".join(words)) > 2 and " ".join(words) not in names}
    by_first: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in wanted:
        by_first[words[0]].append(words)
    for sentence in sentences:
        said = tokens.tokens(sentence.text)
        for index, word in enumerate(said):
            for words in by_first.get(word, ()):
                if tuple(said[index : index + len(words)]) == words:
                    name = names[" ".join(words)]
                    name.surfaces[wanted[words]] += 1
                    name.seconds.append(sentence.start)
                    name.kinds.update(_kinds(wanted[words].split(), ""))
