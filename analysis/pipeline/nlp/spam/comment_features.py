"""What a comment looks like beside its words: links, numbers to call, capitals, pleas, repetition."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.pipeline.nlp.spam import normalisation, rules

WORD = re.compile(r"\w+")
#: What stands in a masked text for what was there.
MASKS = frozenset({"ownvideo", "videolink", "weblink", "reference", "phonenumber", "follower", "0"})

_VIDEO_LINK = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:youtube\.com/(?:watch\?\S*?v=|shorts/|live/)|youtu\.be/)([\w-]{3,20})\S*"
)
_WEB_LINK = re.compile(rules.ADDRESS)
#: Where one points to for proof or for code; nobody sells anything there.
_REFERENCE = re.compile(
    r"(?:https?://)?(?:[a-z0-9-]+\.){0,3}(?:wikipedia\.org|wikimedia\.org|wiktionary\.org|github\.com|gitlab\.com|arxiv\.org|"
    r"doi\.org|archive\.org|stackoverflow\.com|stackexchange\.com|nih\.gov|nature\.com|imdb\.com|"
    r"python\.org|mozilla\.org|w3\.org|ietf\.org|readthedocs\.io|bbc\.(?:com|co\.uk)|reuters\.com|apnews\.com|theguardian\.com|"
    r"docs\.[a-z0-9-]+\.[a-z]{2,6}|"
    r"[a-z0-9-]+\.(?:edu|gov|ac\.[a-z]{2}|gov\.[a-z]{2}))(?![\w.-])(?:/\S*)?"
)
#: Who tells of having subscribed asks nobody to.
_FOLLOWER = re.compile(
    r"\b(?:i|we|i've|ive|i'm|im)(?: (?:have|had|was|am|just|been|also|already|finally|only)){0,3} subscribed\b"
    r"(?: to (?:this|your|his|her|the|their) channel\b)?"
)
_PHONE = re.compile(rules.PHONE)
_NUMBER = re.compile(r"\d[\d.,:]*")
#: A title, a colon, a link: what "share" on YouTube writes.
_SHARED = re.compile(r"\S: ?(?:ownvideo|videolink)\b")
_PLEAS = re.compile(
    r"\b(?:check|subscrib\w*|visit|watch|please|pls|plz|follow|click|vote|join|help|go to|look|see|support|share|add|"
    r"listen|hear|give|get|win|earn|buy|download|type|search)\b"
)
_SPEAKER = re.compile(r"\b(?:my|our|me|us|mine)\b")
_ADDRESSED = re.compile(r"\b(?:you|u|your|guys|everyone|everybody|all)\b")
_WARES = re.compile(
    r"\b(?:channels?|chanel|page|website|site|blog|facebook|profile|subscribers?|subs?|covers?|remix|rapper|album|"
    r"music|videos?)\b"
)
#: A writer's further comments count from this length on: "Love it!" twice is no campaign.
_LONG = 40
#: Comments looked at between two calls of ``check``.
_AT_ONCE = 100

#: What each figure says of a comment, empty where it would explain nothing to a reader; in the order of ``figures``.
NAMES = (
    "a link", "a link to another video", "", "", "a phone number", "capital letters", "", "",
    "exclamation marks", "pleas", "speaking of oneself", "addressing everybody", "", "the wording of an advertisement",
    "further long comments of the writer", "", "digits", "an amount of money", "", "",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A normalised text with its links and numbers masked, and its figures, roughly 0 to 1 each."""

    plain: str
    masked: str
    figures: tuple[float, ...]
    #: Why a rule holds it for spam; None where none does.
    rule: str | None


def looks(
    comments: Sequence[values.Comment], video_id: str | None, *, check: Callable[[int], None] = lambda done: None
) -> list[Look]:
    """Return how each of ``comments`` looks, among the others of its writer; ``check(done)`` may raise to stop."""
    long_ones = Counter(writer(comment) for comment in comments if len(comment.text) > _LONG)
    found: list[Look] = []
    for comment in comments:
        if len(found) % _AT_ONCE == 0:
            check(len(found))
        found.append(_look(comment.text, (video_id or "").lower(), _others(comment, long_ones[writer(comment)])))
    return found


def writer(comment: values.Comment) -> str:
    """Return who wrote the comment; one without a name is taken for somebody of its own."""
    return comment.author_channel_id or comment.author or comment.id


def _others(comment: values.Comment, long_ones: int) -> int:
    return long_ones - 1 if len(comment.text) > _LONG else 0


def _look(text: str, video_id: str, others: int) -> Look:
    plain = normalisation.normalised(text)
    said = _FOLLOWER.sub("follower", plain)
    own = _VIDEO_LINK.sub(lambda found: " ownvideo " if found[1] == video_id else " videolink ", said)
    linked, links = _WEB_LINK.subn(" weblink ", _REFERENCE.sub(" reference ", own))
    called, phones = _PHONE.subn(" phonenumber ", linked)
    rule = rules.broken(_REFERENCE.sub(" ", _VIDEO_LINK.sub(" ", plain)))
    masked = _NUMBER.sub("0", called)
    figures = (
        min(links, 3),
        min(own.count("videolink"), 3),
        min(own.count("ownvideo"), 1),
        float(links == 0 and bool(_SHARED.search(own))),
        float(phones > 0),
        *_letters(text, plain),
        min(len(_PLEAS.findall(said)), 5) / 3,
        min(len(_SPEAKER.findall(said)), 4) / 2,
        min(len(_ADDRESSED.findall(said)), 4) / 2,
        min(len(_WARES.findall(said)), 4) / 2,
        float(rule is not None),
        min(others, 3),
        float("?" in plain),
        sum(char.isdigit() for char in plain) / max(1, len(plain)),
        float(any(sign in plain for sign in "$€£₽₹¥")),
        float("@" in plain or "#" in plain),
        float("&" in plain or "+" in plain),
    )
    return Look(plain, masked, figures, rule)


def _letters(text: str, plain: str) -> tuple[float, float, float, float]:
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters) / max(1, len(letters))
    return (
        capitals,
        math.log1p(len(plain)) / 5,
        math.log1p(len(plain.split())) / 4,
        min(plain.count("!"), 5) / 5,
    )
