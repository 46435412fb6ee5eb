"""Erases an author: first onto the list, so that nothing is added; then from each analysis, in a transaction each.

What is killed in between is repeated: an analysis has the author's comments, or nothing of them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from analysis import services
from analysis.choices import StepName
from analysis.models import (
    AnalysisTask,
    Comment,
    SearchEntry,
    SearchSignature,
    SearchVector,
    StepAttempt,
    StepRun,
    TaskEvent,
    WebhookDelivery,
)
from analysis.operations.erasure import uploaded_dumps
from analysis.operations.erasure.scrubbing import Scrubber
from analysis.queries import erased_authors
from analysis.search import indexing

_CHANNEL_ID = re.compile(r"UC[\w-]{22}", re.ASCII)
#: Added to the warnings of an analysis.
WARNING = {
    "code": "COMMENTS_ERASED",
    "message": (
        "Comments were erased after this analysis, at the request of their author. The figures still count them."
    ),
    "step": StepName.COMMENT_ANALYSIS.value,
    "severity": "info",
}
#: Columns that may hold what an author wrote, of rows that belong to an analysis.
_JSON_COLUMNS = {StepRun: ("output", "facts"), TaskEvent: ("data",)}
_TEXT_COLUMNS = {StepRun: ("error_message",), StepAttempt: ("cause_message", "traceback")}


@dataclass
class Erased:
    """How much was erased, or would be."""

    analyses: int = 0
    comments: int = 0
    #: Comments of others in which the author was mentioned.
    mentions: int = 0
    #: Uploads whose dump held comments of the author.
    uploads: int = 0

    def add(self, other: "Erased") -> None:
        """Add what was erased elsewhere."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


def is_channel_id(text: str) -> bool:
    """Return whether ``text`` is the id of a channel."""
    return bool(_CHANNEL_ID.fullmatch(text))


def erase(channel_id: str, *, dry_run: bool = False) -> Erased:
    """Erase the comments of a channel from everything that is stored, and do not store any again.

    With ``dry_run``, nothing is changed, and mentions are not counted.
    """
    names = _names(channel_id)
    handles = {name for name in names if erased_authors.is_handle(name)}
    which = Q(author_channel_id=channel_id) | Q(author_channel_id="", author__in=handles)
    if not dry_run:
        erased_authors.add(channel_id, handles)
        _wait_for_writers()
    found = Comment.objects.filter(which).order_by()
    done = Erased(uploads=uploaded_dumps.erase({channel_id, *handles}, dry_run=dry_run))
    if dry_run:
        return Erased(found.values("task").distinct().count(), found.count(), uploads=done.uploads)
    for task_id in found.values_list("task_id", flat=True).distinct():
        done.add(_erase_from(task_id, which, names))
    return done


def erase_listed() -> Erased:
    """Erase the authors on the list again: a backup may be older than an erasure."""
    done = Erased()
    for channel_id in erased_authors.listed(Comment.objects.values_list("author_channel_id", flat=True).distinct()):
        done.add(erase(channel_id))
    for handle in erased_authors.listed(Comment.objects.values_list("author", flat=True).distinct()):
        for task_id in Comment.objects.filter(author=handle).values_list("task_id", flat=True).distinct():
            done.add(_erase_from(task_id, Q(author=handle), {handle}))
    return done


def forget_erasure(channel_id: str) -> bool:
    """Allow that comments of a channel are stored again; return False where it was not on the list."""
    return bool(erased_authors.remove(channel_id))


def _names(channel_id: str) -> set[str]:
    named = Comment.objects.filter(author_channel_id=channel_id).exclude(author="")
    return set(named.order_by().values_list("author", flat=True).distinct())


@transaction.atomic
def _wait_for_writers() -> None:
    """Wait until comments that are being stored are visible; those that are stored later see the list."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(f"LOCK TABLE {Comment._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def _erase_from(task_id: UUID, which: Q, names: Iterable[str]) -> Erased:
    """Erase the comments from one analysis, and from the memory of a worker that runs it."""
    task = AnalysisTask.objects.select_for_update().filter(pk=task_id).first()
    if task is None:
        return Erased()
    comments = Comment.objects.filter(which, task_id=task_id)
    rows = list(comments.values_list("comment_id", "text"))
    scrubber = Scrubber((pk for pk, _ in rows), (text for _, text in rows), names)
    services.task_release(task_id=task_id)
    _delete_from_index(task_id, [pk for pk, _ in rows])
    comments.delete()
    mentions = _erase_mentions(task_id, scrubber)
    _scrub_rows(task_id, scrubber)
    AnalysisTask.objects.filter(pk=task_id).update(
        result_data=scrubber.value(task.result_data),
        error_message=scrubber.text(task.error_message),
        warnings=[*(each for each in scrubber.value(task.warnings) if each["code"] != WARNING["code"]), WARNING],
        updated_at=now(),
    )
    return Erased(1, len(rows), mentions)


def _delete_from_index(task_id: UUID, comment_ids: list[str]) -> None:
    of_comments = SearchEntry.objects.filter(task_id=task_id, kind=SearchEntry.Kind.COMMENTS)
    entries = list(of_comments.filter(comment_id__in=comment_ids).values_list("pk", flat=True))
    for model in (SearchVector, SearchSignature):
        model._default_manager.filter(entry_id__in=entries).delete()
    SearchEntry.objects.filter(pk__in=entries).delete()


def _erase_mentions(task_id: UUID, scrubber: Scrubber) -> int:
    """Erase the author from the comments of others, and index those again; return their number."""
    changed = []
    for comment in Comment.objects.filter(task_id=task_id, text__contains="@"):
        text = scrubber.text(comment.text)
        if text != comment.text:
            comment.text = text
            changed.append(comment)
    Comment.objects.bulk_update(changed, ["text"], batch_size=1000)
    indexing.reindex_comments(task_id, changed)
    return len(changed)


def _scrub_rows(task_id: UUID, scrubber: Scrubber) -> None:
    """Erase the comments from the steps, events, errors and webhook deliveries of an analysis."""
    for model in {*_JSON_COLUMNS, *_TEXT_COLUMNS}:
        for row in model._default_manager.filter(task_id=task_id):
            new = {name: scrubber.value(getattr(row, name)) for name in _JSON_COLUMNS.get(model, ())}
            new |= {name: scrubber.text(getattr(row, name)) for name in _TEXT_COLUMNS.get(model, ())}
            if isinstance((new.get("output") or {}).get("llm"), dict):
                # What a model has said before it is checked may quote anybody in part; it is asked again.
                new["output"]["llm"].pop("replies", None)
            if any(getattr(row, name) != each for name, each in new.items()):
                model._default_manager.filter(pk=row.pk).update(**new)
    for delivery in WebhookDelivery.objects.filter(payload__data__id=str(task_id)):
        WebhookDelivery.objects.filter(pk=delivery.pk).update(payload=scrubber.value(delivery.payload))
