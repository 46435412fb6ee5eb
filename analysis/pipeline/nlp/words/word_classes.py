"""Roles of English words in names: which words can begin, continue or end the name of a thing.

The possible classes of a word come from a lexicon; its neighbours select one. This is not a full tagger: it only finds
where names begin and end, also in captions without capitals and punctuation.

Source: https://github.com/bjascob/LemmInflect (the lexicon, made from NIH's SPECIALIST lexicon)
"""

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache

import lemminflect

from analysis.pipeline.nlp.words.word_lists import word_set


class Role(Enum):
    """The role of a word in the name of a thing."""

    NOUN = "noun"
    #: Can precede a noun, never the last word: "distributed", "large".
    MODIFIER = "modifier"
    #: A gerund ("learning"): seldom the first word of a name.
    GERUND = "gerund"
    #: Only inside a name: "cambio de clima".
    LINK = "link"
    #: Can end a name: "iphone 15".
    NUMBER = "number"
    #: Ends the name before it.
    BREAK = "break"


#: Words of closed classes, and verbs without a subject of their own.
_FUNCTION = word_set(
    """
    a an the this that these those my your his her its our their some any each every either neither no all both
    such what which whose another other of in on at by for with from to into onto upon over under between among
    through during without within against about above below across after before behind beyond near since until
    till per via toward towards than as like unlike despite except along around off out up down and or but nor
    so yet if because although though while whereas whether unless when where why how i you he she it we they me
    him us them myself yourself himself herself itself ourselves themselves one ones who whom something anything
    nothing everything someone anyone everyone am is are was were be been being have has had having do does did
    doing done will would shall should can could may might must ought cannot not also only just even still too
    very much many more most less least few several enough quite rather almost already always often sometimes
    usually then there here now thus hence therefore however moreover furthermore instead perhaps well again
    once ever etc ie eg let lets got get gets getting go goes going gone went come comes came coming make makes
    made making take takes took taking taken give gives gave given giving say says said saying know knows knew
    known see sees saw seen think thinks thought want wants wanted look looks looked looking put puts show shows
    showed shown use uses used using propose proposes proposed present presents presented describe describes
    described discuss discusses discussed provide provides provided consider considers considered develop
    develops developed allow allows allowed allowing require requires required need needs needed become becomes
    became include includes included including involve involves based due found find finds obtain obtained apply
    applied first second third last next new various certain different same own particular recent recently main
    keep keeps kept turns tells told asks asked tries tried feels feel felt means meant starts started stops
    stopped brings brought stands stood runs blows buys eats pays rises smells tastes moves lies sits grows
    leads seems seem seemed happens happen happened calls called tell ask bring remember remembers wait believe
    mean
    """
)
#: Words before a name or its modifiers.
_BEFORE_NAMES = word_set(
    """
    a an the this that these those my your his her its our their some any each every no all both such what which whose
    another other of in on at by for with from into between among through during without within against about over under
    and or via per than as many several few various
    """
)
#: Words before a verb.
_BEFORE_VERBS = word_set(
    """
    to will would shall should can could may might must cannot i you we they who not also don't didn't doesn't can't
    won't
    """
)
#: Words after which a form in -ing is a verb with an object: "by supplying platforms".
_BEFORE_DOING = word_set("by for of in from without after before when while through and")
#: Words that follow a verb, hardly ever a noun.
_AFTER_VERBS = word_set(
    "the a an this that these those it its them their his her our your my how what whether us me him you"
)
_AFTER_PARTICIPLES = _AFTER_VERBS | word_set("by in to on for from with as using at")
#: The plural of a word that the lexicon lacks: "cryptocurrencies", "blockchains".
_PLURAL = re.compile(r"(?<=\w\w)(?:(ie)s|(?<![aius])s)$")
_ADJECTIVE_ENDINGS = ("ive", "ous", "ical", "able", "ible", "ful", "less", "ary", "ic", "al")
_ADJECTIVE_TAILS = word_set("like free based")


def roles(words: Sequence[str]) -> list[Role]:
    """Return the role of each word of a clause in lower case."""
    found: list[Role] = []
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        found.append(_role(word, before, found[-1] if found else Role.BREAK, after))
    return found


def singular(word: str) -> str:
    """Return the singular of an English noun, any other word unchanged."""
    classes = _classes(word)
    if len(word) <= 3 or (classes and "NOUN" not in classes):
        return word
    return classes["NOUN"][0] if classes else _PLURAL.sub(lambda ending: "y" if ending[1] else "", word)


def is_known(word: str) -> bool:
    """Return whether ``word`` (lower case) is a common English word, which most names are not."""
    return word in _FUNCTION or bool(_classes(word))


def can_be_verb(word: str) -> bool:
    """Return whether ``word`` (lower case) is a form of an English verb, whatever else it is."""
    return not {"VERB", "AUX"}.isdisjoint(_classes(word))


def infinitives(word: str) -> tuple[str, ...]:
    """Return the infinitives of which ``word`` (lower case) is a form; none if it is no form of an English verb."""
    return _classes(word).get("VERB", ())


@cache
def _classes(word: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = lemminflect.getAllLemmas(word)
    return found


def _role(word: str, before: str, role_before: Role, after: str) -> Role:
    if word in _FUNCTION or "'" in word:
        return Role.BREAK
    if word[0].isdigit():
        return Role.NUMBER
    classes = _classes(word)
    if not classes:
        return _role_of_unknown(word)
    if "AUX" in classes or (word.endswith("ly") and "ADV" in classes):
        return Role.BREAK
    if "VERB" in classes:
        return _role_of_verb(word, classes, before, role_before, after)
    named = role_before in (Role.NOUN, Role.MODIFIER, Role.GERUND)
    if "NOUN" in classes and ("ADJ" not in classes or named or before in _BEFORE_NAMES):
        return Role.NOUN
    return Role.MODIFIER if "ADJ" in classes else Role.BREAK


def _role_of_unknown(word: str) -> Role:
    tail = word.rsplit("-", 1)[-1]
    if tail != word and (tail.endswith("ed") or tail in _ADJECTIVE_TAILS):
        return Role.MODIFIER
    classes = _classes(tail) if tail != word else {}
    if classes:
        return Role.MODIFIER if "ADJ" in classes and "NOUN" not in classes else Role.NOUN
    if word.endswith("ly"):
        return Role.BREAK
    return Role.MODIFIER if word.endswith(_ADJECTIVE_ENDINGS) else Role.NOUN


def _role_of_verb(word: str, classes: dict[str, tuple[str, ...]], before: str, role_before: Role, after: str) -> Role:
    """Return the role of a word that can be a verb, by its neighbours."""
    named = role_before in (Role.NOUN, Role.MODIFIER, Role.GERUND)
    if word.endswith("ing") and len(word) > 5:
        is_verb = after in _AFTER_VERBS or before in _BEFORE_VERBS or (after and before in _BEFORE_DOING)
        return Role.BREAK if is_verb else Role.GERUND
    if word.endswith(("ed", "en")) and ("ADJ" in classes or "NOUN" not in classes):
        if not after or after in _AFTER_PARTICIPLES:
            return Role.BREAK
        return Role.MODIFIER if "ADJ" in classes or (not named and before in _BEFORE_NAMES) else Role.BREAK
    if before in _BEFORE_VERBS or (named and after in _AFTER_VERBS):
        return Role.BREAK
    if "NOUN" in classes:
        return Role.NOUN
    return Role.MODIFIER if "ADJ" in classes else Role.BREAK
