"""Defaults and limits of the analysis options, shared by the API, the pages and the terminal."""

from typing import Any

from analysis.choices import AnalysisDepth, AnalysisType, CommentSort

MAX_COMMENTS = 10_000
MAX_CUSTOM_PROMPTS = 10

DEFAULTS: dict[str, Any] = {
    "analysis_type": AnalysisType.COMPREHENSIVE.value,
    "include_comments": True,
    "max_comments": 1000,
    "comment_sort": CommentSort.TOP.value,
    "language": None,
    "enable_transcription": True,
    "analysis_depth": AnalysisDepth.DETAILED.value,
    "custom_prompts": [],
}


def with_defaults(given: dict[str, Any]) -> dict[str, Any]:
    """Return the validated options ``given`` with defaults filled in."""
    return DEFAULTS | given
