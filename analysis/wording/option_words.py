"""The options of an analysis in words, in the form and in reports."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext

from analysis.choices import AnalysisDepth, AnalysisType, CommentSort, SummaryStyle
from analysis.wording import figures

TYPES = {
    AnalysisType.COMPREHENSIVE.value: gettext_lazy("Content and comments"),
    AnalysisType.CONTENT.value: gettext_lazy("Content only"),
    AnalysisType.COMMENTS.value: gettext_lazy("Comments only"),
}
DEPTHS = {
    AnalysisDepth.BASIC.value: gettext_lazy("Basic: fastest"),
    AnalysisDepth.DETAILED.value: gettext_lazy("Detailed"),
    AnalysisDepth.COMPREHENSIVE.value: gettext_lazy("Comprehensive: most thorough"),
}
STYLES = {
    SummaryStyle.BRIEF.value: gettext_lazy("Brief: one or two sentences"),
    SummaryStyle.DETAILED.value: gettext_lazy("Detailed: up to twelve sentences"),
    SummaryStyle.BULLETS.value: gettext_lazy("A list of points"),
    SummaryStyle.TUTORIAL.value: gettext_lazy("Steps to follow"),
}
SORTS = {CommentSort.TOP.value: gettext_lazy("Top"), CommentSort.NEW.value: gettext_lazy("Newest")}
#: What each option is called where its value stands beside it.
NAMES = {
    "analysis_type": gettext_lazy("What is analysed"),
    "analysis_depth": gettext_lazy("Depth"),
    "include_comments": gettext_lazy("Analyse comments"),
    "max_comments": gettext_lazy("Comments at most"),
    "comment_sort": gettext_lazy("Comments first"),
    "language": gettext_lazy("Caption language"),
    "enable_transcription": gettext_lazy("Speech recognition"),
    "summary_language": gettext_lazy("Summary language"),
    "summary_style": gettext_lazy("Summary style"),
}
_VALUES = {"analysis_type": TYPES, "analysis_depth": DEPTHS, "comment_sort": SORTS, "summary_style": STYLES}
_SORTED = {
    CommentSort.TOP.value: gettext_lazy("at most %(count)s comments, top ones first"),
    CommentSort.NEW.value: gettext_lazy("at most %(count)s comments, newest first"),
}


def describe(options: Mapping[str, Any]) -> str:
    """Return the type, the depth and the comments of an analysis in words."""
    comments = gettext("no comments")
    if options["include_comments"] and options["analysis_type"] != AnalysisType.CONTENT:
        comments = _SORTED[options["comment_sort"]] % {"count": figures.number(options["max_comments"])}
    parts = (str(TYPES[options["analysis_type"]]), str(DEPTHS[options["analysis_depth"]]), str(comments))
    return pgettext("between options", "; ").join(parts)


def value(name: str, given: Any) -> Any:
    """Return the value of option ``name`` in words where it is a code, else as it is."""
    words = _VALUES.get(name, {}).get(given)
    return given if words is None else str(words)
