"""Choice of the caption track that is read."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from babel import Locale, localedata
from babel.core import get_global

from analysis.pipeline import values

#: Extensions of files in a format that is read; the text says which it is.
FORMATS = frozenset({
    "json3", "json", "vtt", "srt", "srv1", "srv2", "srv3", "ttml", "ass", "ssa", "sbv", "sub", "lrc", "smi", "mpl",
    "tsv", "csv",
})  # fmt: skip
#: A named track: yt-dlp appends the 11-character id of the name to the language, ``ar-kH2EDplw2PE``.
_NAMED = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?)-[A-Za-z0-9_-]{11}")
_ORIGINAL = "-orig"
#: Codes that were renamed; YouTube uses old ones. Source: https://www.iana.org/assignments/language-subtag-registry
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "mo": "ro"}
#: Codes of one language that tools use side by side.
_SAME = {"tl": "fil"}
#: Preferred language if the spoken language is unknown and none was requested.
_DEFAULT_LANGUAGE = "en"


def language_of(track_language: str) -> str:
    """Return the plain BCP 47 tag of a track: ``en-orig`` is ``en``, ``ar-kH2EDplw2PE`` is ``ar``, ``iw`` is ``he``.

    Codes of three letters become those of two: ``eng`` is ``en``, ``ger`` and ``deu`` are ``de``.
    """
    tag = track_language.replace("_", "-") if "_" in track_language[:4] else track_language
    named = _NAMED.fullmatch(tag)
    tag = (named[1] if named else tag).removesuffix(_ORIGINAL)
    primary, dash, rest = tag.partition("-")
    if rest == primary:  # "en-en", as English captions are called beside their translations
        dash = rest = ""
    primary = primary.lower()
    short = get_global("language_aliases").get(primary, "") if len(primary) == 3 else ""
    primary = short if len(short) == 2 else primary
    return _RENAMED.get(primary, primary) + dash + rest


def is_translation(track_language: str) -> bool:
    """Return whether the tag is one that yt-dlp gives a machine translation: ``de-en`` is German made from English.

    Regions have capitals there. In other tools' tags they may not: ``pt-br`` and ``zh-tw`` are regions.
    """
    primary, *rest = track_language.split("-")
    return any(
        part.islower() and part != primary and part in _translated_languages() and not _is_region(primary, part)
        for part in rest
    )


@cache
def _translated_languages() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").languages) if len(code) == 2)


def _is_region(language: str, region: str) -> bool:
    """Return whether a language is spoken in a region, both as codes; ``uk`` is what people call the region GB."""
    tag = f"{language}_{region.upper()}"
    return tag == "en_UK" or localedata.exists(tag) or tag in get_global("likely_subtags")


def choose_track(
    tracks: Iterable[values.CaptionTrack], *, language: str | None, video_language: str | None
) -> values.CaptionTrack | None:
    """Return the track to read, or None.

    The requested language comes first, then the spoken one; in each, manual captions come before automatic ones. A
    language matches its regions: ``en`` matches ``en-GB``, and the other way round if there is no closer match. If
    neither language matches, any manual captions are used. Machine translations and ``live_chat`` are never read.
    """
    readable = [track for track in tracks if track.format in FORMATS and not track.language.startswith("live_chat")]
    manual = [track for track in readable if not track.automatic]
    recognised = _recognised_language(readable, video_language)
    spoken = video_language or recognised
    # The automatic tracks in all other languages are translations.
    automatic = [
        track for track in readable if track.automatic and recognised and _distance(track, recognised) is not None
    ]
    for wanted in (language, spoken):
        if wanted:
            found = _nearest(manual, wanted) or _nearest(automatic, wanted)
            if found:
                return found
    return _nearest(manual, _DEFAULT_LANGUAGE) or next(iter(manual + automatic), None)


def _recognised_language(tracks: Sequence[values.CaptionTrack], video_language: str | None) -> str | None:
    """Return the language of YouTube's speech recognition: of the ``-orig`` track, else the video's, else the only one.

    Speech recognition can be wrong about the language, so the language that the video states has priority over it.
    """
    automatic = [track.language for track in tracks if track.automatic]
    marked = [tag for tag in automatic if tag.endswith(_ORIGINAL)]
    if marked:
        return language_of(marked[0])
    only = {language_of(tag) for tag in automatic}
    return video_language or (only.pop() if len(only) == 1 else None)


def _nearest(tracks: Sequence[values.CaptionTrack], wanted: str) -> values.CaptionTrack | None:
    near = [(distance, track) for track in tracks if (distance := _distance(track, wanted)) is not None]
    return min(near, key=lambda pair: pair[0])[1] if near else None


class _Tag(NamedTuple):
    language: str
    script: str
    region: str


def _parse(tag: str) -> _Tag:
    """Return the parts of a tag; the script that the tag implies, and no region if it names none."""
    language, *rest = tag.split("-")
    language = _SAME.get(language, language)
    region = next((part.upper() for part in rest if len(part) == 2 or part.isdigit()), "")
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    likely = get_global("likely_subtags")
    implied = likely.get(f"{language}_{region}") or likely.get(language) or ""
    return _Tag(language, script or next((part for part in implied.split("_") if len(part) == 4), ""), region)


def _distance(track: values.CaptionTrack, wanted: str) -> int | None:
    """Return the distance of the track's language from ``wanted``: 0 is the same, None is another language.

    The script counts first, then the region: Taiwan reads ``zh-Hant``, Mexico ``es-419`` rather than ``es-ES``.
    Source: https://cldr.unicode.org, likely subtags and parent locales.
    """
    tag = language_of(wanted)
    has, wants = _parse(language_of(track.language)), _parse(tag)
    if has.language != wants.language:
        return None
    if has == wants:
        return 0
    parents = get_global("parent_exceptions")
    parent = parents.get(f"{wants.language}_{wants.region}", "")
    usual = get_global("likely_subtags").get(wants.language, "").rpartition("_")[2]
    if has.region == (wants.region or usual):
        region = 1
    elif has.region and parent == f"{has.language}_{has.region}":
        region = 2
    elif not has.region:
        region = 3
    else:
        is_sibling = bool(parent) and parents.get(f"{has.language}_{has.region}") == parent
        region = 4 if is_sibling else 5 + (has.region != usual)
    return region + (10 if has.script != wants.script else 0)
