"""Reports as files: JSON, Markdown, HTML, PDF, and the comments as CSV."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet
from django.template.loader import render_to_string

from analysis.exports import pdf
from analysis.exports.comments_csv import comments_csv
from analysis.exports.report import report_context
from analysis.models import AnalysisTask, Comment, Transcript
from analysis.queries import wire
from analysis.wording import languages

#: Characters of a title in a file name. File systems allow 255 bytes; a character has up to four.
_MAX_TITLE_CHARS = 50
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
    content: bytes


def export_document(
    task: AnalysisTask, export_format: ExportFormat, *, language: str = "en", with_bom: bool = True
) -> Document:
    """Return the report of a completed analysis, loaded with its result, as a file.

    ``language`` is the tag of that of the report's own words; JSON and CSV are for programs and have one form.
    ``with_bom`` puts a byte order mark before CSV: Excel takes a file without one for one in an old encoding.

    Raises:
        TemporaryError: another PDF is being made, or this one took too long.
        PdfUnavailable: this server has no Pango.
    """
    extension, content_type, render = _FORMATS[export_format]
    with languages.use(language):
        content = render(task)
    if export_format is ExportFormat.CSV and with_bom:
        content = b"\xef\xbb\xbf" + content
    return Document(file_name(task, extension), content_type, content)


def file_name(task: AnalysisTask, extension: str) -> str:
    """Return ``<title> [<video id>].<extension>``, safe on every file system; without a title only the id."""
    title = str(((task.result_data or {}).get("video") or {}).get("title") or "")
    # Control characters and those that turn the direction of text (category C) would disguise the name.
    visible = "".join(char for char in title if unicodedata.category(char)[0] != "C")
    words = " ".join(_RESERVED.sub(" ", visible).split())
    short = words[:_MAX_TITLE_CHARS].strip(" .")
    return f"{short} [{task.video_id}].{extension}" if short else f"{task.video_id}.{extension}"


def _json(task: AnalysisTask) -> bytes:
    transcript = Transcript.objects.filter(task=task).first()
    names = ("start", "end", "text", "confidence")
    whole = {
        "task_id": str(task.pk),
        "result": task.result_data,
        "metadata": task.result_metadata,
        "transcript": [dict(zip(names, segment, strict=True)) for segment in transcript.segments] if transcript else [],
        "comments": [wire.comment_json(comment) for comment in _comments(task)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def _markdown(task: AnalysisTask) -> bytes:
    text = render_to_string("exports/report.md", {"task": task, **report_context(task)})
    # Template tags leave lines that are empty or hold only spaces.
    return (_BLANK_LINES.sub("\n\n", text).strip() + "\n").encode()


def _html(task: AnalysisTask) -> bytes:
    return render_to_string("exports/report.html", {"task": task, **report_context(task)}).encode()


def _pdf(task: AnalysisTask) -> bytes:
    return pdf.render_pdf(_html(task))


def _comments(task: AnalysisTask) -> QuerySet[Comment]:
    """Return the comments in the order of their source."""
    return Comment.objects.filter(task=task).order_by("position")


def _csv(task: AnalysisTask) -> bytes:
    return comments_csv(map(wire.comment_json, _comments(task))).encode()


_FORMATS: dict[ExportFormat, tuple[str, str, Callable[[AnalysisTask], bytes]]] = {
    ExportFormat.JSON: ("json", "application/json", _json),
    ExportFormat.MARKDOWN: ("md", "text/markdown; charset=utf-8", _markdown),
    ExportFormat.HTML: ("html", "text/html; charset=utf-8", _html),
    ExportFormat.PDF: ("pdf", "application/pdf", _pdf),
    ExportFormat.CSV: ("csv", "text/csv; charset=utf-8", _csv),
}
