"""The analysis types: steps, options, limits and expected durations."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import cast

from django.conf import settings

from analysis import options, youtube
from analysis.access.limits import quotas, rate_limits
from analysis.api.analyses import shapes
from analysis.choices import AnalysisType
from analysis.events import JSON
from analysis.execution import estimates, workflow
from analysis.support.json_schema import JsonSchemaBuilder

_DESCRIPTIONS = {
    AnalysisType.CONTENT: "The spoken content: summary, key points, topics, sentiment, structure.",
    AnalysisType.COMMENTS: "The comments: sentiment, themes, the author's replies, spam.",
    AnalysisType.COMPREHENSIVE: "The spoken content and the comments.",
}
#: JSON Schema of each option. What a custom prompt is, only OpenAPI says.
_OPTIONS: dict[str, JSON] = {
    name: {keyword: value for keyword, value in schema.items() if keyword != "items"}
    for name, schema in JsonSchemaBuilder().properties_of(options.Options)["properties"].items()
}


def analysis_types(caller: str) -> list[shapes.AnalysisType]:
    """Return all analysis types for the API, with the limits of ``caller``; five queries for the durations."""
    seconds, quota = estimates.expected_step_seconds(), quotas.quota_of(caller)
    limited = {scope.value.lower(): getattr(settings, scope.value) for scope in rate_limits.Scope}
    rates: JSON = {name: rate and {"limit": rate.limit, "seconds": rate.seconds} for name, rate in limited.items()}
    found: list[shapes.AnalysisType] = []
    for analysis_type in AnalysisType:
        defaults = options.with_defaults({"analysis_type": analysis_type.value})
        steps = [step for step in workflow.STEPS if workflow.is_requested(step, defaults)]
        found.append(
            {
                "name": analysis_type,
                "description": _DESCRIPTIONS[analysis_type],
                "steps": [step.name for step in steps],
                "step_seconds": {step.name.value: seconds[step.name] for step in steps},
                "expected_seconds": expected_seconds(steps, seconds),
                "options": _OPTIONS,
                "defaults": cast(options.Options, defaults),
                "limits": limits(quota),
                "rates": rates,
            }
        )
    return found


def expected_seconds(wanted: list[workflow.Step], seconds: Mapping[str, float | None]) -> float | None:
    """Return the expected total duration of ``wanted``, overlapping parallel steps; None if one was never measured."""
    ends: dict[str, float] = {}
    for step in workflow.STEPS:
        own = seconds[step.name] if step in wanted else 0.0
        if own is None:
            return None
        ends[step.name] = own + max((ends[needed] for needed in step.depends_on), default=0.0)
    return round(max(ends.values()), 3)


def limits(quota: quotas.Quota) -> JSON:
    """Return the limits of this server and of its caller; None means unlimited."""
    return {
        "max_url_length": youtube.MAX_URL_LENGTH,
        "max_comments": options.MAX_COMMENTS,
        "max_custom_prompts": options.MAX_CUSTOM_PROMPTS,
        "max_video_seconds": settings.MAX_VIDEO_SECONDS,
        "max_audio_bytes": settings.MAX_AUDIO_BYTES,
        "max_sockets": settings.MAX_SOCKETS,
        "max_body_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "max_upload_bytes": settings.MAX_UPLOAD_BYTES,
        **asdict(quota),
    }
