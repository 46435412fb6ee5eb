"""What the name of an archived file says: whose file it is, what it holds, its language, the title of the video.

Sources of the names: https://github.com/yt-dlp/yt-dlp#output-template (``Title [id].en.vtt``), youtube-dl
(``Title-id.en.vtt``), https://docs.tubearchivist.com (``<channel>/<id>.mp4``, earlier ``<date>_<id>_<title>.mp4``),
and speech recognisers, which write ``<name>.srt`` without a language.
"""

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import get_global

_ID = r"[A-Za-z0-9_-]{11}"
#: An id as yt-dlp writes it, and one at the end of a name, as youtube-dl does.
_IN_BRACKETS = re.compile(rf"[\[(]({_ID})[\])]")
_AFTER_DASH = re.compile(r"(?<=.)-([A-Za-z0-9]{11})$")
#: ``.info.json``, in a folder of its own also ``info.json``; some archivers leave ``.info_no_date.json``.
_DUMP = re.compile(r"(?:\.|^)info(_\w{1,40})?\.json$", re.IGNORECASE)
_MEDIA = re.compile(r"(?:\.f(?:\d|hls|dash)[\w-]{0,20})?\.(?:m4a|opus|ogg|mp3|flac|wav|webm|mp4|mkv)$", re.IGNORECASE)
_CAPTIONS = re.compile(r"\.(vtt|srt|json3|srv[123]|ttml|xml|ass|ssa|sbv|lrc)(?:\.xml)?$", re.IGNORECASE)
#: BCP 47, ISO 639-2, YouTube's "en-orig", and yt-dlp's "ar-kH2EDplw2PE" of a named track.
_LANGUAGE = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9_-]{1,40})?"
#: What media players append to a language: captions for the hearing impaired, or the default ones.
_FLAGS = r"(?:\.(?i:hi|sdh|cc|default))*"
_LANGUAGE_SUFFIX = re.compile(rf"(?:^|\.)({_LANGUAGE}){_FLAGS}$")
_HEARING_IMPAIRED = re.compile(r"\.(?:hi|sdh|cc)$", re.IGNORECASE)
#: Right after the id, where a title cannot be taken for a language.
_LANGUAGE_AFTER_ID = re.compile(rf"^[\])]?[ ._-]+({_LANGUAGE}){_FLAGS}$")
#: The name of a language in English, as media players accept it: ``Harbour.German.srt``.
_NAME_SUFFIX = re.compile(rf"(?:^|[. _(\[-])([A-Z][a-z]{{3,19}})[)\]]?{_FLAGS}$")
#: Not captions, in whatever format they are called: the chat of a stream.
_CHAT = re.compile(r"(?:^|\.)live_chat$", re.IGNORECASE)
#: An id by itself, at the beginning of a name, that is no word.
_ID_FIRST = re.compile(rf"({_ID})(?:\.|$)")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
#: Only the parts in another language than that of the video.
_FORCED = re.compile(r"\.forced$", re.IGNORECASE)
_DATE = re.compile(r"^(?:19|20)\d\d-?\d\d-?\d\d(?:[ _-]+|$)")
#: Characters that no file name may hold, as yt-dlp replaces them. "：" and "？" are usual in Chinese titles and stay.
_REPLACED = str.maketrans("⧸⧹＂＊＜＞｜", '/\\"*<>|')


@dataclass(frozen=True)
class CaptionName:
    """What the name of a caption file says."""

    #: Empty if the name states none.
    language: str
    format: str
    hearing_impaired: bool = False


def dump_rank(name: str) -> int | None:
    """Return 0 for the name of a dump, 1 for a variant of it, None for any other file."""
    found = _DUMP.search(name)
    return None if found is None else int(found[1] is not None)


def stem(name: str) -> str:
    """Return the name without what tells the files of one video apart: language, format and extension."""
    for pattern in (_DUMP, _MEDIA):
        if pattern.search(name):
            return pattern.sub("", name)
    bare = _CAPTIONS.sub("", name)
    return bare if bare == name else _LANGUAGE_SUFFIX.sub("", _FORCED.sub("", bare))


