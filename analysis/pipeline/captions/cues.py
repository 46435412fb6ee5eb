"""Cues of a caption file, and how their text is cleaned."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.pipeline.captions import sounds
from analysis.pipeline.nlp.words.scripts import WIDE_ENDS
from analysis.pipeline.values import clean_text, unescape

#: Markup of WebVTT and SubRip: ``<c.colorE5E5E5>``, ``<v Ann>``, ``<00:00:01.000>``, ``</i>``. Other words in angle
#: brackets are text: ``<div>``, ``List<String>``, "a < b", "<yes>".
_TAG = re.compile(
    r"</?(?:[cibus]|em|strong|ruby|rt|rp|v|lang|font|span)(?:\.[^\s<>]{0,100})?\s?>"
    r"|<(?:v|lang|font|span)[.\s][^<>\n]{0,300}>"
    r"|<(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,6}>|<!--[^<>\n]{0,300}-->",
    re.IGNORECASE,
)
#: ``[br]`` is SubViewer's.
_BREAK = re.compile(r"<br\s?/?>|\[br\]", re.IGNORECASE)
#: How the characters below are read, which are not said a second time.
_RUBY = re.compile(r"<rt(?:\.[^\s<>]{0,100})?>[^<>\n]{0,100}</rt>|<rp>[^<>\n]{0,10}</rp>", re.IGNORECASE)
#: Formatting inside of plain text, removed where it is opened and closed: "the <b> tag" is text. Machine
#: translation of a whole file puts blanks into tags: "< i >".
_PAIRS = tuple(
    (re.compile(rf"<\s?/\s?{tag}\s?>", re.IGNORECASE), re.compile(rf"<\s?/?\s?{tag}{attributes}\s?>", re.IGNORECASE))
    for tag, attributes in (("i", ""), ("b", ""), ("u", ""), ("s", ""), ("font", r"(?:\s[^<>\n]{0,300})?"))
)
#: Tags of SubStation Alpha that other formats carry too, ``{\an8}``, ``{\i1}``, ``{an8}``, shapes that are drawn
#: between ``{\p1}`` and ``{\p0}``, and tags of MicroDVD, ``{y:i}``. "{a, b}" is text.
_OVERRIDE = re.compile(
    r"\{[^{}\n]{0,300}\\p[1-9][^{}\n]{0,300}\}[mnlbspc\d\s.-]{1,2000}(?=\{|\Z)"
    r"|\{(?:\s?\\[^{}\n]{0,300}|=\d{1,3}|an?\d{1,2}|[Yy]:[ibus,]{1,9}|[Cc]:\$[0-9A-Fa-f]{6})\}"
)
#: The same of editors that write SubRip so: "{i}he said{/i}".
_BRACED_PAIR = re.compile(r"\{([ibus])\}([^{}]*+)\{/\1\}", re.IGNORECASE)
#: ``\N`` breaks a line and ``\h`` is a space, except in a path, ``C:\New\home``. ``\n`` breaks a line where no space is
#: beside it: "print \n" is said, and a path has more than one backslash.
_ASS_BREAK = re.compile(
    r"((?<![A-Za-z])[C-Hc-h]:\\\S{0,300}|\\\\\S{0,300})|\\([Nh])|\A([^\\\n]*[^\s\\:])\\n(?=[^\s\\][^\\]*\Z)"
)
#: How many times a text may have been escaped: uploads escape it, then the format does. YouTube's srv1 does it twice.
_ESCAPED_TIMES = 3
#: ``>>`` and a leading dash mark a change of speaker.
_SPEAKER_CHANGE = re.compile(r"^\s*(?:>>+|[-–—]\s)\s*|\s>>+(?=\s+\D)")
#: Marks of direction and of byte order, the soft hyphen, and the character that ``sounds`` uses itself.
_INVISIBLE = re.compile("[\x01\u00ad\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
#: U+200B and U+200C are part of the spelling inside of words in scripts such as Persian, Kannada or Khmer. YouTube's
#: editors also put them around lines as padding.
_JOINING = "\u0590-\u1dff\ua800-\uabff"
_PADDING = re.compile(f"(?<![{_JOINING}])[\u200b\u200c]+|[\u200b\u200c]+(?![{_JOINING}])")
#: Vertical tab, form feed, and others that break a line in programs for slides and subtitles.
_LINE_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_AFTER_WIDE_MARK = re.compile(f"(?<=[{WIDE_ENDS}]) ")

#: Characters of a cue's text, and of it with its markup. The longest that was seen has 285.
MAX_CHARACTERS = 2_000
_MAX_RAW_CHARACTERS = 10 * MAX_CHARACTERS


@dataclass(frozen=True)
class Cue:
    """A cue: when it is shown (seconds) and its cleaned lines, none of them blank."""

    start: float
    end: float
    lines: tuple[str, ...]
    #: Whether its text was too long, so that the end is missing.
    is_cut: bool = False
    #: What the cleaning took away, with the line that held it: ``music``, ``laughter``, ``speaker`` (a new one).
    marks: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Return its lines in one, without a space after a mark that has its own."""
        return _AFTER_WIDE_MARK.sub("", " ".join(self.lines))


