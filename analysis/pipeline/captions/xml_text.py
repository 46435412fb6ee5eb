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
            yield from reader.take()  # truncated or broken: keep the cues before the error
            return
        yield from reader.take()


@dataclass
class _Reader:
    """Target of the parser. It keeps no tree: nested elements would cost the square of their number."""

    cues: list[Cue] = field(default_factory=list)
    #: Start and end of each open element, in seconds; those of an element without times are its parent's.
    spans: list[_Span | None] = field(default_factory=lambda: [None])
    #: The text of the cue that is open, and its time; None outside of cues.
    pieces: list[str] | None = None
    span: _Span | None = None
    rates: dict[str, float] = field(default_factory=lambda: {"f": 30.0, "t": 1.0})
    #: For each open element the time at which its next part begins, if its parts follow one another (``seq``).
    following: list[float | None] = field(default_factory=lambda: [None])
    #: For each open element whether its text is not spoken.
    silent: list[bool] = field(default_factory=lambda: [False])

    def take(self) -> list[Cue]:
        """Return the cues that are complete, and forget them."""
        taken, self.cues = self.cues, []
        return taken

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        name = _local(tag)
        if name == "tt":
            self._read_rates(attributes)
        own = self._times(name, attributes)
        self.spans.append(own or self.spans[-1])
        is_sequence = attributes.get("timeContainer") == "seq"
        self.following.append((self.spans[-1] or (0.0, None))[0] if is_sequence else None)
        self.silent.append(self.silent[-1] or name in _SILENT or any(map(_is_reading, attributes.items())))
        if name in _CUES or (name == "span" and own is not None):
            self._close_cue()  # what stands before a nested cue is a cue of its own
            self.pieces, self.span = [], self.spans[-1]
        elif name == "br":
            self.data("\n")

    def data(self, text: str) -> None:
        """Add text to the open cue."""
        if self.pieces is not None and not self.silent[-1]:
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        """Close an element."""
        span = self.spans.pop()
        self.following.pop()
        self.silent.pop()
        if span is not None and span[1] is not None and self.following[-1] is not None:
            self.following[-1] = span[1]
        name = _local(tag)
        if name in _CUES:
            self._close_cue()
        elif name == "span" and span != self.spans[-1]:
            self._close_cue()
            self.pieces, self.span = [], self.spans[-1]

    def _close_cue(self) -> None:
        if self.pieces is not None and self.span is not None:
            start, end = self.span
            cue = read_cue(start, start if end is None else end, "".join(self.pieces))
            if cue.lines:
                self.cues.append(cue)
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
        base, limit = self.spans[-1] or (0.0, None)
        base = base if self.following[-1] is None else self.following[-1]
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
