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
