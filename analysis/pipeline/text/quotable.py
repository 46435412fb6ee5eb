"""How well a sentence can be quoted: whole, standing alone, saying something, said without stumbling."""

from collections.abc import Sequence
from itertools import pairwise

from analysis.pipeline.text import tokens, word_lists
from analysis.pipeline.text.sentences import Sentence

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
#: What each stumble takes ("uh", "the the"), down to a floor.
_STUMBLE = 0.15
_STUMBLED = 0.4
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
    kept *= _DANGLING if _leans(words) else 1.0
    kept *= _NO_CLAIM if _claims_nothing(sentence.text, words) else 1.0
    kept *= _HALF + (1 - _HALF) * sentence.whole
    kept *= _HALF if words[-1] in word_lists.NEVER_LAST else 1.0
    kept *= max(_STUMBLED, 1 - _STUMBLE * _stumbles(words))
    content = sum(tokens.is_content(word, tokens.stop_words(language)) for word in words)
    return kept * (_SMALL_TALK if content < _CONTENT_SHARE * len(words) else 1.0)


def _leans(words: Sequence[str]) -> bool:
    """Say whether the sentence needs the one before it; hesitations at its beginning are passed over."""
    first = next((word for word in words if word not in word_lists.HESITATIONS), "")
    return first in word_lists.LEANING


def _claims_nothing(text: str, words: Sequence[str]) -> bool:
    return text.rstrip().endswith(("?", "？", "؟")) or not word_lists.CALLS.isdisjoint(words)


def _stumbles(words: Sequence[str]) -> int:
    """Return how often the speaker hesitates or says a word twice."""
    # Unspaced scripts come as overlapping pairs of characters, in which nothing repeats by stumbling.
    twice = sum(before == after and len(before) > 1 for before, after in pairwise(words))
    return twice + sum(word in word_lists.HESITATIONS for word in words)
