"""Comments that are there to sell, lure or flood, each with the reason.

By rules only. The author of the video is never spam.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from analysis.pipeline import values
from analysis.pipeline.text import spam_rules

#: A text shorter than this may well be written by many people ("First!", "Love this song").
_FLOOD_MIN_CHARS = 25
#: So many authors with one and the same longer text are no coincidence; with a link two are enough.
_FLOOD_AUTHORS = 3
_LINK_FLOOD_AUTHORS = 2
#: Beside a bare link at most so many letters stand.
_BARE_LINK_LETTERS = 12

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\u00ad]")
_LINK = re.compile(
    r"(?:https?://|www\.)\S++"
    r"|\b[a-z0-9-]{2,40}\.(?:com|net|org|xyz|ru|info|biz|club|shop|site|top|ly|me|tk)(?:/\S*+|\b)"
)
_OWN_LINK = re.compile(r"(?:https?://)?(?:www\.|m\.)?(?:youtube\.com/watch|youtu\.be/)\S*")


def reasons(comments: Sequence[values.Comment]) -> dict[str, str]:
    """Return why a comment is spam, by its id; comments that are not spam are absent.

    The order of the comments changes nothing.
    """
    plain = {comment.id: normalised(comment.text) for comment in comments}
    found = {
        comment.id: reason for comment in comments if not comment.is_author and (reason := _by_rules(plain[comment.id]))
    }
    for comment_id, reason in _floods([comment for comment in comments if not comment.is_author], plain).items():
        found.setdefault(comment_id, reason)
    return found


def normalised(text: str) -> str:
    """Return ``text`` as rules compare it: lower case, one form of each letter, nothing invisible, single spaces."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    return " ".join(folded.split())


def _by_rules(text: str) -> str | None:
    for rule in spam_rules.RULES:
        if rule.holds(text):
            return rule.reason
    return "is nothing but a link" if _is_bare_link(text) else None


def _is_bare_link(text: str) -> bool:
    rest, links = _LINK.subn(" ", _OWN_LINK.sub(" ", text))
    return links > 0 and sum(char.isalpha() for char in rest) <= _BARE_LINK_LETTERS


def _floods(comments: Sequence[values.Comment], plain: dict[str, str]) -> dict[str, str]:
    """Return the comments that repeat others: all of a flood, and all but the first of one author's repetitions."""
    same: defaultdict[str, list[values.Comment]] = defaultdict(list)
    for comment in comments:
        core = "".join(char for char in plain[comment.id] if char.isalnum())
        if core:
            same[core].append(comment)
    found: dict[str, str] = {}
    for core, group in same.items():
        if _is_flood(core, group):
            found.update((comment.id, f"the same text {len(group)} times") for comment in group)
        else:
            found.update((comment.id, "repeats the writer's own comment") for comment in _own_repeats(core, group))
    return found


def _is_flood(core: str, group: Sequence[values.Comment]) -> bool:
    authors = len({_writer(comment) for comment in group})
    needed = _LINK_FLOOD_AUTHORS if any(_LINK.search(comment.text.lower()) for comment in group) else _FLOOD_AUTHORS
    return len(core) >= _FLOOD_MIN_CHARS and authors >= needed


def _own_repeats(core: str, group: Sequence[values.Comment]) -> list[values.Comment]:
    """Return the later ones of what one writer wrote more than once; very short texts are let be ("thanks!")."""
    if len(core) < 8:
        return []
    seen: Counter[str] = Counter()
    repeats = []
    for comment in sorted(group, key=lambda comment: comment.id):
        writer = _writer(comment)
        if writer != comment.id and seen[writer]:
            repeats.append(comment)
        seen[writer] += 1
    return repeats


def _writer(comment: values.Comment) -> str:
    """Return who wrote the comment; one without a name is taken for somebody of its own."""
    return comment.author_channel_id or comment.author or comment.id
