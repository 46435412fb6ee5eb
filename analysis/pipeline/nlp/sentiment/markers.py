"""What a text shows besides its words, alike in all languages: emoji, emoticons, laughter, shouting, denial.

English words are also weighed by VADER's lexicon and rules.
Source: Hutto and Gilbert 2014, https://github.com/cjhutto/vaderSentiment (MIT)
"""

import math
import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.pipeline.nlp.sentiment import negation
from analysis.pipeline.nlp.words import tokens

Floats = npt.NDArray[np.float32]

_GLAD = re.compile(
    "[😀😃😄😁😆😊🙂😍🥰😘😚😙☺😻❤💛💚💙💜🧡🤍🖤🩷🩵💖💕💗💓💞💝💘♥❣👍👏🙌🙏🔥💯🎉🥳🎊✨😎🤗👌💪😂🤣😹🏆🥇⭐🌟😇🫶🤩😋🌹🌸💐✅🤝🫡😌🤟]"
)
_NOT_GLAD = re.compile("[👎😡😠🤬🤮🤢😞😔😢😭☹🙁😤😒🙄💩😾💔😩😫😖😣🥱😿😥😰😨😟😕🤡🖕😑😓😪🥲❌🚫🤦😬]")
_SMILES = re.compile(r"[:;=8xX][-'^o]?[)\]DdPp](?!\w)|<3|\^[_.-]?\^|[(（]?[≧＾^][▽∇ω_][≦＾^]")
_FROWNS = re.compile(r"[:;=]['’]?[-^o]?[(\[/\\|](?!/)|[TㅜㅠＴ][_.]?[TㅜㅠＴ]+|[ㅜㅠ]{2,}|>[_.:]?<|-_-")
_LAUGHTER = re.compile(
    r"(?<!\w)(?:(?:ha){2,}h?|(?:he){2,}|(?:ja){2,}j?|(?:je){2,}|k{3,}|(?:wk){2,}|r(?:sr)+s?|lo+l|lmf?ao+|rofl|mdr|xd+|w{3,})(?!\w)"
    r"|[ㅋㅎ]{2,}|[哈呵嘿]{2,}|ха(?:ха)+|ах(?:ах)+|(?:هه)+|(?:хе){2,}|5{4,}|草$|[wｗ]{3,}$",
    re.IGNORECASE,
)
#: VADER spells emoji out and reads the words: "fire" and "loudly crying face" are bad to it, to viewers mostly not.
_SYMBOLS = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
#: Words judged at once: VADER's cost grows with the square of the length.
_WORDS_AT_ONCE = 60
#: A single "word" longer than this is no word of the lexicon.
_MAX_WORD_CHARS = 40

#: Languages whose texts hold English words; None is the undetermined one.
WITH_ENGLISH = frozenset({"en", "hi-Latn", "ta-Latn", None})
#: What each column of :func:`of` says.
COLUMNS = (
    "emoji_positive",
    "emoji_negative",
    "smile",
    "frown",
    "laughter",
    "exclamation",
    "question",
    "length",
    "capitals",
    "denial",
    "denied_badness",
    "vader",
    "vader_positive",
    "vader_negative",
)
_loading = threading.Lock()


def of(text: str, plain_text: str, *, english: bool) -> list[float]:
    """Return one number per column of ``COLUMNS``; counts as logarithms, so that ten hearts are no ten times one."""
    counts = (
        len(_GLAD.findall(text)),
        len(_NOT_GLAD.findall(text)),
        len(_SMILES.findall(text)),
        len(_FROWNS.findall(text)),
        len(_LAUGHTER.findall(text)),
        text.count("!") + text.count("！"),
        text.count("?") + text.count("？") + text.count("؟"),
        len(plain_text) // 10,
    )
    vader = english_words(text) if english else (0.0, 0.0, 0.0)
    return [*map(math.log1p, counts), _capitals(text), *_denied(plain_text), *vader]


def emotions(text: str) -> tuple[int, int]:
    """Return how many emoji and emoticons of ``text`` are glad, and how many are not."""
    glad = len(_GLAD.findall(text)) + len(_SMILES.findall(text))
    not_glad = len(_NOT_GLAD.findall(text)) + len(_FROWNS.findall(text))
    return glad, not_glad


def _denied(plain_text: str) -> tuple[float, float]:
    """Return whether something is denied, and how often something bad is, which is praise."""
    return float(negation.denies(plain_text)), math.log1p(plain_text.count(negation.NOT_BAD))


def _capitals(text: str) -> float:
    """Return the share of shouted words among those that could be."""
    words = [word for word in text.split() if len(word) > 2 and word.isalpha() and word.upper() != word.lower()]
    return sum(word.isupper() for word in words) / len(words) if words else 0.0


def english_words(text: str) -> tuple[float, float, float]:
    """Return VADER's compound, positive and negative, each the mean over the parts that say something."""
    scores = [_vader().polarity_scores(part) for part in _parts(text)]
    telling = [score for score in scores if score["compound"]]
    if not telling:
        return 0.0, 0.0, 0.0
    sums = np.sum([(score["compound"], score["pos"], score["neg"]) for score in telling], axis=0)
    compound, positive, negative = (sums / len(telling)).tolist()
    return compound, positive, negative


def _parts(text: str) -> Iterator[str]:
    words = [word for word in _SYMBOLS.sub(" ", text).split() if len(word) <= _MAX_WORD_CHARS]
    if len(words) <= _WORDS_AT_ONCE:
        yield " ".join(words)
        return
    for sentence in tokens.sentences(" ".join(words)):
        part = sentence.split()
        for start in range(0, len(part), _WORDS_AT_ONCE):
            yield " ".join(part[start : start + _WORDS_AT_ONCE])


def _vader() -> SentimentIntensityAnalyzer:
    # Two threads asking first would load the lexicon twice.
    with _loading:
        return _loaded_vader()


@cache
def _loaded_vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def table(texts: Sequence[str], plain_texts: Sequence[str], english: Sequence[bool]) -> Floats:
    """Return the signs of many texts, one row each."""
    rows = [of(text, plain, english=flag) for text, plain, flag in zip(texts, plain_texts, english, strict=True)]
    return np.array(rows, dtype=np.float32).reshape(len(texts), len(COLUMNS))
