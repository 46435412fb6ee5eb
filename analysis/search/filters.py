"""What limits a search: its filters, and the analyses that the caller may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from analysis.access import permissions
from analysis.access.permissions import Caller
from analysis.choices import TaskStatus
from analysis.models import AnalysisTask
from analysis.search.words import labels


@dataclass(frozen=True)
class Filters:
    """What limits a search; None: no limit."""

    kind: str | None = None
    video_id: str | None = None
    channel_id: str | None = None
    #: BCP 47; also matches its regions and scripts.
    language: str | None = None
    #: Of comments.
    sentiment: str | None = None
    created_after: datetime | None = None
    #: True: also earlier analyses of a video.
    all_analyses: bool = False

    def labels(self) -> list[str]:
        """Return the labels that a text must have."""
        return labels(kind=self.kind, sentiment=self.sentiment, language=self.language)


def tasks_to_search(filters: Filters, caller: Caller) -> QuerySet[AnalysisTask, Any]:
    """Return the ids of the analyses to search: completed ones that the caller may see."""
    completed = permissions.tasks_visible(caller).filter(status=TaskStatus.COMPLETED).order_by()
    tasks = completed
    if not filters.all_analyses:
        # The index of videos and times finds these without reading the earlier analyses of the video.
        same = completed.filter(video_id=OuterRef("video_id"), created_at__gte=OuterRef("created_at"))
        later = Q(created_at__gt=OuterRef("created_at")) | Q(pk__gt=OuterRef("pk"))
        tasks = tasks.filter(~Exists(same.filter(later)))
    limits = {
        "video_id": filters.video_id,
        "video__channel_id": filters.channel_id,
        "created_at__gte": filters.created_after,
    }
    return tasks.filter(**{name: value for name, value in limits.items() if value is not None}).values("pk")