def belongs_to(name: str, video_id: str) -> bool:
    """Return whether a file or folder is of the video.

    The id must be a word of its own: ``[RDabcdefghijk]`` is another one. Where a name holds several ids, the first
    counts if the name begins with it, else the last: the title may cite other videos.
    """
    bare = stem(name)
    if _find_id(bare, video_id) is None:
        return False
    ids = _IN_BRACKETS.findall(bare) or _AFTER_DASH.findall(bare)
    return not ids or ids[-1] == video_id or bare.lstrip("[(").startswith(video_id) or bare.endswith(f"-{video_id}")


def _find_id(text: str, video_id: str) -> re.Match[str] | None:
    """Return the last place of the id that is not a part of a longer word."""
    pattern = rf"(?<![A-Za-z0-9]){re.escape(video_id)}(?![A-Za-z0-9])"
    places = list(re.finditer(pattern, text))
    return places[-1] if places else None


def caption_name(name: str, video_id: str) -> CaptionName | None:
    """Return what the name of a caption file says; None for any other file and for ``forced`` captions."""
    found = _CAPTIONS.search(name)
    if found is None:
        return None
    bare, format_ = name[: found.start()], found[1].lower()
    if _FORCED.search(bare) or _CHAT.search(bare):
        return None
    own = _find_id(bare, video_id)
    after = bare[own.end() :] if own else bare
    language = (own and _known(_LANGUAGE_AFTER_ID.search(after))) or _known(_LANGUAGE_SUFFIX.search(after))
    is_impaired = language is not None and _HEARING_IMPAIRED.search(after[language.end(1) :]) is not None
    tag = language[1] if language else _language_in_words(after)
    return CaptionName(tag, "srv1" if format_ == "xml" else format_, is_impaired)


def _known(found: re.Match[str] | None) -> re.Match[str] | None:
    """Return ``found`` if its tag begins with a code of a language: not ``sub``."""
    if found is None:
        return None
    code = found[1].partition("-")[0].lower()
    is_known = code in _codes_by_name().values() or code in get_global("language_aliases") or len(code) == 2
    return found if is_known else None


def _language_in_words(bare: str) -> str:
    """Return the code of the language whose English name ends a name; empty if none does."""
    found = _NAME_SUFFIX.search(bare)
    return _codes_by_name().get(found[1], "") if found else ""


@cache
def _codes_by_name() -> dict[str, str]:
    """Return the codes of languages by their English names."""
    return {name: code for code, name in Locale("en").languages.items() if "_" not in code}


def language(name: str) -> str:
    """Return the language that the name of a caption file states; empty if it states none, whatever its format."""
    bare = name.rpartition(".")[0]
    found = _known(_LANGUAGE_SUFFIX.search(bare)) if "." in bare else None
    return found[1] if found else _language_in_words(bare)


def is_of_another(name: str, video_id: str) -> bool:
    """Return whether a name in the folder of the video states another id: ``Trailer [zzZ4zzzzzzz].en.vtt``."""
    bare = stem(name)
    if _find_id(bare, video_id) is not None:
        return False
    first = _ID_FIRST.match(bare)
    return bool(_IN_BRACKETS.search(bare)) or (first is not None and _WORD.fullmatch(first[1]) is None)


def video_ids(name: str) -> set[str]:
    """Return the ids in brackets in a name."""
    return set(_IN_BRACKETS.findall(name))


def title(name: str, video_id: str) -> str | None:
    """Return the title that a name holds besides the id; None if it holds none."""
    bare = stem(name)
    own = _find_id(bare, video_id)
    if own is None:
        return None
    before, after = bare[: own.start()].rstrip("[( _-"), bare[own.end() :]
    after = "" if _LANGUAGE_AFTER_ID.search(after) else after.lstrip("]) _-")
    found = (_DATE.sub("", before) or after).translate(_REPLACED).strip()
    return found if any(map(str.isalnum, found)) else None