def read_cue(start: float, end: float, raw: str, *, has_markup: bool = False) -> Cue:
    """Return the cue whose text is written as ``raw``, cut to ``MAX_CHARACTERS``; see :func:`clean_lines`.

    A cue that ends before it begins is shown for no time; its words are said nevertheless.
    """
    uncleaned = _uncleaned_lines(raw[:_MAX_RAW_CHARACTERS], has_markup=has_markup)
    lines = _cleaned(uncleaned)
    is_long = sum(map(len, lines)) > MAX_CHARACTERS
    if is_long:
        lines = tuple(filter(None, "\n".join(lines)[:MAX_CHARACTERS].split("\n")))
    marks = tuple((kind, line) for line in uncleaned for kind in _kinds_of_marks(line))
    return Cue(max(0.0, start), max(start, end), lines, is_cut=is_long or len(raw) > _MAX_RAW_CHARACTERS, marks=marks)


def clean_lines(raw: str, *, has_markup: bool = False) -> tuple[str, ...]:
    """Return the lines of a cue's text that contain words, separated by single spaces.

    Markup, entities and sound marks are removed. ``has_markup`` says that the format has tags (WebVTT, SubRip);
    elsewhere angle brackets are text.
    """
    return _cleaned(_uncleaned_lines(raw, has_markup=has_markup))


def _uncleaned_lines(raw: str, *, has_markup: bool) -> list[str]:
    """Return the lines of a cue's text without markup and entities, but with the marks of sounds and speakers."""
    text = _BREAK.sub("\n", _TAG.sub("", _RUBY.sub("", raw))) if has_markup else raw
    text = _unescape(text)
    for closing, tag in _PAIRS:
        if "<" in text and closing.search(text):
            text = tag.sub("", text)
    text = _ASS_BREAK.sub(_break_or_path, _BRACED_PAIR.sub(r"\2", _OVERRIDE.sub("", text)))
    text = _PADDING.sub("", _INVISIBLE.sub("", clean_text(_LINE_BREAKS.sub("\n", text))))
    return text.split("\n")


def _cleaned(uncleaned: Sequence[str]) -> tuple[str, ...]:
    lines = [_SPEAKER_CHANGE.sub(" ", line).strip() for line in uncleaned]
    cleaned = (" ".join(_SPEAKER_CHANGE.sub(" ", line).split()) for line in sounds.remove(lines))
    return tuple(line for line in cleaned if any(map(str.isalnum, line)) or sounds.BLEEP in line)


def _kinds_of_marks(line: str) -> list[str]:
    changes = len(_SPEAKER_CHANGE.findall(line))
    return [*sorted(sounds.kinds(line)), *["speaker"] * changes]


def _break_or_path(found: re.Match[str]) -> str:
    path, mark, before = found.groups()
    return path or (" " if mark == "h" else f"{before or ''}\n")


def _unescape(text: str) -> str:
    for _ in range(_ESCAPED_TIMES):
        if "&" not in text:
            break
        text = unescape(text)
    return text
