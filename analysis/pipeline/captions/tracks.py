"""Which of a video's caption tracks is read."""

import re
from collections.abc import Iterable, Sequence

from analysis.pipeline import values

_FORMATS = frozenset({"json3", "vtt", "srt", "srv1", "srv2", "srv3", "ttml"})
#: A named track: yt-dlp writes the name's 11-character id behind the language, ``ar-kH2EDplw2PE``.
_NAMED = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?)-[A-Za-z0-9_-]{11}")
_ORIGINAL = "-orig"
#: Codes that were renamed; YouTube uses old ones. Source: https://www.iana.org/assignments/language-subtag-registry
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "nb": "no"}
#: Read where nothing tells which language is spoken and none was asked for.
_COMMONEST = "en"


def language_of(track_language: str) -> str:
    """Return the plain BCP 47 tag of a track: ``en-orig`` is ``en``, ``ar-kH2EDplw2PE`` is ``ar``, ``iw`` is ``he``."""
    tag = track_language.replace("_", "-") if "_" in track_language[:4] else track_language
    named = _NAMED.fullmatch(tag)
    tag = (named[1] if named else tag).removesuffix(_ORIGINAL)
    primary, dash, rest = tag.partition("-")
    return _RENAMED.get(primary.lower(), primary.lower()) + dash + rest


def choose_track(
    tracks: Iterable[values.CaptionTrack], *, language: str | None, video_language: str | None
) -> values.CaptionTrack | None:
    """Return the track to read, or None.

    The language asked for comes first, then the one that is spoken; in each, a person's captions come before the
    machine's. A language stands for its regions: ``en`` takes ``en-GB``, and the other way round where there is nothing
    nearer. Failing both, any captions by a person. Machine translations and ``live_chat`` are never read.
    """
    readable = [track for track in tracks if track.format in _FORMATS and not track.language.startswith("live_chat")]
    manual = [track for track in readable if not track.automatic]
    heard = _heard_language(readable, video_language)
    spoken = video_language or heard
    automatic = _untranslated([track for track in readable if track.automatic], heard)
    for wanted in (language, spoken):
        if wanted:
            found = _nearest(manual, wanted) or _nearest(automatic, wanted)
            if found:
                return found
    return _nearest(manual, _COMMONEST) or next(iter(manual + automatic), None)


def _heard_language(tracks: Sequence[values.CaptionTrack], video_language: str | None) -> str | None:
    """Return the language that the machine heard: of the ``-orig`` track, else the video's, else the only one.

    The machine can be wrong, so for what is spoken the video's own word goes before this.
    """
    automatic = [track.language for track in tracks if track.automatic]
    marked = [tag for tag in automatic if tag.endswith(_ORIGINAL)]
    if marked:
        return language_of(marked[0])
    only = {language_of(tag) for tag in automatic}
    return video_language or (only.pop() if len(only) == 1 else None)


def _untranslated(automatic: list[values.CaptionTrack], heard: str | None) -> list[values.CaptionTrack]:
    """Return the automatic tracks in the language that was heard; all others are translations of one of them."""
    return [track for track in automatic if heard and _distance(track, heard) is not None]


def _nearest(tracks: Sequence[values.CaptionTrack], wanted: str) -> values.CaptionTrack | None:
    near = [(distance, track) for track in tracks if (distance := _distance(track, wanted)) is not None]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _distance(track: values.CaptionTrack, wanted: str) -> int | None:
    """Return how far the track's language is from ``wanted``: 0 is the same, None another language."""
    has, wants = language_of(track.language).lower(), language_of(wanted).lower()
    if has == wants:
        return 0
    if has.startswith(f"{wants}-"):
        return 1
    if wants.startswith(f"{has}-"):
        return 2
    return 3 if has.partition("-")[0] == wants.partition("-")[0] else None
