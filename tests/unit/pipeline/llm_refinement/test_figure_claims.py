"""Which numbers of a result a language model may state."""

import dataclasses
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import get_args, get_origin, get_type_hints

from analysis.pipeline import values
from analysis.pipeline.llm_refinement.figure_claims import FIGURES

#: Numbers that no claim is about: positions, intervals, confidences, ranks, and details of single comments.
NOT_FOR_CLAIMS = (
    "*.start", "*.end", "*.timestamps.*", "*.mentions.*", "*_95.*", "*.confidence", "*.language_confidence",
    "*.coverage", "*.importance", "*.relevance", "*.evidence.*.value", "*.type_evidence.*.value", "*sentences.*.values.*",
    "content.keywords.*.frequency", "content.quality.*.value", "content.structure.manner.*",
    "content.sentiment.n", "content.sentiment.timeline.*.score", "content.replayed.*.score", "transcript.duration_seconds",
    "comments.scored", "comments.not_scored", "comments.themes_unassigned", "comments.feedback_unclassified",
    "comments.themes.*.sentiment_n", "comments.themes_incoherent", "comments.themes_beyond_limit",
    "comments.sentiment.by_day.*", "comments.sentiment.share_scored",
    "comments.sentiment.low_confidence", "comments.sentiment.second_pass", "comments.spam.reasons.*",
    "comments.time_distribution.hourly.*", "comments.top_comments.*.like_count", "comments.top_comments.*.reply_count",
    "comments.author.threads.*.reply_seconds", "comments.author.questions", "comments.author.questions_answered",
    "comments.author.own_comments", "comments.author.threads_total", "comments.moments_total", "comments.author.hearted",
    "comments.engagement.median_likes", "comments.engagement.reply_count", "comments.engagement.unique_authors",
    "comments.engagement.mean_length_chars",
    "comments.moments.*.commenters", "comments.moments.*.likes", "comments.moments.*.sentiment",
    "comments.moments.*.sentiment_n", "comments.moments.*.section",
)  # fmt: skip


def paths(hint, path, of):
    """Yield the paths of the values of types ``of`` in a type; a star stands for an index or a key."""
    if dataclasses.is_dataclass(hint):
        for name, inner in get_type_hints(hint).items():
            yield from paths(inner, f"{path}.{name}" if path else name, of)
    elif hint in of:
        yield path
    else:
        inside = f"{path}.*" if get_origin(hint) in (tuple, Mapping) else path
        for inner in get_args(hint):
            yield from paths(inner, inside, of)


def is_figure(path):
    return any(fnmatchcase(path, figure) and path.count(".") == figure.count(".") for figure in FIGURES)


def test_every_number_of_a_result_is_a_figure_for_claims_or_known_not_to_be_one():
    for path in paths(values.Result, "", of=(int, float)):
        excluded = any(fnmatchcase(path, pattern) for pattern in NOT_FOR_CLAIMS)
        assert is_figure(path) or excluded, f"{path}: add it to FIGURES or to NOT_FOR_CLAIMS"


def test_every_figure_is_in_the_result():
    known = set(paths(values.Result, "", of=(int, float, str)))
    for figure in FIGURES:
        assert any(fnmatchcase(path, figure) for path in known), figure
