"""What an uploaded file is, by its content; its name says at most the language of captions and the id of the video."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from analysis.pipeline import captions, large_json
from analysis.sources import archive_names
from analysis.uploads import comment_formats, unpacking
from analysis.uploads.budget import Budget
from analysis.uploads.errors import DamagedUpload, InvalidUpload, SeveralVideos, UploadTooLarge

Kind: TypeAlias = Literal["info", "captions", "comments", "audio", "zip", "archive"]
#: Bytes of a caption file, as the sources read them.
MAX_CAPTION_BYTES = 16 * 1024**2
_HEAD_BYTES = 64 * 1024
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
_TAR_MAGIC, _TAR_OFFSET = b"ustar", 257
#: How audio files begin, and the ending that ffmpeg and the archive know them by.
_AUDIO = (
    (b"OggS", ".ogg"), (b"fLaC", ".flac"), (b"ID3", ".mp3"), (b"\x1a\x45\xdf\xa3", ".webm"),
    (b"\xff\xfb", ".mp3"), (b"\xff\xf3", ".mp3"), (b"\xff\xf2", ".mp3"), (b"\xff\xfa", ".mp3"),
)  # fmt: skip
#: As tools write it, ``00:00:01,000 -->``, and variants that ``captions`` reads: ``00:01.000 ->>``, ``0:0: 1,0 ->``.
_SRT = re.compile(
    r"^[^\S\n]*+\[?(?:\d{1,3}[:.]\s?)?\d{1,2}[:.]\s?\d{1,2}\s?[,.:;]\s?-?\d{1,6}\s*[-=](?:\s?[-=]){0,2}\s?>",
    re.MULTILINE,
)
#: The timing of SubViewer, ``0:00:01.500,0:00:03.000``.
_SBV = re.compile(r"^[ \t]*+\d{1,3}:\d\d:\d\d\.\d{2,3},\d{1,3}:\d\d:\d\d\.\d{2,3}\s*$", re.MULTILINE)
#: The first time of lyrics, ``[00:12.34]``, after their tags.
_FRACTION = re.compile(r"(?:\s*\[[A-Za-z#][^\n]{0,500}\n){0,40}\s*\[\d{1,3}:\d{1,2}[.:]\d")
_XML = re.compile(
    r"\A\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!DOCTYPE[^\[\]<>]{0,1000}>\s*)?<(timedtext|transcript|(?:\w{1,10}:)?tt)[\s>]"
)
#: From its first letter; blank lines are left out.
_LINE = re.compile(r"\S[^\n]*")
_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson", ".json3")


@dataclass
class Found:
    """What a file is, and what was read of it."""

    kind: Kind
    #: Of captions and audio, without the dot.
    format: str = ""
    #: Of captions; empty where nothing states it.
    language: str = ""
    #: The dump.
    info: dict[str, Any] = field(default_factory=dict)
    #: As yt-dlp writes them.
    comments: list[dict[str, Any]] = field(default_factory=list)
    video_ids: set[str] = field(default_factory=set)


def recognise(path: Path, name: str, budget: Budget) -> Found | None:
    """Return what the file is, None where it is nothing that is read.

    Raises:
        DamagedUpload: it is JSON that is broken, or a text with NULs.
        UploadTooLarge: it is a text of more than is read, or over the budget.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(unpacking.MAGIC):
        return Found("zip")
    if head.startswith(_ARCHIVES) or head.startswith(_TAR_MAGIC, _TAR_OFFSET):
        return Found("archive")
    if suffix := _audio_suffix(head):
        return Found("audio", suffix[1:])
    text = captions.decode(head[: head.rfind(b"\n") + 1 or None] if len(head) == _HEAD_BYTES else head)
    begin = text.lstrip("\ufeff \t\r\n")
    found = _timed_text(begin, name)
    if found is None and begin.startswith(("{", "[")):
        return _json(path, name, budget)
    if found is not None:
        size = path.stat().st_size
        if size > MAX_CAPTION_BYTES:
            raise UploadTooLarge(f"{name} has {size:,} bytes; at most {MAX_CAPTION_BYTES:,} are read of such a file.")
        _read_text(path, name)
    return found


