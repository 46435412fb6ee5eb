"""Reports as files: JSON, Markdown, HTML, PDF, and the comments as CSV."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.template.loader import render_to_string

from analysis.events import JSON
from analysis.exports import pdf
from analysis.exports.comments_csv import comments_csv
from analysis.exports.report import report_context
from analysis.models import AnalysisTask, Comment, Transcript
from analysis.queries import comments
from analysis.wording import languages

#: Bytes of a title in a file name: most titles whole. File systems allow 255 bytes for a name.
_MAX_TITLE_BYTES = 180
# Not allowed in names on Windows, or read as a path.
_RESERVED = re.compile(r'[<>:"/\\|?*]')
_BLANK_LINES = re.compile(r"\n\s*\n")


class ExportFormat(StrEnum):
    """The formats of an export."""

    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    CSV = "csv"


@dataclass(frozen=True)
class Document:
    """A report as a file."""

    name: str
    content_type: str
    #: Pieces of at most a few MB; those of JSON and CSV are made while they are read.
    content: Iterable[bytes]


def export_document(
    task: AnalysisTask, export_format: ExportFormat, *, language: str = "en", with_bom: bool = True
) -> Document:
    """Return the report of a completed analysis, loaded with its result, as a file.

    ``language`` is the tag of that of the report's own words; JSON and CSV are for programs and have one form.
    ``with_bom`` puts a byte order mark before CSV. Reading the content raises :exc:`DownloadInterrupted` if the
    comments change meanwhile.

    Raises:
        TemporaryError: another PDF is being made, or this one took too long.
        PdfUnavailable: this server has no Pango.
    """
    extension, content_type, render = _FORMATS[export_format]
    with languages.use(language):
        content = _csv(task, with_bom=with_bom) if export_format is ExportFormat.CSV else render(task)
    return Document(file_name(task, extension), content_type, content)


def file_name(task: AnalysisTask, extension: str) -> str:
    """Return ``<title> [<video id>].<extension>``, safe on every file system; without a title only the id."""
    return safe_name(str(((task.result_data or {}).get("video") or {}).get("title") or ""), task.video_id, extension)


def safe_name(title: str, id_: str, extension: str) -> str:
    """Return ``<title> [<id>].<extension>`` in the same way."""
    # Control characters and those that turn the direction of text (category C) would disguise the name.
    visible = "".join(char for char in title if unicodedata.category(char)[0] != "C")
    words = " ".join(_RESERVED.sub(" ", visible).split())
    short = words.encode()[:_MAX_TITLE_BYTES].decode(errors="ignore").strip(" .")
    return f"{short} [{id_}].{extension}" if short else f"{id_}.{extension}"


def _json(task: AnalysisTask) -> Iterator[bytes]:
    """Return the pieces of an object; each segment and each comment is on a line of its own."""
    batches = _comments(task)
    transcript = Transcript.objects.filter(task=task).first()
    names = ("start", "end", "text", "confidence")
    segments = [dict(zip(names, segment, strict=True)) for segment in transcript.segments] if transcript else []
    whole = {"task_id": str(task.pk), "result": task.result_data, "metadata": task.result_metadata}
    return _json_pieces(whole, {"transcript": [segments], "comments": batches})


def _json_pieces(whole: JSON, lists: dict[str, Iterable[list[JSON]]]) -> Iterator[bytes]:
    yield json.dumps(whole, ensure_ascii=False, indent=2).removesuffix("\n}").encode()
    for name, batches in lists.items():
        yield f',\n  "{name}": ['.encode()
        separator = "\n    "
        for rows in filter(None, batches):
            lines = (json.dumps(row, ensure_ascii=False) for row in rows)
            yield (separator + ",\n    ".join(lines)).encode()
            separator = ",\n    "
        yield b"\n  ]"
    yield b"\n}\n"


def _markdown(task: AnalysisTask) -> list[bytes]:
    text = render_to_string("exports/report.md", {"task": task, **report_context(task)})
    # Template tags leave lines that are empty or hold only spaces.
    return [(_BLANK_LINES.sub("\n\n", text).strip() + "\n").encode()]


def _html(task: AnalysisTask) -> list[bytes]:
    return [render_to_string("exports/report.html", {"task": task, **report_context(task)}).encode()]


def _pdf(task: AnalysisTask) -> list[bytes]:
    return [pdf.render_pdf(*_html(task))]


def _csv(task: AnalysisTask, *, with_bom: bool = True) -> Iterator[bytes]:
    return comments_csv(_comments(task), with_bom=with_bom)


def _comments(task: AnalysisTask) -> Iterator[list[JSON]]:
    """Return batches of the comments in the order of their source."""
    return comments.read_all(comments.sort(Comment.objects.filter(task=task), comments.DEFAULT_ORDERING))


_FORMATS: dict[ExportFormat, tuple[str, str, Callable[[AnalysisTask], Iterable[bytes]]]] = {
    ExportFormat.JSON: ("json", "application/json", _json),
    ExportFormat.MARKDOWN: ("md", "text/markdown; charset=utf-8", _markdown),
    ExportFormat.HTML: ("html", "text/html; charset=utf-8", _html),
    ExportFormat.PDF: ("pdf", "application/pdf", _pdf),
    ExportFormat.CSV: ("csv", "text/csv; charset=utf-8", _csv),
}
