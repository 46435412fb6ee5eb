"""What was counted among the comments."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.pipeline.values.fetched import JSON


@dataclass(frozen=True)
class Spam:
    """Comments taken out before anything was counted."""

    count: int
    ratio: float
    comment_ids: tuple[str, ...]
    #: Comments by kind of reason, the most frequent first.
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Engagement:
    """How much the audience reacts; None where no comment carries the figure."""

    mean_likes: float | None
    median_likes: float | None
    mean_replies: float | None
    thread_count: int
    reply_count: int
    unique_authors: int
    mean_length_chars: float | None


@dataclass(frozen=True)
class TimeDistribution:
    """When comments were written, UTC. ``hourly`` is None where the times are estimates too coarse for hours."""

    hourly: tuple[int, ...] | None
    daily: tuple[JSON, ...]
