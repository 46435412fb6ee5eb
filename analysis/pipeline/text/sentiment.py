"""How a text feels, -1 to 1, or None where this model cannot judge.

English is judged by VADER's lexicon and rules (emoji included). Other languages are not judged. A text of emoji alone
is judged in any language by a short list of emoji that people use alike everywhere; emoji beside words of a language
that is not judged are not enough, since the words were not read.
Source: Hutto and Gilbert 2014, https://github.com/cjhutto/vaderSentiment (MIT).
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.pipeline.text import embeddings, tokens
from analysis.pipeline.text import language as languages

MODEL = "vader"

#: Scores from here on are called positive, from its negative on negative. Source: VADER's README, "About the Scoring".
LABEL_THRESHOLD = 0.05
#: Words judged at once: the rules are made for sentences, and their cost grows with the square of the length.
_WORDS_AT_ONCE = 60
#: A single "word" longer than this is no word of the lexicon.
_MAX_WORD_CHARS = 40

_POSITIVE_EMOJI = "😀😃😄😁😆😊🙂😍🥰😘🤩😻❤💛💚💙💜🧡💖💕💗💓💞💝👍👏🙌🙏🔥💯🎉🥳✨😎🤗👌💪😂🤣😹🏆⭐🌟😇🫶"
_NEGATIVE_EMOJI = "👎😡😠🤬🤮🤢😞😔😢😭☹🙁😤😒🙄💩😾💔😩😫😖😣🥱😴"
#: Worth of one emoji of either list: VADER's mean for such words is about 0.5.
_EMOJI_SCORE = 0.5

_WHITESPACE = re.compile(r"\s+")
_loading = threading.Lock()


LABELS = ("positive", "neutral", "negative")


@dataclass(frozen=True)
class Judgement:
    """How a text feels: ``label`` is one of ``LABELS``, ``score`` -1 to 1."""

    label: str
    score: float
    #: 0 to 1: how likely ``label`` is right; None where the model cannot tell.
    confidence: float | None = None


def label_of(judgement: Judgement | None) -> str:
    """Return the label, ``not_scored`` for None."""
    return judgement.label if judgement else "not_scored"


def judge_all(
    texts: Sequence[str],
    spoken_in: Sequence[str | None],
    vectors: embeddings.Floats | None = None,
    *,
    check: Callable[[int], None] = lambda done: None,
) -> list[Judgement | None]:
    """Return how each of ``texts`` feels, None where it cannot be judged.

    ``vectors`` are their points of meaning, if these are at hand. ``check(done)`` may raise to stop.
    """
    found: list[Judgement | None] = []
    for text, code in zip(texts, spoken_in, strict=True):
        check(len(found))
        number = score(text, code)
        found.append(None if number is None else Judgement(label(number), number))
    return found


def can_judge(language: str | None) -> bool:
    """Say whether texts in ``language`` are scored."""
    return languages.base(language) == "en"


def label(score: float | None) -> str:
    """Return ``positive`` ``neutral`` ``negative``, or ``not_scored`` for None."""
    if score is None:
        return "not_scored"
    if score >= LABEL_THRESHOLD:
        return "positive"
    return "negative" if score <= -LABEL_THRESHOLD else "neutral"


def score(text: str, language: str | None) -> float | None:
    """Return the mood of ``text``, None where it cannot be judged.

    ``language`` None means undetermined; a text of known English words alone ("nice video") is judged all the same.
    """
    words = tokens.tokens(text)
    if not words:
        return _emoji_score(text)
    if can_judge(language) or (language is None and _is_plain_english(words)):
        return _english_score(text)
    return None


def _emoji_score(text: str) -> float | None:
    scores = [_EMOJI_SCORE for char in text if char in _POSITIVE_EMOJI]
    scores += [-_EMOJI_SCORE for char in text if char in _NEGATIVE_EMOJI]
    return sum(scores) / len(scores) if scores else None


def _is_plain_english(words: list[str]) -> bool:
    """Say whether all words are known English ones and one of them has a mood ("nice video", "love it")."""
    lexicon = _vader().lexicon
    known = tokens.stop_words("en")
    return any(word in lexicon for word in words) and all(word in lexicon or word in known for word in words)


def _english_score(text: str) -> float:
    """Return the mean over the parts that say something; most comments are one part."""
    scores = [_vader().polarity_scores(part)["compound"] for part in _parts(text)]
    telling = [value for value in scores if value] or [0.0]
    return float(max(-1.0, min(1.0, sum(telling) / len(telling))))


def _parts(text: str) -> Iterator[str]:
    words = [word for word in _WHITESPACE.split(text) if word and len(word) <= _MAX_WORD_CHARS]
    if len(words) <= _WORDS_AT_ONCE:
        yield " ".join(words)
        return
    for sentence in tokens.sentences(" ".join(words)):
        part = sentence.split()
        for start in range(0, len(part), _WORDS_AT_ONCE):
            yield " ".join(part[start : start + _WORDS_AT_ONCE])


def _vader() -> SentimentIntensityAnalyzer:
    with _loading:
        return _loaded_vader()


@cache
def _loaded_vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
