"""What the name of an archived file says: whose file it is, what it holds, its language, the title of the video.

Sources of the names: https://github.com/yt-dlp/yt-dlp#output-template (``Title [id].en.vtt``), youtube-dl
(``Title-id.en.vtt``), https://docs.tubearchivist.com (``<channel>/<id>.mp4``, earlier ``<date>_<id>_<title>.mp4``),
and speech recognisers, which write ``<name>.srt`` without a language.
"""

import re
import unicodedata
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
_CAPTIONS = re.compile(
    r"\.(vtt|srt|json3|srv[123]|ttml|xml|ass|ssa|sbv|lrc|smi|mpl|sub|tsv|csv|json)(?:\.xml)?$", re.IGNORECASE
)
#: Formats whose extensions other files have, too: pictures of subtitles, tables, anything in JSON.
_AMBIGUOUS = frozenset({"sub", "tsv", "csv", "json"})
#: BCP 47, ISO 639-2, YouTube's "en-orig", yt-dlp's "ar-kH2EDplw2PE" of a named track, and "de_DE".
_LANGUAGE = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9_-]{1,40}|_(?:[A-Z]{2}|[A-Z][a-z]{3}|\d{3}))?"
#: What media players append to a language: captions for the hearing impaired, the default ones, those of speech
#: recognition. Converters append another format, browsers and desktops the number of a copy.
_FLAGS = r"(?:\.(?i:hi|sdh|cc|default|auto|asr|ai|whisper|vtt|srt))*(?: ?\(\d{1,2}\)|(?: -)? [Cc]opy)?"
_LANGUAGE_SUFFIX = re.compile(rf"(?:^|\.)({_LANGUAGE}){_FLAGS}$")
_HEARING_IMPAIRED = re.compile(r"\.(?:hi|sdh|cc)$", re.IGNORECASE)
#: Right after the id, where a title cannot be taken for a language.
_LANGUAGE_AFTER_ID = re.compile(rf"^[\])]?[ ._-]+[\[(]?({_LANGUAGE})[\])]?{_FLAGS}$")
#: After another mark than a point only codes of two letters that do not end English sentences, or with a region.
_LANGUAGE_AT_END = re.compile(
    r"[-_ ](?!(?:am|as|be|he|hi|id|in|is|it|my|no|or|so|to)$)([a-z]{2}(?:[-_](?:[A-Z]{2}|[A-Z][a-z]{3}|\d{3}))?)$"
)
#: The name of a language at the beginning, ``[German (auto-generated)] Harbour [DownSub.com].srt``, and remarks on it.
_NAME_IN_FRONT = re.compile(r"\[([^\[\]]{2,60})\]\s")
_REMARKS = frozenset(["auto", "generated", "captions", "cc", "default", "hi", "sdh", "sub", "subs", "subtitles"])
#: With the vowel signs of the scripts that write them as marks.
_LETTERS = re.compile(
    "[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f\u0591-\u05c7\u0900-\u0dff\u0e31-\u0eff\u1000-\u109f\u17b4-\u17d3])*"
)
#: Words of the longest name of a language: "Spanish Latin America", and of its remarks.
_MAX_NAME_WORDS, _MAX_WORDS = 4, 8
#: Languages that YouTube offers, which files also name by their own names: "Čeština", "Português (Brasil)".
_OFFERED = """
    af az id ms ca cs da de et en es eu fil fr gl hr is it sw lv lt hu nl no nb uz pl pt ro sq sk sl sr fi sv vi tr be
    bg ky kk mk mn ru uk el hy he ur ar fa ne mr hi bn pa gu ta te kn ml si th lo my ka am km zh ja ko
"""
_NAMED_BY_THEMSELVES = frozenset(_OFFERED.split())
#: Other names: scripts of Chinese, and codes of subtitle editors.
_OWN_NAMES = {
    "简体": "zh-Hans", "简体中文": "zh-Hans", "繁體": "zh-Hant", "繁體中文": "zh-Hant", "繁体中文": "zh-Hant",
    "中文 简体": "zh-Hans", "中文 繁體": "zh-Hant", "中文 繁体": "zh-Hant", "chs": "zh-Hans", "cht": "zh-Hant",
    "pob": "pt-BR", "bahasa indonesia": "id", "bahasa melayu": "ms",
}  # fmt: skip
_OWN_REGIONS = {"simplified": "Hans", "traditional": "Hant"}
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
    #: Whether only its text says that the file holds captions.
    is_ambiguous: bool = False


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
    if found is None or _DUMP.search(name):
        return None
    bare, format_ = name[: found.start()], found[1].lower()
    if _FORCED.search(bare) or _CHAT.search(bare):
        return None
    own = _find_id(bare, video_id)
    after = bare[own.end() :] if own else bare
    language = (own and _known(_LANGUAGE_AFTER_ID.search(after))) or _known(_LANGUAGE_SUFFIX.search(after))
    is_impaired = language is not None and _HEARING_IMPAIRED.search(after[language.end(1) :]) is not None
    tag = language[1] if language else _language_of(after) or _language_in_words(bare)
    return CaptionName(tag, "srv1" if format_ == "xml" else format_, is_impaired, format_ in _AMBIGUOUS)


