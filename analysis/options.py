"""The analysis options with their defaults and limits, shared by the API, the pages and the terminal."""

from typing import Annotated, Any, TypedDict

from analysis.choices import AnalysisDepth, AnalysisType, CommentSort, SummaryStyle
from analysis.support.json_schema import Limits

MAX_COMMENTS = 10_000
MAX_CUSTOM_PROMPTS = 10
PROMPT_MAX_LENGTH = 2000
PROMPT_LABEL_MAX_LENGTH = 100

#: Descriptions of options that several places give.
SUMMARY_LANGUAGE = (
    "BCP 47 tag of the language in which a language model writes the summary. null: the language of the video."
)
SUMMARY_STYLE = "How a language model writes the summary. null: as long as the summary without one."

_Label = Annotated[str, Limits(max_length=PROMPT_LABEL_MAX_LENGTH)]


class CustomPrompt(TypedDict):
    """A question that the language model answers about the video."""

    id: Annotated[_Label, "Identifies the answer in the result."]
    name: _Label
    prompt: Annotated[str, Limits(max_length=PROMPT_MAX_LENGTH)]
    category: _Label | None


class Options(TypedDict):
    """Options of an analysis."""

    analysis_type: AnalysisType
    include_comments: bool
    max_comments: Annotated[int, Limits(minimum=0, maximum=MAX_COMMENTS)]
    comment_sort: CommentSort
    language: Annotated[str | None, "BCP 47 tag of the preferred caption language. null: the language of the video."]
    enable_transcription: Annotated[bool, "Use speech recognition if the video has no captions."]
    analysis_depth: AnalysisDepth
    custom_prompts: Annotated[list[CustomPrompt], Limits(max_items=MAX_CUSTOM_PROMPTS)]
    summary_language: Annotated[str | None, SUMMARY_LANGUAGE]
    summary_style: Annotated[SummaryStyle | None, SUMMARY_STYLE]


DEFAULTS: dict[str, Any] = {
    "analysis_type": AnalysisType.COMPREHENSIVE.value,
    "include_comments": True,
    "max_comments": 1000,
    "comment_sort": CommentSort.TOP.value,
    "language": None,
    "enable_transcription": True,
    "analysis_depth": AnalysisDepth.DETAILED.value,
    "custom_prompts": [],
    "summary_language": None,
    "summary_style": None,
}


def with_defaults(given: dict[str, Any]) -> dict[str, Any]:
    """Return the validated options ``given`` with defaults filled in."""
    return DEFAULTS | given
