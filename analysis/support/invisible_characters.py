"""Characters that are not seen but change or hide what is: marks of direction, zero-width spaces, tags, controls."""

import re

#: Kept: a flag whose region is written in tags, as England's. Removed: controls but white space; soft hyphens; joiners
#: that join nothing visible; zero-width spaces; marks of direction (Unicode's Bidi_Control), which otherwise reorder
#: the text after them; annotations; tags; a second variation selector in a row. Persian, Hindi and emoji need U+200C
#: and U+200D.
_INVISIBLE = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f)"
    "|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e00ff]"
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)


def remove_invisible(text: str) -> str:
    """Return ``text`` without characters that are not seen; white space and what scripts and emoji need stays."""
    return _INVISIBLE.sub(r"\1", text)


def visible_line(text: str) -> str:
    """Return a name without characters that are not seen, on one line, with single spaces and none around it."""
    return " ".join(remove_invisible(text).split())