def _audio_suffix(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return ".m4a"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return ".wav"
    return next((suffix for magic, suffix in _AUDIO if head.startswith(magic)), None)


def _timed_text(text: str, name: str) -> Found | None:
    """Return the captions that ``text`` begins."""
    language = archive_names.language(name)
    if text.startswith("WEBVTT"):
        return Found("captions", "vtt", captions.stated_language(text) or language)
    if captions.is_sami(text):
        return Found("captions", "smi", language or captions.stated_language(text))
    if found := _XML.search(text):
        return Found("captions", {"timedtext": "srv3", "transcript": "srv1"}.get(found[1], "ttml"), language)
    if line_format := captions.cue_line_format(text):
        return Found("captions", line_format, language)
    # A table of contents may begin as lyrics without fractions of seconds do.
    if captions.is_lyrics(text) and (name.lower().endswith(".lrc") or _FRACTION.match(text)):
        return Found("captions", "lrc", language)
    if text.startswith(("{", '["', "[{")):
        return None  # JSON, which may quote a timing
    formats = {"ass": captions.is_substation(text), "sbv": _SBV.search(text), "srt": _SRT.search(text)}
    return next((Found("captions", format_, language) for format_, is_it in formats.items() if is_it), None)


def _read_text(path: Path, name: str) -> str:
    text = captions.decode(path.read_bytes())
    if "\0" in text:
        raise DamagedUpload(f"{name} holds NULs, so it is not the text that it seems to be.")
    return text


# JSON


def _json(path: Path, name: str, budget: Budget) -> Found | None:
    budget.take_json_bytes(path.stat().st_size)
    text = _read_text(path, name)
    budget.take_json(text)
    try:
        content = large_json.loads(text)
    except large_json.TooLarge as error:
        raise UploadTooLarge("The JSON files hold too many values, or are too long, to be read.") from error
    except (ValueError, RecursionError) as error:
        if not name.lower().endswith(_JSON_SUFFIXES) and not text.lstrip("\ufeff \t\r\n").startswith('{"'):
            return None  # a text that begins with a bracket
        content = _lines(text, name, error)
    del text
    return _of_json(content, name, budget)


def _lines(text: str, name: str, whole: Exception) -> list[Any]:
    """Return the values of JSON lines.

    Raises:
        DamagedUpload: a line is not JSON.
    """
    values = []
    # One at a time: a list of millions of empty lines takes more memory than the text.
    for line in _LINE.finditer(text.lstrip("\ufeff")):
        try:
            values.append(large_json.loads(line[0]))
        except (ValueError, RecursionError) as error:
            if not values:  # not JSON lines either
                raise DamagedUpload(f"{name} is not complete JSON.") from whole
            number = text.count("\n", 0, line.start()) + 1
            raise DamagedUpload(f"{name} is not complete JSON: see line {number:,}.") from error
    return values


def _of_json(content: Any, name: str, budget: Budget) -> Found | None:
    if isinstance(content, Mapping):
        if isinstance(content.get("events"), list):
            return Found("captions", "json3", archive_names.language(name))
        if captions.is_transcript(content):
            language = archive_names.language(name) or captions.transcript_language(content)
            return Found("captions", "json3", language)
        if isinstance(error := content.get("error"), Mapping) and "message" in error:
            raise InvalidUpload(f"{name} is an error message of YouTube's Data API, not comments.")
        if content.get("_type") in ("playlist", "multi_video"):
            raise SeveralVideos(f"{name} describes a playlist. Send the dump of each video on its own.")
        if _is_dump(content):
            return _dump(dict(content), name)
        # The "pretty" output of youtube-comment-downloader.
        content = content["comments"] if isinstance(content.get("comments"), list) else [content]
    if captions.is_transcript(content):
        return Found("captions", "json3", archive_names.language(name))
    if not isinstance(content, list) or not any(map(comment_formats.is_comment, content)):
        return None
    found = Found("comments")
    for item in content:
        thread = item if isinstance(item, Mapping) else {}
        found.video_ids.update(comment_formats.video_ids(thread))
        for comment in comment_formats.convert(thread):
            budget.take_comments(1)
            found.comments.append(comment)
    return found


def _is_dump(content: Mapping[str, Any]) -> bool:
    return any(key in content for key in comment_formats.DUMP_KEYS) or ("id" in content and "title" in content)


def _dump(info: dict[str, Any], name: str) -> Found:
    site = str(info.get("extractor_key") or info.get("extractor") or "youtube")
    if site.lower() != "youtube":
        raise InvalidUpload(f"{name} describes a video of {site[:40]}, not of YouTube.")
    own = info.get("id")
    return Found("info", info=info, video_ids={own} if isinstance(own, str) else set())
