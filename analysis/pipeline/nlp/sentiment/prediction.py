"""How texts feel: one of three classes, a score from -1 to 1, how sure both are; None where it cannot be judged.

Two opinions are weighed: that of the words (hashed pieces, emoji, emoticons, denial, lists of liked and disliked words,
VADER in English), and that of the meaning (the multilingual sentence encoder). The words of a language must have been
learnt, or its meaning be known to the encoder; else the text is not scored, which is not neutral. What both together
leave in doubt may be read closely, by a larger encoder.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from analysis.pipeline.nlp.sentiment import coefficients, features, markers, second_pass
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import tokens

MODEL = coefficients.NAME
CLOSE_MODEL = second_pass.MODEL
LABELS = ("positive", "neutral", "negative")
#: Languages whose words were learnt from texts that people labelled.
BY_WORDS = frozenset({"ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "pt", "ru", "ta", "tr", "zh"})
#: Of these, the ones of which enough was learnt for the words to count as much as the meaning.
_WELL_BY_WORDS = frozenset({"ar", "de", "en", "es", "fr", "it", "pt", "zh"})
#: Languages that are not their own usual selves in Latin letters: what was learnt of one says nothing of the other.
_ROMANISED = frozenset({"hi-Latn", "ta-Latn"})
#: A text of no certain language is judged where more than this share of its words is known.
_KNOWN_SHARE = 0.5
#: The last digits of a score depend on which texts were weighed together; these do not.
_DIGITS = 4
#: Texts weighed between two calls of ``check``.
_AT_ONCE = 500
#: What is less sure is read closely, if anything is: half of all tweets. By cross-validation on UMSAB train, reading
#: the others so too changes nothing (docs/decisions/0014-close-reading.md).
_IN_DOUBT = 0.6
#: Characters read of a text: its beginning and its end, where a verdict mostly stands.
_MOST_CHARS, _OF_THE_END = 3000, 1000


@dataclass(frozen=True)
class Judgement:
    """How a text feels: ``label`` is one of ``LABELS``, ``score`` -1 to 1."""

    label: str
    #: How likely positive is, less how likely negative is.
    score: float
    #: 0 to 1: how likely ``label`` is right.
    confidence: float


def label_of(judgement: Judgement | None) -> str:
    """Return the label, ``not_scored`` for None."""
    return judgement.label if judgement else "not_scored"


def can_judge(language: str | None, *, with_meaning: bool = True) -> bool:
    """Say whether texts in ``language`` are scored, by their words alone or with their meaning."""
    code = _code(language)
    return code in BY_WORDS or code in _ROMANISED or (with_meaning and code in embeddings.LANGUAGES)


def closely_at(depth: str) -> bool:
    """Say whether what is in doubt is read closely at ``depth``: at the most thorough one, where it can be."""
    return depth == "comprehensive" and second_pass.installed()


def judge_all(
    texts: Sequence[str],
    spoken_in: Sequence[str | None],
    vectors: embeddings.Floats | None = None,
    *,
    closely: bool = False,
    check: Callable[[int], None] = lambda done: None,
) -> list[Judgement | None]:
    """Return how each of ``texts`` feels, None where it cannot be judged.

    ``vectors`` are their embeddings; without them the words alone are weighed, in fewer languages. None as a language
    means undetermined: such a text is judged where its words are known, or where it consists of emoji. The judgement of
    a text does not depend on the others. ``closely`` reads what is in doubt once more, and asks for
    ``close_reading.installed()``. ``check(done)`` may raise to stop.
    """
    found: list[Judgement | None] = []
    for start in range(0, len(texts), _AT_ONCE):
        check(start)
        chosen = range(start, min(start + _AT_ONCE, len(texts)))
        found += _judge_some(texts, spoken_in, vectors, chosen)
    if closely:
        _judge_anew(found, texts, spoken_in, vectors, check)
    return found


def _judge_anew(
    found: list[Judgement | None],
    texts: Sequence[str],
    spoken_in: Sequence[str | None],
    vectors: embeddings.Floats | None,
    check: Callable[[int], None],
) -> None:
    """Replace the judgements that are in doubt."""
    doubtful = [place for place, judgement in enumerate(found) if judgement and judgement.confidence < _IN_DOUBT]
    if not doubtful:
        return
    # To whoever looks on it is still the last part that is being weighed.
    look = partial(check, (len(texts) - 1) // _AT_ONCE * _AT_ONCE)
    read = [tokens.without_addresses(_read(texts[place])) for place in doubtful]
    close = second_pass.embed(read, check=look)
    for start in range(0, len(doubtful), _AT_ONCE):
        look()
        chosen = doubtful[start : start + _AT_ONCE]
        anew = _judge_some(texts, spoken_in, vectors, chosen, close[start : start + _AT_ONCE])
        for place, judgement in zip(chosen, anew, strict=True):
            found[place] = judgement


def _judge_some(
    texts: Sequence[str],
    spoken_in: Sequence[str | None],
    vectors: embeddings.Floats | None,
    chosen: Sequence[int],
    close: embeddings.Floats | None = None,
) -> list[Judgement | None]:
    """Return the judgements of the ``chosen`` texts, ``close`` being their rows of close reading."""
    weights = coefficients.loaded()
    codes = [_code(spoken_in[place]) for place in chosen]
    read = [_read(texts[place]) for place in chosen]
    numbers = features.extract(read, [code in markers.WITH_ENGLISH for code in codes], weights.vocabulary)
    kinds = [
        kind(code, with_meaning=vectors is not None) if code else _kind_of_unknown(known)
        for code, known in zip(codes, numbers.known.tolist(), strict=True)
    ]
    meaning = None if vectors is None else vectors[list(chosen)]
    likely = weights.probabilities(numbers, meaning, [given or "words" for given in kinds], close)
    return [
        _judgement(row.tolist()) if given and tokens.tokens(text) else _by_emoji(text)
        for text, row, given in zip(read, likely, kinds, strict=True)
    ]


def _read(text: str) -> str:
    return text if len(text) <= _MOST_CHARS else f"{text[: _MOST_CHARS - _OF_THE_END]} {text[-_OF_THE_END:]}"


def kind(code: str, *, with_meaning: bool = True) -> str | None:
    """Return which opinions count for texts in a language, one of ``model.FUSIONS``; None where none may."""
    if with_meaning and code in embeddings.LANGUAGES:
        return "both" if code in _WELL_BY_WORDS else "foreign"
    return "words" if code in BY_WORDS or code in _ROMANISED else None


def _kind_of_unknown(known: float) -> str | None:
    return "words" if known > _KNOWN_SHARE else None


def _code(language: str | None) -> str | None:
    """Return the language as the model knows it: without its region, but with Latin letters where these are unusual."""
    if language and language.endswith("-Latn"):
        return language
    return languages.base(language)


def _by_emoji(text: str) -> Judgement | None:
    """Return how a text without words feels, None where it has words, or nothing that feels.

    Viewers laugh with the emoji that tweets, of which the coefficients were learnt, mock with: they go by the lists.
    """
    glad, not_glad = markers.emotions(text)
    if not glad + not_glad or tokens.tokens(text):
        return None
    # Half an emoji is added to each class: one alone proves little.
    total = glad + not_glad + 1.5
    positive, negative = (max(0, number) + 0.5 for number in (glad - not_glad, not_glad - glad))
    return _judgement([negative / total, 1 - (positive + negative) / total, positive / total])


def _judgement(likely: Sequence[float]) -> Judgement:
    negative, _, positive = likely
    label = coefficients.CLASSES[int(np.argmax(likely))]
    return Judgement(label, round(positive - negative, _DIGITS), round(max(likely), _DIGITS))
