"""The parts of a result's page that are the same for all who may see it: each process renders them once.

A result does not change, and templates take most of the time of its page.
"""

from collections.abc import Hashable
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache, cached
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from analysis.choices import TaskStatus
from analysis.models import AnalysisTask
from analysis.pages import status_page
from analysis.pages.result_page import result_context
from analysis.queries import tasks

#: Bytes of all parts, and the items of each list in them: the most at which they are small enough. The result has all
#: items. With the fewest every page is small enough.
MAX_PAGE_BYTES = 4_400_000
MAX_ITEMS = (100, 30, 10)
_TEMPLATES = ("analysis/_result_heading.html", "analysis/_result_watch.html", "analysis/_result_tabs.html")
#: Bytes that a process keeps, of the results that were shown last.
_KEPT_BYTES = 16 * 2**20


class RenderedResult(NamedTuple):
    """The parts as HTML."""

    heading: SafeString
    watch: SafeString
    tabs: SafeString
    #: False where there is no text to ask about.
    can_ask: bool


def rendered_result(task: AnalysisTask) -> RenderedResult | None:
    """Return the parts in the current language, None for a task without a result.

    A result that is not kept takes three queries: itself, its transcript, and the comments that it quotes.

    Raises:
        AnalysisTask.DoesNotExist: the task was deleted meanwhile.
    """
    if task.status != TaskStatus.COMPLETED:
        return None
    parts, can_ask = _rendered(task)
    heading, watch, tabs = (mark_safe(part.decode()) for part in parts)  # noqa: S308 (by our templates)
    return RenderedResult(heading, watch, tabs, can_ask)


def _key(task: AnalysisTask) -> Hashable:
    return task.pk, tasks.version(task), get_language()


def _size(kept: tuple[list[bytes], bool]) -> int:
    return sum(map(len, kept[0]))


# As bytes: a text with an emoji takes four times as much memory.
@cached(LRUCache(_KEPT_BYTES, getsizeof=_size), key=_key, lock=Lock())
def _rendered(task: AnalysisTask) -> tuple[list[bytes], bool]:
    task.refresh_from_db(fields=["result_data", "result_metadata"])
    context = {"task": task, "video": getattr(task, "video", None), "steps": status_page.step_lines(task)}
    parts: list[bytes] = []
    for max_items in MAX_ITEMS:
        shown = context | result_context(task, max_items)
        parts = [render_to_string(template, shown).encode() for template in _TEMPLATES]
        if sum(map(len, parts)) <= MAX_PAGE_BYTES:
            break
    result = task.result_data or {}
    return parts, bool(result.get("transcript") or result.get("comments"))
