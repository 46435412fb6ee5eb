"""Writers that pretend: who bears the channel's name without being it, or has a lure for a name."""

import re

from analysis.pipeline import values
from analysis.pipeline.nlp.spam import normalisation, rules

#: Shorter names are borne by many.
_NAME_CHARS = 5
#: A number to call; a mere run of digits is what YouTube itself puts behind names that are taken.
_PHONE = re.compile(r"\+\s?\d[\d\s().-]{7,18}\d")
_LURE = re.compile(rf"(?:{rules.MESSENGER})|\b(?:text|message|dm|contact|inbox|whats) (?:me|us)\b|👆|📌")
_INVITES = re.compile(rules.CONTACT)
#: "Telegram: @x" or "t.me/x" inside a name; a name's own leading @ does not count.
_HANDLE = re.compile(r".@\w{3,}|t\.me/|wa\.me/|" + rules.PHONE)
#: What a false name adds to the true one.
_ADDED = re.compile(r"\b(?:official|verified|real)\b|[✓✔☑]")
#: Letters and digits that are taken for each other.
_ALIKE = str.maketrans("i1|0", "lllo")


def pretence(comment: values.Comment, video: values.Video | None) -> str | None:
    """Return what is false about the writer's name, None where nothing is.

    The channel is known by its id: whose id is not known, or is the channel's, pretends nothing.
    """
    name = normalisation.normalised(comment.author or "")
    if _lures(name):
        return "bears a messenger or a number for a name"
    if video is None or not (video.channel_id and video.channel_name and comment.author_channel_id):
        return None
    channel = _bare(video.channel_name)
    same = len(channel) >= _NAME_CHARS and _bare(name) == channel
    return "bears the channel's name but is not the channel" if same and not _is_channel(comment, video) else None


def _bare(name: str) -> str:
    """Return the letters of a name by which the eye knows it."""
    return normalisation.core(_ADDED.sub(" ", normalisation.normalised(name))).translate(_ALIKE)


def _is_channel(comment: values.Comment, video: values.Video) -> bool:
    return comment.is_author or comment.author_channel_id == video.channel_id


def _lures(name: str) -> bool:
    if _PHONE.search(name):
        return True
    return bool(_LURE.search(name) and (_HANDLE.search(name) or _INVITES.search(name)))
