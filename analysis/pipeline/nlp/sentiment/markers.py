"""Markers of sentiment that work alike in all languages: emoji, emoticons, laughter, capitals, negation.

English words are also scored with VADER's lexicon and rules.
Source: Hutto and Gilbert 2014, https://github.com/cjhutto/vaderSentiment (MIT)
"""

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.sentiment import negation
from analysis.pipeline.nlp.vectors import arrays
from analysis.pipeline.nlp.words import tokens

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

_POSITIVE_EMOJI = re.compile(
    "[😀😃😄😁😆😊🙂😍🥰😘😚😙☺😻❤💛💚💙💜🧡🤍🖤🩷🩵💖💕💗💓💞💝💘♥❣👍👏🙌🙏🔥💯🎉🥳🎊✨😎🤗👌💪😂🤣😹🏆🥇⭐🌟😇🫶🤩😋🌹🌸💐✅🤝🫡😌🤟"
    "🌻🌺🌷🌼💮🏵🪷🌈🌞☀🎊🎈🎁👑💎🤙🤘✌🫰🐐🚀💫🌠🍀😺😸🥂🍾🕺💃💟💌🫂🤠😛😜😝😆🤭🥹🌝🥳🩶💯🆒🔝☝🎯🏅🥈🥉🎖🦋🍻]"
)
_NEGATIVE_EMOJI = re.compile("[👎😡😠🤬🤮🤢😞😔😢😭☹🙁😤😒🙄💩😾💔😩😫😖😣🥱😿😥😰😨😟😕🤡🖕😑😓😪🥲❌🚫🤦😬😴]")
#: All emoji, and the letters behind the first of them: faster to look for than emoji.
_SYMBOL_OR_LATER = re.compile("[\u2190-\U0010ffff]")
#: Viewers cry with laughter and die of it as often as of grief.
_AMBIGUOUS_EMOJI = re.compile("[😭💀☠]")
_SMILES = re.compile(r"[:;=8xX][-'^o]?[)\]DdPp](?!\w)|<3|\^[_.-]?\^|[(（]?[≧＾^][▽∇ω_][≦＾^]")
_FROWNS = re.compile(r"[:;=]['’]?[-^o]?[(\[/\\|](?!/)|[TㅜㅠＴ][_.]?[TㅜㅠＴ]+|[ㅜㅠ]{2,}|>[_.:]?<|-_-")
_LAUGHTER = re.compile(
    r"(?=[hjkwrlmxㅋㅎ哈呵嘿хаه5草ｗ])"  # most places are passed over by this alone
    r"(?:(?<!\w)(?:(?:ha){2,}h?|(?:he){2,}|(?:ja){2,}j?|(?:je){2,}|k{3,}|(?:wk){2,}|r(?:sr)+s?|lo+l|lmf?ao+|rofl|mdr|xd+|w{3,})(?!\w)"
    r"|[ㅋㅎ]{2,}|[哈呵嘿]{2,}|ха(?:ха)+|ах(?:ах)+|(?:هه)+|(?:хе){2,}|5{4,}|草$|[wｗ]{3,}$)",
    re.IGNORECASE,
)
#: Removed before VADER: it scores the names of emoji, and rates "fire" and "loudly crying face" as negative.
_SYMBOLS = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
#: Words per call of VADER, whose cost grows with the square of the length.
_VADER_WORDS = 60
#: Longer "words" are not in the lexicon.
_MAX_WORD_CHARS = 40

#: Languages whose texts contain English words; None is undetermined.
WITH_ENGLISH = frozenset({"en", "hi-Latn", "ta-Latn", None})
#: Columns of :func:`measure`.
COLUMNS = (
    "emoji_positive", "emoji_negative", "smile", "frown", "laughter", "exclamation", "question", "length",
    "capitals", "negation", "negated_badness", "vader", "vader_positive", "vader_negative",
)  # fmt: skip


def measure(text: str, plain_text: str, *, english: bool) -> list[float]:
    """Return one number per column of ``COLUMNS``; counts are logarithmic: ten hearts are not ten times one heart."""
    has_symbol = _SYMBOL_OR_LATER.search(text) is not None
    counts = (
        len(_POSITIVE_EMOJI.findall(text)) if has_symbol else 0,
        len(_NEGATIVE_EMOJI.findall(text)) if has_symbol else 0,
        len(_SMILES.findall(text)),
        len(_FROWNS.findall(text)),
        len(_LAUGHTER.findall(text)),
        text.count("!") + text.count("！"),
        text.count("?") + text.count("？") + text.count("؟"),
        len(plain_text) // 10,
    )
    # Words of more than two letters that have a case.
    cased = [word for word in text.split() if len(word) > 2 and word.isalpha() and word.upper() != word.lower()]
    return [
        *map(math.log1p, counts),
        sum(word.isupper() for word in cased) / len(cased) if cased else 0.0,
        float(negation.is_negated(plain_text)),
        math.log1p(plain_text.count(negation.NOT_BAD)),
        *(vader_scores(text) if english else (0.0, 0.0, 0.0)),
    ]


def is_laughter(text: str) -> bool:
    """Return whether the words of a text are laughter alone: "lol", "jajaja 😂"."""
    rest = _LAUGHTER.sub("", text)
    return len(rest) < len(text) and not any(map(str.isalpha, rest))


def has_ambiguous_emoji(text: str) -> bool:
    """Return whether the text holds an emoji of laughter and of grief alike."""
    return _AMBIGUOUS_EMOJI.search(text) is not None


def count_emoji(text: str) -> tuple[int, int]:
    """Return the numbers of positive and of negative emoji and emoticons; ambiguous ones count as neither."""
    text = _AMBIGUOUS_EMOJI.sub("", text)
    positive = len(_POSITIVE_EMOJI.findall(text)) + len(_SMILES.findall(text))
    negative = len(_NEGATIVE_EMOJI.findall(text)) + len(_FROWNS.findall(text))
    return positive, negative


def vader_scores(text: str) -> tuple[float, float, float]:
    """Return VADER's compound, positive and negative scores, averaged over the parts whose compound is not 0."""
    words = [word for word in _SYMBOLS.sub(" ", text).split() if len(word) <= _MAX_WORD_CHARS]
    sentences = tokens.sentences(" ".join(words)) if len(words) > _VADER_WORDS else [" ".join(words)]
    parts = [sentence.split() for sentence in sentences]
    scores = [
        _vader().polarity_scores(" ".join(part[start : start + _VADER_WORDS]))
        for part in parts
        for start in range(0, len(part), _VADER_WORDS)
    ]
    scored = [score for score in scores if score["compound"]]
    if not scored:
        return 0.0, 0.0, 0.0
    sums = np.sum([(score["compound"], score["pos"], score["neg"]) for score in scored], axis=0)
    compound, positive, negative = (sums / len(scored)).tolist()
    return compound, positive, negative


def is_rated(word: str) -> bool:
    """Return whether VADER's English lexicon rates a word in lower case."""
    return word in _vader().lexicon


@load_once
def _vader() -> "SentimentIntensityAnalyzer":
    # It loads a client for downloads, 5 MB.
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def measure_all(texts: Sequence[str], plain_texts: Sequence[str], english: Sequence[bool]) -> arrays.Float32s:
    """Return :func:`measure` of many texts, one row per text."""
    rows = [measure(text, plain, english=flag) for text, plain, flag in zip(texts, plain_texts, english, strict=True)]
    return np.array(rows, dtype=np.float32).reshape(len(texts), len(COLUMNS))
