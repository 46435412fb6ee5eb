"""Authors whose name imitates the channel or advertises a contact."""

import re
from functools import lru_cache

from analysis.pipeline import values
from analysis.pipeline.nlp.spam import normalisation, rules

#: Shorter channel names are too common to be protected.
_MIN_NAME_CHARS = 5
#: A phone number. A plain run of digits is not one: YouTube appends digits to names that are taken.
_PHONE = re.compile(r"\+\s?\d[\d\s().-]{7,18}\d")
_LURE = re.compile(rf"(?:{rules.MESSENGER})|\b(?:text|message|dm|contact|inbox|whats) (?:me|us)\b|👆|📌")
_INVITES = re.compile(rules.CONTACT)
#: "Telegram: @x" or "t.me/x" inside a name; the @ that begins a YouTube handle does not count.
_HANDLE = re.compile(r".@\w{3,}|t\.me/|wa\.me/|" + rules.PHONE)
#: What impersonators add to the channel's name.
_ADDED = re.compile(r"\b(?:official|verified|real)\b|[✓✔☑]")
#: Characters that look alike.
_ALIKE = str.maketrans("i1|0", "lllo")


def check_author_name(comment: values.Comment, video: values.Video | None) -> str | None:
    """Return why the author's name is spam, None if it is not.

    Channels are compared by id: without both ids, no author counts as an impersonator.
    """
    name = normalisation.normalise(comment.author or "")
    if _PHONE.search(name) or (_LURE.search(name) and (_HANDLE.search(name) or _INVITES.search(name))):
        return "author name is a messenger contact or a phone number"
    if video is None or not (video.channel_id and video.channel_name and comment.author_channel_id):
        return None
    if comment.is_author or comment.author_channel_id == video.channel_id:
        return None
    channel = _visual_key(video.channel_name)
    if len(channel) >= _MIN_NAME_CHARS and _visual_key(name) == channel:
        return "uses the channel's name but is another channel"
    return None


@lru_cache(maxsize=64)
def _visual_key(name: str) -> str:
    """Return the same key for names that look alike; the channel's is asked for with every comment."""
    return normalisation.alphanumeric(_ADDED.sub(" ", normalisation.normalise(name))).translate(_ALIKE)
