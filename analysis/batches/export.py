"""A batch as a file, made while it is sent: a zip with one folder a video, or a CSV with one row a video."""

import dataclasses
import io
import json
import time
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from analysis.access import permissions
from analysis.access.permissions import Caller
from analysis.batches import summary
from analysis.choices import TaskStatus
from analysis.exports import documents
from analysis.exports.comments_csv import csv_cell, csv_lines
from analysis.exports.documents import ExportFormat
from analysis.models import AnalysisTask, Batch, BatchMember
from analysis.queries import batch_wire, batches, tasks

#: Columns of one video, besides one of each class of feedback.
_VIDEO = [field.name for field in dataclasses.fields(batch_wire.VideoSummary) if field.name != "feedback"]
COLUMNS = ("position", "video_id", "youtube_url", "status", "reused", *_VIDEO[2:], *summary.FEEDBACK)
#: The files of one video.
_FORMATS = {"report.md": ExportFormat.MARKDOWN, "report.json": ExportFormat.JSON, "comments.csv": ExportFormat.CSV}


def file_name(batch: Batch, extension: str) -> str:
    """Return a name that is safe on every file system."""
    return documents.safe_name(batch.name or "Batch", str(batch.pk)[:8], extension)


def export_csv(batch: Batch, caller: Caller, *, with_bom: bool) -> Iterator[bytes]:
    """Yield a row for each member; what is not known is empty."""
    yield ("\ufeff" if with_bom else "").encode() + csv_lines([COLUMNS])
    rows = _members(batch)
    seen = set(permissions.tasks_visible(caller).filter(batch_members__batch=batch).values_list("pk", flat=True))
    for member in rows.iterator(chunk_size=100):
        yield csv_lines([[csv_cell(value) for value in _row(member, is_seen=member.task_id in seen)]])


def _row(member: BatchMember, *, is_seen: bool) -> list[object]:
    values: dict[str, object] = {name: getattr(member, name) for name in COLUMNS[:5]}
    values["status"] = member.task.status if member.task and member.status == TaskStatus.PROCESSING else member.status
    values["title"] = member.title
    if member.facts is not None and (is_seen or member.task_id is None):
        found = summary.video_summary(member)
        values |= {name: getattr(found, name) for name in _VIDEO}
        values |= {name: each["count"] for name, each in (member.facts["feedback"] or {}).items()}
        values["themes"], values["topics"] = "; ".join(found.themes), "; ".join(found.topics)
        # In brackets: a text that begins with a minus is no formula, and would be marked as one.
        values["sentiment_95"] = json.dumps(found.sentiment_95) if found.sentiment_95 else ""
    return ["" if values.get(name) is None else values[name] for name in COLUMNS]


def export_zip(batch: Batch, caller: Caller) -> Iterator[bytes]:
    """Yield the pieces of a zip; of each video at most one file is in memory, and what the caller sees is in it."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(json.loads(batches.batch_text(batch.pk)), ensure_ascii=False, indent=2)
        archive.writestr("batch.json", text)
        yield from _written(archive, pieces, "videos.csv", export_csv(batch, caller, with_bom=True))
        for member in _members(batch).filter(status=TaskStatus.COMPLETED, task__isnull=False):
            task = tasks.task_for_report(str(member.task_id), caller)
            if task is None or task.status != TaskStatus.COMPLETED:
                continue  # the caller may not see it, or it was deleted meanwhile
            for name, content in _files(task):
                folder = f"{member.position:03} {documents.file_name(task, '')}".rstrip(".")
                yield from _written(archive, pieces, f"{folder}/{name}", content)
    yield pieces.take()


def _files(task: AnalysisTask) -> Iterator[tuple[str, Iterable[bytes]]]:
    for name, export_format in _FORMATS.items():
        yield name, documents.export_document(task, export_format).content


def _written(archive: zipfile.ZipFile, pieces: "_Pieces", name: str, content: Iterable[bytes]) -> Iterator[bytes]:
    # By its name alone an entry would be of 1980.
    entry = zipfile.ZipInfo(name, time.localtime()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w") as file:
        for piece in content:
            file.write(piece)
            yield pieces.take()


def _members(batch: Batch) -> QuerySet[BatchMember]:
    return (
        BatchMember.objects.filter(batch=batch)
        .select_related("task")
        .defer("task__result_data", "task__result_metadata")
        .order_by("position")
    )


class _Pieces(io.RawIOBase):
    """A file that cannot seek; what was written is taken away piece by piece."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Keep a piece."""
        self._written += data
        return len(data)

    def take(self) -> bytes:
        """Return what was written since the last call."""
        piece = bytes(self._written)
        self._written.clear()
        return piece
