"""Features of a comment besides its words: links, phone numbers, capitals, requests, repetition."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.pipeline.nlp.spam import lures, normalisation, rules
from analysis.pipeline.nlp.words.alternatives import Alternatives

WORD = re.compile(r"\w+")
#: Words of a masked text that stand for links, numbers and phrases.
MASKS = frozenset({"ownvideo", "videolink", "weblink", "reference", "phonenumber", "hasfollowed", "0"})

_VIDEO_LINK = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:youtube\.com/(?:watch\?\S{0,200}?v=|shorts/|live/)|youtu\.be/)([\w-]{3,20})\S*"
)
_WEB_LINK = re.compile(rules.ADDRESS)
#: Sites cited as a source or for code, where nothing is sold. The lookbehind allows one attempt per host name: without
#: it, the time grows with the square of the longest word.
_REFERENCE = re.compile(
    r"(?<![a-z0-9.-])(?:https?://)?(?:[a-z0-9-]++\.){0,5}?(?:wikipedia\.org|wikimedia\.org|wiktionary\.org|github\.com|gitlab\.com|arxiv\.org|"
    r"doi\.org|archive\.org|stackoverflow\.com|stackexchange\.com|nih\.gov|nature\.com|imdb\.com|"
    r"python\.org|mozilla\.org|w3\.org|ietf\.org|readthedocs\.io|bbc\.(?:com|co\.uk)|reuters\.com|apnews\.com|theguardian\.com|"
    r"docs\.[a-z0-9-]++\.[a-z]{2,6}|"
    r"[a-z0-9-]++\.(?:edu|gov|ac\.[a-z]{2}|gov\.[a-z]{2}))(?![\w.-])(?:/\S*)?"
)
#: What a comment says where its link is a source, and what it does not say then.
_CITES = Alternatives(
    r"\b(?:sources?|according to|reports?|census|papers?|stud(?:y|ies)|articles?|manuals?|handbook|documentation|docs"
    r"|wiki|tables?|figures?|statistics|data|archives?|library|museum|bugs?|issue|ticket|drivers?|firmware|version \d"
    r"|pages? \d|paragraph|section|chapter|calculator|maps?|debunked|recordings?|chords|quelle|artikel|handbuch"
    r"|seite \d|zahlen|fuente|articulo|estudio|noticia|segun|pagina \d|etude|notice|fonte|artigo|estudo|segundo"
    r"|articolo|studio|kaynak|makale|sayfa|sumber\w*|halaman)\b|источник|стать[яеию]|инструкци|исследовани|المصدر|مقال|دراسة"
    r"|出典|論文|説明書|출처|논문|来源|出处|论文|原文"
)
#: Characters from which on a text with one link is a story with its source, unless it sells or names wares.
_STORY_CHARS = 200
#: Of a longer story only so many characters before and after the link say what it leads to: every long text has a
#: "my" or a "free" somewhere.
_LONG_STORY_CHARS, _NEAR_CHARS = 400, 100
_SELLS = re.compile(
    r"\b(?:free(?! to (?:read|see|view))|wins?|earn\w*|cheap|discount|% off|sale|subscribe|follow|buy|selling"
    r"|register|donate|install|check this out|click|vote|essays?|bonus|rabatt)\b"
)
_OWN = re.compile(r"\b(?:my|our)\b")
#: "I have subscribed", "I would subscribe" and "you earned a subscriber" are no requests to subscribe.
_FOLLOWER = re.compile(
    r"\b(?:(?:i|we|i've|ive|i'm|im|i'll|i'd)(?: (?!if|so|and|but|please|pls|plz)[\w']+){0,3} )?subscribed\b"
    r"(?: (?:to )?(?:this|your|his|her|the|their|you|ur) ?(?:channel\b)?)?"
    r"|\b(?:i|we|i'll|i'd)(?: (?!if|so|and|but|please|pls|plz)[\w']+){1,2} subscribe\b(?! back)"
    r"|\b(?:you(?:'ve|ve)? )?(?:just |have )?(?:earned|gained|got|won) (?:yourself |urself )?(?:an?|another|one more) "
    r"(?:\w+ )?(?:sub|subscriber)\b"
    r"|\b(?:new|another|one more|first|old|loyal|a|your) (?:sub|subscriber)\b(?! to my)"
    r"|\b(?:congrat\w*|deserves?|deserved?) (?:\w+ ){0,6}?(?:subs?|subscribers?)\b"
)
_PHONE = re.compile(rules.PHONE)
_NUMBER = re.compile(r"\d[\d.,:]*")
#: A title, a colon and a link, as YouTube's "share" writes it.
_SHARED = re.compile(r"\S: {0,2}(?:ownvideo|videolink)\b")
#: The same of the video itself, and nothing behind it.
SHARED_THIS = re.compile(r"\S: {0,2}ownvideo\s*$")
_REQUESTS = re.compile(
    r"\b(?:check|subscrib\w*|visit|watch|please|pls|plz|follow|click|vote|join|help|go to|look|see|support|share|add|"
    r"listen|hear|give|get|win|earn|buy|download|type|search)\b"
)
_FIRST_PERSON = re.compile(r"\b(?:my|our|me|us|mine)\b")
_SECOND_PERSON = re.compile(r"\b(?:you|u|your|guys|everyone|everybody|all)\b")
_WARES = re.compile(
    r"\b(?:channels?|chanel|page|website|site|blog|facebook|profile|subscribers?|subs?|covers?|remix|rapper|album|"
    r"music|videos?)\b"
)
#: Further comments of one author count from this length on: "Love it!" twice is no campaign.
_LONG_CHARS = 40
#: Added to the number of words, so that one word of two does not count like ten of twenty; the largest usual rate is 1.
_RATE_WORDS, _RATE_SCALE = 8, 4

#: Readable name of each of ``figures``; empty if a name would explain nothing.
NAMES = (
    "a link", "a link to another video", "", "", "a phone number", "capital letters", "exclamation marks", "requests",
    "first-person words", "addressing everybody", "", "the wording of advertising",
    "further long comments of the author", "", "digits", "an amount of money", "", "",
)  # fmt: skip


@dataclass(frozen=True)
class CommentFeatures:
    """A normalised text, the same with links and numbers masked, and its figures, about 0 to 1 each."""

    plain: str
    masked: str
    figures: tuple[float, ...]
    #: See :func:`lures.find`.
    lures: frozenset[str]
    #: Reason of the first keyword rule that matches; None if none does.
    rule: str | None


def extract(
    comments: Sequence[values.Comment], video_id: str | None, *, check: Callable[[int], None] = lambda done: None
) -> list[CommentFeatures]:
    """Return the features of each comment; ``check(done)`` may raise to stop."""
    long_comments = Counter(author_key(comment) for comment in comments if len(comment.text) > _LONG_CHARS)
    found: list[CommentFeatures] = []
    for comment in comments:
        check(len(found))
        others = long_comments[author_key(comment)] - 1 if len(comment.text) > _LONG_CHARS else 0
        found.append(_extract(comment.text, (video_id or "").lower(), others))
    return found


def author_key(comment: values.Comment) -> str:
    """Return the identity of the author; a comment without an author counts as one of its own."""
    return comment.author_channel_id or comment.author or comment.id


def _rate(count: int, words: int) -> float:
    """Return the count for each word, about 0 to 1; a long comment has more of everything and is no worse for it."""
    return min(1.0, count / (words + _RATE_WORDS) * _RATE_SCALE)


def _cites_a_source(text: str) -> bool:
    """Return whether a normalised text says what its link is a source of, and sells nothing."""
    before, *others = _WEB_LINK.split(text)
    around = " ".join((before, *others))
    is_story = len(others) == 1 and len(around) >= _STORY_CHARS
    is_long = is_story and len(around) >= _LONG_STORY_CHARS
    if is_long:
        around = f"{before[-_NEAR_CHARS:]} {others[0][:_NEAR_CHARS]}"
    if _SELLS.search(around) or (_OWN.search(around) and not is_long):
        return False
    return (is_story and not _WARES.search(around) and not lures.CONTACT.occur_in(around)) or _CITES.occur_in(around)


def _extract(text: str, video_id: str, others: int) -> CommentFeatures:
    plain = normalisation.normalise(text)
    statements = _FOLLOWER.sub("hasfollowed", plain) if "sub" in plain else plain
    own, linked, links = statements, statements, 0
    if rules.may_have_address(statements):
        own = _VIDEO_LINK.sub(lambda found: " ownvideo " if found[1] == video_id else " videolink ", statements)
        own = _REFERENCE.sub(" reference ", own)
        if _WEB_LINK.search(own) and _cites_a_source(own):
            own = _WEB_LINK.sub(" reference ", own)
        linked, links = _WEB_LINK.subn(" weblink ", own)
    digits = sum(map(str.isdigit, plain))
    called, phones = _PHONE.subn(" phonenumber ", linked) if digits >= rules.PHONE_DIGITS else (linked, 0)
    rule = rules.match_rule(own.replace(" reference ", " ").replace("videolink", " "))
    letters = list(filter(str.isalpha, text))
    words = len(plain.split())
    to_others, to_this = own.count("videolink"), own.count("ownvideo")
    figures = (
        min(links, 3),
        min(to_others, 3),
        min(to_this, 1),
        float(links == 0 and to_others + to_this > 0 and bool(_SHARED.search(own))),
        float(phones > 0),
        sum(map(str.isupper, letters)) / max(1, len(letters)),
        _rate(plain.count("!"), words),
        _rate(len(_REQUESTS.findall(statements)), words),
        _rate(len(_FIRST_PERSON.findall(statements)), words),
        _rate(len(_SECOND_PERSON.findall(statements)), words),
        _rate(len(_WARES.findall(statements)), words),
        float(rule is not None),
        min(others, 3),
        float("?" in plain),
        digits / max(1, len(plain)),
        float(any(sign in plain for sign in "$€£₽₹¥")),
        float("@" in plain or "#" in plain),
        float("&" in plain or "+" in plain),
    )
    has_link = links + to_others > 0
    found_lures = lures.find(statements, has_link=has_link, has_phone=phones > 0)
    return CommentFeatures(plain, _NUMBER.sub("0", called), figures, found_lures, rule)
