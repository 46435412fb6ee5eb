"""Cues from XML: YouTube's srv1, srv2 and srv3, and TTML.

The formats are distinguished by their elements, not by the file name: archives name them all ``.xml``.
Source for TTML: https://www.w3.org/TR/ttml1/#timing
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError, XMLParser

from analysis.pipeline.captions.cues import Cue, read_cue
from analysis.pipeline.captions.json3 import number

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,6})?)")
_CLOCK_WITH_FRAMES = re.compile(r"(\d{1,4}:\d{1,2}:\d{1,2}):(\d{1,3}(?:\.\d{1,3})?)")
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)(h|ms|m|s|f|t)")
#: Words that are appended to a cue of srv2. Lines of speech recognition have fewer than 20.
_MAX_APPENDED = 100
#: Characters that are parsed at once.
_CHUNK = 65_536
#: Elements that hold a cue, and those that time what is in them (TTML).
_CUES, _TIMED = frozenset({"text", "p"}), frozenset({"body", "div", "p", "span"})
#: Elements of TTML whose text is not spoken.
_SILENT = frozenset({"metadata", "title", "desc", "copyright", "agent", "name"})
#: A declaration without parts of its own.
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[\]<>]{0,1000}>")
#: An ampersand that begins no reference that XML knows: ``Tom & Ann``, ``&nbsp;``.
_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|lt|gt|amp|quot|apos);)")
_Span = tuple[float, float | None]


def read(text: str) -> Iterator[Cue]:
    """Yield the cues of a srv1, srv2, srv3 or TTML file; of a broken file those before the error."""
    text = _DOCTYPE.sub("", text.removeprefix("\ufeff").lstrip(), count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return  # YouTube's files have no declarations; nested entities could exhaust the memory
    reader = _Reader()
    parser: XMLParser = XMLParser(target=reader)  # noqa: S314 - declarations, which could expand, are refused above
    text = _AMPERSAND.sub("&amp;", text)
    for start in range(0, len(text), _CHUNK):
        try:
            parser.feed(text[start : start + _CHUNK])
        except ParseError:
            break  # truncated or broken: keep the cues before the error
        yield from reader.take()
    yield from reader.cues


@dataclass
class _Element:
    """An open element."""

    #: Start and end in seconds; those of an element without times are its parent's.
    span: _Span | None = None
    #: Whether the element states its end.
    has_end: bool = False
    #: The latest end of what it holds.
    inner_end: float = 0.0
    #: The time at which its next part begins, if its parts follow one another (``seq``).
    following: float | None = None
    #: Whether its text is not spoken.
    silent: bool = False


@dataclass
class _Reader:
    """Target of the parser. It keeps no tree: nested elements would cost the square of their number."""

    cues: list[Cue] = field(default_factory=list)
    open: list[_Element] = field(default_factory=lambda: [_Element()])
    #: The text of the cue that is open, and its time; None outside of cues.
    pieces: list[str] | None = None
    span: _Span | None = None
    #: The text and the time of the last cue of srv2, to which words can be appended.
    last: tuple[list[str], _Span] | None = None
    rates: dict[str, float] = field(default_factory=lambda: {"f": 30.0, "t": 1.0})

    def take(self) -> list[Cue]:
        """Return the cues that are complete, and forget them; the last one may still grow."""
        taken, self.cues = self.cues[:-1], self.cues[-1:]
        return taken

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        name, parent = _local(tag), self.open[-1]
        if name == "tt":
            self._read_rates(attributes)
        own = self._times(name, attributes)
        has_end = own is not None and ("end" in attributes or "dur" in attributes)
        if own is None and parent.following is not None and name in _TIMED:
            own = parent.following, parent.span[1] if parent.span else None
        span = own or parent.span
        following = (span or (0.0, None))[0] if attributes.get("timeContainer") == "seq" else None
        silent = parent.silent or name in _SILENT or any(map(_is_reading, attributes.items()))
        self.open.append(_Element(span, has_end, following=following, silent=silent))
        if name in _CUES or (name == "span" and own is not None):
            self._close_cue()  # what stands before a nested cue is a cue of its own
            self.pieces, self.span = [], span
            if attributes.get("append") == "1":
                self._reopen_last()
        elif name == "br":
            self.data("\n")

    def data(self, text: str) -> None:
        """Add text to the open cue."""
        if self.pieces is not None and not self.open[-1].silent:
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        """Close an element."""
        closed, parent = self.open.pop(), self.open[-1]
        end = closed.span[1] if closed.span else None
        if end is None or not (closed.has_end or not closed.inner_end):
            end = closed.inner_end
        parent.inner_end = max(parent.inner_end, end)
        if parent.following is not None:
            parent.following = max(parent.following, end)
        name = _local(tag)
        if name in _CUES:
            self._close_cue()
        elif name == "span" and closed.span != parent.span:
            self._close_cue()
            self.pieces, self.span = [], parent.span

    def _reopen_last(self) -> None:
        """Go on with the last cue: srv2 appends each further word of a line, and the end of the line."""
        if self.last is not None and self.span is not None and self.cues and len(self.last[0]) < _MAX_APPENDED:
            pieces, (start, end) = self.last
            self.pieces, self.span = [*pieces], (start, max(end or start, self.span[1] or start))
            self.cues.pop()

    def _close_cue(self) -> None:
        if self.pieces is not None and self.span is not None:
            start, end = self.span
            text = "".join(self.pieces)
            cue = read_cue(start, start if end is None else end, text)
            if cue.lines:
                self.cues.append(cue)
            self.last = (self.pieces, self.span) if cue.lines and not text.endswith("\n") else None
        self.pieces = self.span = None

    def _times(self, name: str, attributes: Mapping[str, str]) -> _Span | None:
        """Return start and end: srv1 has seconds, srv2 and srv3 milliseconds, TTML times within the parent's."""
        if name in _CUES and ("t" in attributes or "start" in attributes):
            unit, names = (1000, ("t", "d")) if "t" in attributes else (1, ("start", "dur"))
            start, length = (number(attributes.get(key, "0")) for key in names)
            return None if start is None or length is None else (start / unit, (start + length) / unit)
        if name not in _TIMED:
            return None
        begin, length, end = (self._clock(attributes.get(key, "")) for key in ("begin", "dur", "end"))
        if begin is None and length is None and end is None:
            return None
        base, limit = self.open[-1].span or (0.0, None)
        base = base if self.open[-1].following is None else self.open[-1].following
        start = base + (begin or 0.0)
        ends = [value for value in (base + end if end is not None else None, limit) if value is not None]
        if length is not None:
            ends.append(start + length)
        return start, min(ends, default=None)

    def _clock(self, written: str) -> float | None:
        if clock := _CLOCK.fullmatch(written):
            return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3].replace(",", "."))
        if frames := _CLOCK_WITH_FRAMES.fullmatch(written):
            seconds = self._clock(frames[1])
            return None if seconds is None else seconds + float(frames[2]) / self.rates["f"]
        if offset := _OFFSET.fullmatch(written):
            seconds_per = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
            unit = seconds_per.get(offset[2]) or 1 / self.rates[offset[2]]
            return float(offset[1]) * unit
        return None

    def _read_rates(self, attributes: Mapping[str, str]) -> None:
        """Read how many frames and ticks a second has: 1000 1001 thousandths of 30 frames are 29.97."""
        stated = {_local(name): value for name, value in attributes.items()}
        frames, parts = number(stated.get("frameRate")), number(stated.get("subFrameRate")) or 1.0
        over, _, under = stated.get("frameRateMultiplier", "").replace(":", " ").partition(" ")
        rate = (frames or 30.0) * (number(over) or 1.0) / (number(under) or 1.0) or 30.0
        self.rates["f"] = rate
        self.rates["t"] = number(stated.get("tickRate")) or (rate * parts if frames else 0.0) or 1.0


def _is_reading(attribute: tuple[str, str]) -> bool:
    """Return whether an attribute says that the text is how the characters below are read."""
    return _local(attribute[0]) == "ruby" and attribute[1] in {"text", "textContainer", "delimiter"}


def _local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]
