"""The kinds of analysis: their steps, options and limits, and how long each takes here."""

from collections.abc import Mapping

from django.conf import settings

from analysis import options, youtube
from analysis.access.limits import rate_limits
from analysis.choices import AnalysisDepth, AnalysisType, CommentSort
from analysis.events import JSON
from analysis.execution import estimates, workflow

_DESCRIPTIONS = {
    AnalysisType.CONTENT: "What is said: summary, key points, topics, mood, structure.",
    AnalysisType.COMMENTS: "What viewers say: mood, themes, the author's answers, spam.",
    AnalysisType.COMPREHENSIVE: "What is said and what viewers say.",
}
#: What each option takes, in the words of JSON Schema.
_OPTIONS: dict[str, JSON] = {
    "analysis_type": {"type": "string", "enum": AnalysisType.values},
    "include_comments": {"type": "boolean"},
    "max_comments": {"type": "integer", "minimum": 0, "maximum": options.MAX_COMMENTS},
    "comment_sort": {"type": "string", "enum": CommentSort.values},
    "language": {"type": ["string", "null"], "description": "BCP 47"},
    "enable_transcription": {"type": "boolean"},
    "analysis_depth": {"type": "string", "enum": AnalysisDepth.values},
    "custom_prompts": {"type": "array", "maxItems": options.MAX_CUSTOM_PROMPTS},
}


def analysis_types() -> list[JSON]:
    """Return every kind of analysis as clients get it; five queries for the durations."""
    seconds = estimates.expected_step_seconds()
    return [_kind_json(kind, seconds) for kind in AnalysisType]


def _kind_json(kind: AnalysisType, seconds: Mapping[str, float | None]) -> JSON:
    defaults = options.complete({"analysis_type": kind.value})
    steps = [step for step in workflow.STEPS if workflow.is_wanted(step, defaults)]
    return {
        "name": kind.value,
        "description": _DESCRIPTIONS[kind],
        "steps": [step.name.value for step in steps],
        "step_seconds": {step.name.value: seconds[step.name] for step in steps},
        "expected_seconds": expected_seconds(steps, seconds),
        "options": _OPTIONS,
        "defaults": defaults,
        "limits": limits(),
        "rates": {kind.value.lower(): _rate_json(kind) for kind in rate_limits.Kind},
    }


def expected_seconds(wanted: list[workflow.Step], seconds: Mapping[str, float | None]) -> float | None:
    """Return how long the ``wanted`` steps take, those side by side that may be; None where one was never measured."""
    ends: dict[str, float] = {}
    for step in workflow.STEPS:
        own = seconds[step.name] if step in wanted else 0.0
        if own is None:
            return None
        ends[step.name] = own + max((ends[needed] for needed in step.needs), default=0.0)
    return round(max(ends.values()), 3)


def _rate_json(kind: rate_limits.Kind) -> JSON | None:
    rate = getattr(settings, kind.value)
    return rate and {"limit": rate.limit, "seconds": rate.seconds}


def limits() -> JSON:
    """Return what this server refuses to go beyond."""
    return {
        "max_url_length": youtube.MAX_URL_LENGTH,
        "max_comments": options.MAX_COMMENTS,
        "max_custom_prompts": options.MAX_CUSTOM_PROMPTS,
        "max_video_seconds": settings.MAX_VIDEO_SECONDS,
        "max_audio_bytes": settings.MAX_AUDIO_BYTES,
        "max_active_tasks": settings.MAX_ACTIVE_TASKS,
        "max_sockets": settings.MAX_SOCKETS,
        "max_body_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    }
