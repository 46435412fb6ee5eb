"""Whether English words are a clause that cannot stand alone. Captions without punctuation are often cut there.

The rules look at how the words begin, and for a second clause with a subject and a verb of its own. They miss main
clauses whose subject is a noun and whose verb is no auxiliary ("when the price rises miners earn more").
"""

from collections.abc import Sequence

from analysis.pipeline.nlp.words import word_classes
from analysis.pipeline.nlp.words.word_lists import HESITATIONS, INTERJECTIONS, word_set

#: Words and pairs of words before the clause proper: "so now", "for example".
_CONNECTIVES = (
    HESITATIONS | INTERJECTIONS | word_set("and but so then now well also or yet because okay again maybe even")
)
_PAIRS = frozenset({("for", "example"), ("for", "instance"), ("in", "fact"), ("of", "course")})
_SUBORDINATORS = word_set(
    """
    if when where while since although though unless until once whether whereas whenever wherever because
    supposing assuming whichever whoever whatever
    """
)
#: Words that begin no statement.
_RELATIVES = word_set("which whose whom than of")
_QUESTION_WORDS = word_set("what why how who where when")
_AUXILIARIES = word_set(
    """
    is are was were am has had can could will would shall should may might must does did do have isn't aren't wasn't
    weren't hasn't haven't hadn't can't couldn't won't wouldn't shouldn't doesn't don't didn't cannot
    """
)
#: These also begin requests: "have a look", "don't forget".
_OF_REQUESTS = word_set("do have don't")
_SUBJECTS = word_set("i you we they he she it there everyone everybody someone nobody")
_CONTRACTIONS = ("'s", "'re", "'ll", "'ve", "'d", "'m")
#: Words after which a clause belongs to the one before it: "the word *that you see*", "*think it is*".
_INNER = word_set(
    """
    that which who whom what how why where when if whether because and or but as than while since until unless
    find think know see say said mean believe guess hope suppose sure realize notice tell imagine assume remember
    """
)
_PREPOSITIONS = word_set("for in with without by from at on out under through during after before to into about")


def is_fragment(words: Sequence[str]) -> bool:
    """Return whether ``words`` (lower case, without marks) lack a main clause, or are a question or its beginning."""
    words = _without_connectives(words)
    if len(words) < 2:
        return True
    if not any(word.endswith(_CONTRACTIONS) or _is_finite(word) for word in words):
        return True
    # "who's" begins like "who is", "that he'll" like "that he will".
    first, second = (word.partition("'")[0] if word.endswith(_CONTRACTIONS) else word for word in words[:2])
    if first in _QUESTION_WORDS and first != words[0]:
        return True
    if first in _AUXILIARIES:
        return first not in _OF_REQUESTS or second in _SUBJECTS
    if first in _RELATIVES or (first in _QUESTION_WORDS and (second in _AUXILIARIES or second == "to")):
        return True
    if first in _SUBORDINATORS or first in _QUESTION_WORDS:
        return not has_main_clause(words)
    if first == "that":
        return second in _SUBJECTS or second in {"the", "a"} or second.endswith("ing")
    return first in _PREPOSITIONS and not any(_begins_clause(words, place) for place in range(1, len(words)))


def is_open(words: Sequence[str]) -> bool:
    """Return whether ``words`` are a subordinate clause that needs a main clause: "now if you want that"."""
    words = _without_connectives(words)
    return bool(words) and words[0] in _SUBORDINATORS and not has_main_clause(words)


def has_main_clause(words: Sequence[str]) -> bool:
    """Return whether a second clause follows the subordinate one with which ``words`` begin."""
    auxiliaries = 0
    for place in range(1, len(words)):
        inner = words[place - 1] in _INNER or (place > 1 and words[place - 2] in _INNER)
        if words[place] == "then" and place > 2:
            return True
        # The third word is the earliest that the main clause can begin with: "if needed you ..."
        if place > 2 and words[place - 1] not in _INNER and _begins_clause(words, place):
            return True
        auxiliaries += words[place] in _AUXILIARIES and not inner
    return auxiliaries > 1


def _begins_clause(words: Sequence[str], place: int) -> bool:
    """Return whether a subject and its verb stand at ``place``."""
    word = words[place]
    if word.endswith(_CONTRACTIONS):
        return word.rpartition("'")[0] in _SUBJECTS | {"that", "here", "let", "this"}
    if word not in _SUBJECTS or place + 1 == len(words):
        return False
    return _is_finite(words[place + 1])


def _is_finite(word: str) -> bool:
    return word in _AUXILIARIES or (word_classes.can_be_verb(word) and not word.endswith("ing"))


def _without_connectives(words: Sequence[str]) -> Sequence[str]:
    first = 0
    while first < len(words):
        if tuple(words[first : first + 2]) in _PAIRS:
            first += 2
        elif words[first] in _CONNECTIVES:
            first += 1
        else:
            break
    return words[first:]
