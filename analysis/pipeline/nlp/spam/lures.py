"""What a comment lures its readers with. Without any of it, wording alone makes no comment spam."""

import re

from analysis.pipeline.nlp.spam import rules
from analysis.pipeline.nlp.words.alternatives import Alternatives

_WARES = (
    r"channel|chanel|page|website|site|blog|profile|album|mixtape|remix|covers?|beats?|raps?|songs?|music|band|tutorials?"
    r"|gameplays?|vlogs?|videos?|app|store|shop|podcast|course|book"
)
_OFFER = re.compile(
    rf"\b(?:my|our|his|her|this|a|new|own) (?!(?:\w+ ){{0,2}}favou?rite\b)(?:\w+ ){{0,2}}?(?:{_WARES})\b"
    r"|\b(?:website|facebook|instagram|insta|twitter|soundcloud|itunes|spotify|patreon|onlyfans|paypal|gmail|robux)\b"
    r"|\b(?:rapper|unsigned|youtubers?|followers?|playlist|petition|vote|voting|google|search|dating|singles|hack\w*)\b"
    r"|\b(?:discount|promo|giveaway|coupon|gift ?cards?|free|win|won|prizes?|cheap|earn(?:ed|ing|s)?)\b"
    # "For that money you get two of them" offers none.
    r"|\b(?:mak(?:e|ing)|send|spend(?:ing)?|real|easy|quick|fast|free|extra|your) (?:\w+ ){0,3}?(?:money|cash)\b"
    r"|\b(?:money|cash) (?:online|fast|easily|every|from|for free)\b"
    r"|\b(?:donate\w*|donations?|invest\w*|forex|bitcoin|btc|crypto\w*)\b"
)
#: A plea to a teacher ("please help me", "give us an example") is none of these.
_BEGGING = re.compile(
    r"\bsu?b+(?:s|scri\w*|ers?)?\b|\b(?:subscri|sucscri)\w*|\bcheck (?:\w+ ){0,2}out\b|\bfollow (?:me|us|back|\d|for)\b"
    r"|\bthumbs? ?up (?:if|so|for|this|that|please|pls|plz|and|to|of)\b"
    r"|\b(?:likes?|share) (?:this|my|if|it|for|\d|me|and|back|so|to|please|pls|plz)\b"
    r"|\b\d+ (?:likes|subs\w*|views)\b|\bsupport (?:me|us)\b"
    r"|\bhelp (?:me|us|him|her|them|\w+) (?:out|reach|get|win|grow|become|make it|spread|be)\b"
    r"|\bgive (?:me|us|it|this|my|our|him|her) (?:\w+ ){0,2}?(?:chance|listen|likes?|thumbs?|views?|shout|support)\b"
    r"|\b(?:please|pls|plz|plss+) (?:\w+ )?(?:like|support|check|watch|listen|visit|vote|click|follow)\b"
    r"|\b(?:a|one|some) (?:chance|listen|moment|minute|second|look)\b|\bsorry for (?:the |this )?spam"
)
#: Contacts, messengers and money.
CONTACT = Alternatives(f"{rules.MESSENGER}|{rules.CONTACT}|{rules.MONEY}")
#: A handle within a comment; the one at its beginning names whom it answers.
_HANDLE = re.compile(r"(?<=\S )@\w{3,}")
_MONEY_SIGN = re.compile("[$€£₽₹¥]")


def find(text: str, *, has_link: bool, has_phone: bool) -> frozenset[str]:
    """Return which of ``link``, ``contact``, ``number``, ``offer`` and ``begging`` the normalised ``text`` lures with.

    ``has_link`` and ``has_phone`` say whether the comment holds a link away from the video and a phone number.
    """
    found = {
        "link": has_link,
        "contact": CONTACT.occur_in(text) or bool(_HANDLE.search(text)),
        "number": has_phone or bool(_MONEY_SIGN.search(text)),
        "offer": bool(_OFFER.search(text)),
        "begging": bool(_BEGGING.search(text)),
    }
    return frozenset(name for name, is_there in found.items() if is_there)