def _known(found: re.Match[str] | None) -> re.Match[str] | None:
    """Return ``found`` if its tag begins with a code of a language: not ``sub``."""
    if found is None:
        return None
    code = re.split("[-_]", found[1], maxsplit=1)[0].lower()
    is_code = len(code) == 2 and found[0].startswith((".", code))
    return found if is_code or code in _codes() or code in get_global("language_aliases") else None


def _language_in_words(bare: str) -> str:
    """Return the tag of the language that the words at the end of a name are, or those in brackets before it."""
    in_front = _NAME_IN_FRONT.match(bare)
    if in_front and (tag := _tag_of(_without_remarks(_LETTERS.findall(in_front[1])[:_MAX_WORDS]))):
        return tag
    end = re.sub(rf"{_FLAGS}$", "", bare)
    places = list(_LETTERS.finditer(end))[-_MAX_WORDS:]
    if not places or end[places[-1].end() :].strip(")]） "):
        return ""
    while places and places[-1].group().lower() in _REMARKS:
        places.pop()
    words = [place.group() for place in places]
    for first in range(max(0, len(words) - _MAX_NAME_WORDS), len(words)):
        before = end[: places[first].start()][-1:]
        # A word of a title in small letters is no language: "how to speak german".
        if not words[first].islower() or before in ("", ".", "_"):
            tag = _tag_of(words[first:])
            if tag:
                return tag
    return ""


def _without_remarks(words: list[str]) -> list[str]:
    return [word for word in words if word.lower() not in _REMARKS]


def _tag_of(words: list[str]) -> str:
    """Return the tag that the words name, "Portuguese", "Brazil"; empty if they name none."""
    names = [unicodedata.normalize("NFC", " ".join(words[:place])).casefold() for place in range(len(words) + 1)]
    if tag := _tags_by_name().get(names[-1]):
        return tag
    for place in range(1, len(words)):
        tag = _tags_by_name().get(names[place])
        if tag and (region := _regions(tag).get(" ".join(words[place:]).casefold())):
            return f"{tag}-{region}"
    return ""


@cache
def _codes() -> frozenset[str]:
    """Return the codes of languages without a script or region."""
    return frozenset(code for code in map(str, Locale("en").languages) if "_" not in code)


@cache
def _tags_by_name() -> dict[str, str]:
    """Return the tags of languages by their names in small letters, those in English of at least four letters."""
    named = {name.casefold(): code.replace("_", "-") for code, name in Locale("en").languages.items() if len(name) > 3}
    own = {str(Locale(code).languages[code]).casefold(): code for code in _NAMED_BY_THEMSELVES}
    return named | own | _OWN_NAMES


@cache
def _regions(language: str) -> dict[str, str]:
    """Return the codes of regions and scripts by their names in small letters, in English and in ``language``."""
    locales = [Locale(code) for code in (language, "en") if code == "en" or code in _NAMED_BY_THEMSELVES]
    named = {name.casefold(): code for locale in locales for code, name in locale.territories.items()}
    return named | _OWN_REGIONS


def language(name: str) -> str:
    """Return the language that the name of a caption file states; empty if it states none, whatever its format."""
    bare = _CAPTIONS.sub("", name.rpartition(".")[0])  # also "x.de.srt.txt"
    return _language_of(_FORCED.sub("", bare))


def _language_of(bare: str) -> str:
    found = _known(_LANGUAGE_SUFFIX.search(bare)) or _known(_LANGUAGE_AT_END.search(bare))
    return found[1] if found else _language_in_words(bare)


def flags(name: str) -> str:
    """Return ``.forced`` or ``.sdh`` where the name of a caption file says so, empty otherwise."""
    bare = _CAPTIONS.sub("", name)
    if _FORCED.search(bare):
        return ".forced"
    language = _known(_LANGUAGE_SUFFIX.search(bare))
    return ".sdh" if language and _HEARING_IMPAIRED.search(bare[language.end(1) :]) else ""


def is_of_another(name: str, video_id: str) -> bool:
    """Return whether a name in the folder of the video states another id: ``Trailer [zzZ4zzzzzzz].en.vtt``."""
    bare = stem(name)
    if _find_id(bare, video_id) is not None:
        return False
    first = _ID_FIRST.match(bare)
    return bool(_IN_BRACKETS.search(bare)) or (first is not None and _WORD.fullmatch(first[1]) is None)


def states_an_id(name: str) -> bool:
    """Return whether a name holds what may be the id of a video."""
    bare = stem(name)
    return bool(_IN_BRACKETS.search(bare) or _AFTER_DASH.search(bare) or re.fullmatch(_ID, bare))


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
