"""How well a sentence can be quoted: whole, standing alone, saying something, said without stumbling."""

from collections.abc import Sequence
from itertools import dropwhile, pairwise

from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import tokens, word_lists

#: Sentences of fewer words say too little, of more words too much, to be quoted.
_FEWEST_WORDS = 6
_MOST_WORDS = 45
#: Below this many words a sentence is worth less in proportion: closeness to the centre alone favours the shortest.
_FULL_WORDS = 14
#: What a sentence keeps of its worth when it leans on the one before it ("He did it because of that").
_DANGLING = 0.7
#: What a question or a call to the audience keeps: it claims nothing.
_NO_CLAIM = 0.6
#: What a piece keeps that surely is half a sentence or two, or ends where no sentence ends ("because of the").
_HALF = 0.3
#: What each stumble ("uh", "the the") and each hedge ("I guess") takes, down to a floor.
_STUMBLE = 0.15
_STUMBLED = 0.4
#: Words said again right away are looked for in runs of up to so many.
_LONGEST_REPEAT = 3
#: What a sentence keeps that begins with an exclamation ("Oh, yeah, ...").
_EXCLAIMED = 0.85
#: First words in which "he" or "them" leave open who is meant.
_OPENING = 4
#: What a sentence keeps that is mostly small words ("I mean it is what it is"): fewer than one in five carries meaning.
_SMALL_TALK = 0.5
_CONTENT_SHARE = 0.2


def fitness(sentence: Sentence, language: str | None) -> float:
    """Return what a sentence's form keeps of its worth, 0 to 1; 0 for one that must not be quoted."""
    if not _FEWEST_WORDS <= sentence.words <= _MOST_WORDS:
        return 0.0
    words = tokens.tokens(sentence.text)
    if not words:
        return 0.0
    kept = min(1.0, sentence.words / _FULL_WORDS)
    opening = _opening(words)
    kept *= _EXCLAIMED if len(opening) < len(words) else 1.0
    kept *= _DANGLING if _leans(opening) else 1.0
    kept *= _NO_CLAIM if _claims_nothing(sentence.text, words) else 1.0
    kept *= _HALF + (1 - _HALF) * sentence.whole
    kept *= _HALF if words[-1] in word_lists.NEVER_LAST else 1.0
    kept *= max(_STUMBLED, 1 - _STUMBLE * (stumbles(words) + _hedges(words)))
    content = tokens.content_words(sentence.text, language)
    # "I took a picture of her taking a picture of it" says one thing twice.
    kept *= len(set(content)) / max(1, len(content))
    return kept * (_SMALL_TALK if len(content) < _CONTENT_SHARE * len(words) else 1.0)


def _opening(words: Sequence[str]) -> Sequence[str]:
    """Return the words from the first that is neither hesitation nor exclamation."""
    idle = word_lists.HESITATIONS | word_lists.INTERJECTIONS
    return list(dropwhile(idle.__contains__, words))


def _leans(opening: Sequence[str]) -> bool:
    """Say whether the sentence needs the one before it."""
    leaning = bool(opening) and opening[0] in word_lists.LEANING
    return leaning or not word_lists.THIRD_PERSONS.isdisjoint(opening[:_OPENING])


def _claims_nothing(text: str, words: Sequence[str]) -> bool:
    return text.rstrip().endswith(("?", "？", "؟")) or not word_lists.CALLS.isdisjoint(words)


def stumbles(words: Sequence[str]) -> int:
    """Return how often the speaker hesitates or says the same words twice in a row."""
    repeats = sum(
        words[place - length : place] == words[place : place + length]
        for length in range(1, _LONGEST_REPEAT + 1)
        for place in range(length, len(words) - length + 1)
    )
    return repeats + sum(word in word_lists.HESITATIONS for word in words)


def _hedges(words: Sequence[str]) -> int:
    return sum(pair in word_lists.HEDGES for pair in pairwise(words))
