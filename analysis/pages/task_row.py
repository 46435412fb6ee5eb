"""The rows of the list of analyses. Each process keeps the HTML of a row: templates take most of the time of the page.

A row is all that its HTML shows, but for the words of the language. So no change is missed, and no caller is shown what
another may see.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from cachetools import LRUCache, cached
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from analysis.access.permissions import Caller
from analysis.choices import StepName
from analysis.models import AnalysisTask
from analysis.pages import status_page
from analysis.wording import names

#: Bytes of HTML that a process keeps, of the rows that were shown last: about 2,000.
_KEPT_BYTES = 4 * 2**20


@dataclass(frozen=True)
class Row:
    """One analysis in the list."""

    task_id: UUID
    status: str
    badge: status_page.Badge
    #: 0 to 100.
    progress: int
    #: Title of the video, or what stands for it until that is known.
    name: str
    video_id: str
    channel_name: str
    created_at: datetime
    #: How long ago that is, in words.
    age: str
    #: Whose it is, as seen by the caller; empty without a login.
    owner: str
    message: str
    error_message: str
    #: None until the video was extracted.
    duration_seconds: float | None
    #: Key figures of the comments: ``sentiment``, ``scored`` and ``feedback``; empty where there are none.
    comments: dict[str, Any] = field(hash=False)
    is_selected: bool
    has_thumbnail: bool
    #: Analyses of its video that the caller sees, with itself.
    of_video: int
    #: The other analyses of its video on the same page; empty for one that stands in such a group.
    others: tuple["Row", ...] = ()

    @property
    def html(self) -> SafeString:
        """Return the item of the list in the current language."""
        return mark_safe(_rendered(self).decode())  # noqa: S308 (our template escapes its values)


def row(task: AnalysisTask, caller: Caller, *, is_selected: bool, has_thumbnail: bool) -> Row:
    """Return what the list shows ``caller`` of a task of ``tasks.tasks_for_list``."""
    steps: dict[str, dict[str, Any]] = task.step_facts or {}  # type: ignore[attr-defined]  # the query adds it
    facts = {name: step["facts"] for name, step in steps.items()}
    video = getattr(task, "video", None)
    return Row(
        task_id=task.pk,
        status=task.status,
        badge=status_page.badge(task, {name: step["status"] for name, step in steps.items()}),
        progress=task.progress,
        name=(video and video.title) or names.untitled(task.video_id),
        video_id=task.video_id,
        channel_name=video.channel_name if video else "",
        created_at=task.created_at,
        age=naturaltime(task.created_at),
        owner=_owner(task, caller) if caller.is_authenticated else "",
        message=task.message,
        error_message=task.error_message,
        duration_seconds=facts.get(StepName.EXTRACTION, {}).get("duration_seconds"),
        comments=facts.get(StepName.COMMENT_ANALYSIS, {}),
        is_selected=is_selected,
        has_thumbnail=has_thumbnail,
        of_video=getattr(task, "of_video", 1),
    )


def _owner(task: AnalysisTask, caller: Caller) -> str:
    if task.owner_id is None:
        return pgettext("owner of an analysis", "public")
    if task.owner_id == caller.pk:
        return pgettext("owner of an analysis", "yours")
    return gettext("owned by %(name)s") % {"name": task.owner}


def _key(shown: Row) -> Hashable:
    return get_language(), shown


# As bytes: a text with an emoji takes four times as much memory.
@cached(LRUCache(_KEPT_BYTES, getsizeof=len), key=_key, lock=Lock())
def _rendered(shown: Row) -> bytes:
    return render_to_string("analysis/_task_row.html", {"row": shown}).encode()
