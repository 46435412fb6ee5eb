"""Answers that the OpenAPI document describes in place, and sets of words."""

from dataclasses import dataclass, field
from typing import Any

from youtube_analyzer_client import shapes
from youtube_analyzer_client.model import Model

#: Statuses of a task that has ended.
ENDED = frozenset({"completed", "failed", "cancelled"})


@dataclass(frozen=True, kw_only=True)
class Completed(Model):
    """The result of a completed analysis."""

    task_id: str
    result: shapes.Result
    #: Times, models and versions; see docs/api.md of the server.
    metadata: dict[str, Any] = field(default_factory=dict)
