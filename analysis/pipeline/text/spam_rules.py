"""What gives spam away, as data. Texts are compared in lower case, see ``spam.normalised``; every pattern is linear."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """Words that give a comment away: each of ``patterns`` must be found in it."""

    reason: str
    patterns: tuple[re.Pattern[str], ...]

    def holds(self, text: str) -> bool:
        """Say whether every pattern is found in ``text``."""
        return all(pattern.search(text) for pattern in self.patterns)


def _any(*alternatives: str) -> str:
    return "|".join(alternatives)


def _rule(reason: str, *patterns: str) -> Rule:
    return Rule(reason, tuple(re.compile(pattern) for pattern in patterns))


_LINK = r"https?://|www\.|\s?\.\s?(?:com|net|org|xyz|ru|ly|tk|tv)\b"
_PHONE = r"\+?\d[\d\s().-]{7,18}\d"
_MY = r"(?:my|our)"

RULES = (
    _rule(
        "asks for subscribers",
        _any(
            r"\bsub\s?(?:4|for|to)\s?sub\b",
            r"\bsub(?:scribe)? (?:me )?back\b",
            r"\bsu(?:bs?|bscribe|bscribers?|scribe) (?:and like )?(?:to |in )?(?:my|me|us|our)\b",
            r"\b(?:pl[sz]+|please) (?:like and |also )?sub(?:scribe)?\b",
            r"互粉|互訂|взаимн\w+ подпис",
        ),
    ),
    _rule(
        "advertises an own channel",
        _any(
            r"\b(?:check|visit|watch|hear|listen(?: to)?|look at|follow|go to|come to|support)(?:ed|ing)? "
            rf"(?:\w+ ){{0,3}}?{_MY}\b",
            r"\bcheck (?:me|us|(?:it|this) all) out\b",
            r"\bcheck out (?:\w+ ){0,2}(?:you)?(?:tube |\[tube\] )?channel\b",
            rf"\b(?:on|to|of) {_MY} (?:\w+ ){{0,2}}channel\b",
        ),
    ),
    _rule(
        "sells subscribers or views",
        r"\b(?:free|buy|get|cheap|gain|earn)\b[^.!?]{0,30}\b(?:subscribers|followers|views|likes)\b",
        _any(r"https?://", r"www\.", r"\.com\b", r"\bdm\b", "contact", "click"),
    ),
    _rule(
        "lures to a messenger",
        _any(
            r"whats\s?app|telegram|\bt\.me\b|\bwa\.me\b|signal me|text me|dm me|inbox me",
            r"телеграм|ватсап|واتساب|تلغرام|تيليجرام",
        ),
        _any(
            _PHONE,
            r"@\w{3,}",
            r"contact|message|invest|profit|earn|доход|заработ|تواصل|t\.me/",
        ),
    ),
    _rule(
        "lures to a messenger",
        _any(
            r"加\s?(?:我)?\s?(?:微信|vx|v信|qq|q群|扣扣)",
            r"(?:微信|vx|v信):?\s?[a-z0-9_]{5,}",
            r"ライン追加",
        ),
    ),
    _rule(
        "promises easy money",
        _any(
            r"заработ\w+ без влож|доход каждый день",
            r"刷单|日赚|兼职赚钱|副業で稼",
            r"الربح من الإنترنت",
            r"dinheiro fácil|dinero fácil",
        ),
    ),
    _rule(
        "promises easy money",
        r"\b(?:invest\w*|trad(?:er|ing|e)|forex|crypto\w*|bitcoin|btc|profits?|passive income|earn(?:ed|ing)?|made)\b",
        _any(
            r"\b(?:mrs?|ms|expert|contact|reach out|her|his|weekly|every (?:day|week)|per (?:day|week|hour))\b",
            r"\b(?:a (?:day|week)|work(?:ing)? from home|last week)\b",
        ),
        _any(
            r"[$€£]\s?\d",
            r"\d+\s?(?:btc|usd|dollars)",
            r"\bcontact\b|\btrades? with\b|\bwork(?:ing)? from home\b|\bthanks to (?:mrs?|ms|expert)\b",
        ),
    ),
    _rule(
        "claims a prize was won",
        r"\b(?:congratulations|you(?:'ve| have)? (?:been selected|won)|winner)\b",
        r"\b(?:claim|prize|giveaway|selected)\b",
    ),
    _rule(
        "offers sex",
        r"\b(?:hot (?:singles|girls|babes)|sexy girls?|nudes?|onlyfans|adult dating|18\+ (?:chat|video))\b",
        r"click|link|http|\.com|\bmy\b|area|👉",
    ),
    _rule(
        "advertises a link",
        _LINK,
        _any(
            r"\b(?:free|click|win|earn|cheap|discount|promo|giveaway|visit|sign up|download|hack|cheats?|vote)\b",
            r"\b(?:buy|shop|sale|gift ?cards?|likes?|my|our|money)\b",
            r"follow|check|join|stream|website|petitions?|support|subscribe|facebook",
        ),
    ),
    _rule(
        "begs for likes",
        _any(
            r"\b(?:like|thumbs? up) (?:this|my) (?:comment|if)\b[^.!?]{0,60}\b(?:subscribe|channel|video)\b",
            r"\bplease (?:like|subscribe) (?:to )?my\b",
        ),
    ),
)
