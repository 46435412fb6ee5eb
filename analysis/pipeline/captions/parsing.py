"""Parsing of caption files into timed segments, each spoken line once."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from analysis.pipeline import values
from analysis.pipeline.captions import (
    bilingual,
    bounds,
    cue_lines,
    json3,
    layers,
    lyrics,
    marks,
    sami,
    substation,
    timed_text,
    tracks,
    xml_text,
)
from analysis.pipeline.captions.cues import Cue

#: Word times inside a line of WebVTT, which YouTube's speech recognition writes.
_WORD_TIME = re.compile(r"<(?:\d+:)?\d\d:\d\d\.\d{3}><c")
#: A word that srv2 appends to a line.
_APPENDED = re.compile(r'<text [^<>]{0,200}append="1"[^<>]{0,200}>[^<>]{0,40}\w')
#: An object with keys, or a list of such: cues of other formats begin with other brackets, ``{25}{75}``.
_JSON = re.compile(r'[\ufeff\s]*+(?:\[\s*+){0,2}\{\s*+["}]')
#: Cues that show whether a file is rolling.
_SAMPLE = 2_000
_NO_FRAME_RATE = "The captions count frames, and nothing states how many a second has."
_UNKNOWN = values.CaptionTrack(values.UNDETERMINED, automatic=False, format="", locator="")


def parse(
    file: values.CaptionFile,
    *,
    duration: float | None = None,
    warn: Callable[[str], None] = lambda message: None,
    note_marks: Callable[[values.CaptionMarks], None] = lambda found: None,
    check_cancelled: Callable[[], None] = lambda: None,
) -> tuple[values.Segment, ...]:
    """Return what is said, ordered by start; empty if the file has no words or is unreadable.

    Sound marks such as ``[Music]`` are not words. Text that is shown several times without a pause (rolling lines,
    layers, animations) is returned once. Segments of automatic tracks do not overlap. Of cues in two languages the
    language of the track stays. ``duration`` is the length of the video in seconds. What was
    left out is reported to ``warn``, the marks of sounds and speakers to ``note_marks``.
    """
    read = bounds.limit_cues(_read(file.text, file.track), warn, check_cancelled)
    cues = sorted((cue for cue in read if cue.end >= 0), key=lambda cue: cue.start)
    note_marks(marks.count(cues))
    cues = layers.join_frames(bilingual.keep_language(cues, tracks.language_of(file.track.language)))
    word_timed = _has_word_times(file.text)
    automatic = file.track.automatic or word_timed or _is_machine_rolling(cues)
    if cue_lines.lacks_frame_rate(file.text) and not file.track.frame_rate:
        warn(_NO_FRAME_RATE)
    if word_timed and (_is_json(file.text) or _is_xml(file.text)):
        segments = layers.drop_duplicates(cue for cue in cues if cue.lines)
    elif automatic or layers.is_rolling(cues):
        segments = layers.unroll(cues)
    else:
        segments = layers.merge(cues)
    segments = bounds.limit_time(bounds.limit_segments(segments, warn), duration, warn)
    return tuple(layers.clip_overlaps(segments) if automatic else segments)


def looks_automatic(text: str) -> bool:
    """Return whether a file was written by speech recognition: it has word times, or rolling lines that flash."""
    if _has_word_times(text):
        return True
    is_structured = _is_json(text) or _is_xml(text)
    return not is_structured and _is_machine_rolling(list(islice(_read(text), _SAMPLE)))


def holds_cues(text: str) -> bool:
    """Return whether a file has a cue in any of the formats; its name may also be that of another kind of file."""
    return cue_lines.lacks_frame_rate(text) or any(True for _ in _read(text))


def stated_language(text: str) -> str:
    """Return the language that a file states itself, empty if it states none: WebVTT, SAMI and JSON can."""
    if _is_json(text):
        return json3.stated_language(text)
    return sami.stated_language(text) if sami.is_sami(text) else timed_text.stated_language(text)


def _is_machine_rolling(cues: Sequence[Cue]) -> bool:
    return layers.is_flashing(cues) and layers.is_rolling(cues)


def _has_word_times(text: str) -> bool:
    if _is_json(text):
        return json3.has_word_times(text)
    if _is_xml(text):
        return ' ac="' in text or "<s t=" in text or _APPENDED.search(text) is not None
    return _WORD_TIME.search(text) is not None


def _is_json(text: str) -> bool:
    return _JSON.match(text[:100]) is not None


def _is_xml(text: str) -> bool:
    return text[:100].lstrip("\ufeff \r\n").startswith("<")


def _read(text: str, track: values.CaptionTrack = _UNKNOWN) -> Iterator[Cue]:
    """Yield the cues in the format that the text has: names of files state others."""
    if _is_json(text):
        return json3.read(text)
    if sami.is_sami(text):
        return sami.read(text, track.language)
    if _is_xml(text):
        return xml_text.read(text)
    if substation.is_substation(text):
        return substation.read(text)
    if cue_lines.format_of(text):
        return cue_lines.read(text, track.frame_rate)
    return lyrics.read(text) if lyrics.is_lyrics(text) else timed_text.read(text)
