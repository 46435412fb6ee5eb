"""What differs between two analyses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from analysis.events import JSON
from analysis.pipeline import reliability, statistics, values
from analysis.pipeline.comparison import differences, theme_changes

#: Facts that are compared: paths into the result.
FACTS = (
    "video.title",
    "video.view_count",
    "video.like_count",
    "video.comment_count",
    "video.channel_subscriber_count",
    "video.duration_seconds",
    "transcript.source",
    "transcript.language",
    "transcript.word_count",
    "transcript.speech_rate_wpm",
    "content.structure.type",
    "content.sentiment.score",
    "comments.fetched",
    "comments.analyzed",
    "comments.scored",
    "comments.spam.count",
    "comments.author.replies",
    "comments.engagement.unique_authors",
    "comments.engagement.mean_likes",
)
#: Options that are compared; the others are texts of the caller.
OPTIONS = (
    "analysis_type",
    "analysis_depth",
    "include_comments",
    "max_comments",
    "comment_sort",
    "language",
    "enable_transcription",
    "summary_language",
    "summary_style",
)
_DIGITS = 4


def compare(first: values.Analysed, second: values.Analysed) -> values.Comparison:
    """Return what differs between two analyses; see ``docs/analysis.md`` for the method."""
    parts = (first.result.get("comments"), second.result.get("comments"))
    audiences = tuple({comment.id for comment in analysed.comments} for analysed in (first, second))
    has_comments = all(parts)
    has_feedback = all(part and part.get("feedback") for part in parts)
    themes = [part["themes"] for part in parts if part]
    return values.Comparison(
        notes=tuple(_notes(first, second)),
        facts=tuple(_facts(first, second)),
        shared_comments=len(audiences[0] & audiences[1]) if has_comments else None,
        sentiment=_compare_sentiment(first.comments, second.comments) if has_comments else None,
        feedback=_compare_feedback(first.comments, second.comments) if has_feedback else None,
        themes=theme_changes.compare_themes(themes[0], themes[1], (audiences[0], audiences[1]))
        if has_comments
        else None,
        key_phrases=_compare_key_phrases(first.result.get("content"), second.result.get("content")),
    )


# Facts


def _notes(first: values.Analysed, second: values.Analysed) -> Iterator[values.ComparisonNote]:
    if first.id == second.id:
        yield values.ComparisonNote(values.NoteCode.SAME_ANALYSIS, "An analysis is compared with itself.")
    if _look_up(first.result, "video.id") != _look_up(second.result, "video.id"):
        yield values.ComparisonNote(values.NoteCode.DIFFERENT_VIDEOS, "The analyses are of two different videos.")
    options = [name for name in OPTIONS if _option(first, name) != _option(second, name)]
    if options:
        names = ", ".join(name.replace("_", " ") for name in options)
        yield values.ComparisonNote(
            values.NoteCode.DIFFERENT_OPTIONS, f"The options differ, and so may what was read: {names}."
        )
    if any(first.metadata.get(name) != second.metadata.get(name) for name in ("models", "versions")):
        yield values.ComparisonNote(
            values.NoteCode.DIFFERENT_VERSIONS,
            "The analyses were made with different models or versions, which may read differently.",
        )


def _facts(first: values.Analysed, second: values.Analysed) -> Iterator[values.FactDifference]:
    """Yield each fact and option that at least one of the analyses has."""
    pairs = [(path, _look_up(first.result, path), _look_up(second.result, path)) for path in FACTS]
    pairs += [(f"options.{name}", _option(first, name), _option(second, name)) for name in OPTIONS]
    for name, one, other in pairs:
        if one is None and other is None:
            continue
        numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other))
        difference = round(other - one, _DIGITS) if numbers else None
        yield values.FactDifference(name, one, other, difference, one != other)


def _option(analysed: values.Analysed, name: str) -> Any:
    return (analysed.metadata.get("options") or {}).get(name)


def _look_up(result: JSON, path: str) -> Any:
    """Return the value at a path of names, None where a part of it is missing."""
    value: Any = result
    for name in path.split("."):
        value = (value or {}).get(name)
    return value


# Comments


def _compare_sentiment(
    first: Sequence[values.ReadComment], second: Sequence[values.ReadComment]
) -> values.SentimentDifference | None:
    scored = [[comment for comment in side if comment.score is not None] for side in (first, second)]
    if not all(scored):
        return None
    one, other = ({comment.id: comment.score or 0.0 for comment in side} for side in scored)
    estimates = [_mean(list(side.values())) for side in (one, other)]
    score = differences.compare_means(one, other, (estimates[0], estimates[1]), reliability.SCORE_ERROR)
    distribution = {
        label: _compare_share(
            scored[0],
            scored[1],
            [[comment.label == label for comment in side] for side in scored],
            partial(reliability.share_interval_95, label),
            reliability.SHARE_ERROR[label],
        )
        for label in reliability.SHARE_ERROR
    }
    return values.SentimentDifference(score, _correct(distribution))


def _compare_feedback(
    first: Sequence[values.ReadComment], second: Sequence[values.ReadComment]
) -> Mapping[str, values.TestedDifference] | None:
    if not (first and second):
        return None
    found = {
        name: _compare_share(
            first,
            second,
            [[name in comment.feedback for comment in side] for side in (first, second)],
            statistics.share_interval_95,
        )
        for name in values.FEEDBACK_CLASSES
    }
    return _correct(found)


def _compare_share(
    first: Sequence[values.ReadComment],
    second: Sequence[values.ReadComment],
    is_counted: Sequence[Sequence[bool]],
    interval: Callable[[int, int], tuple[float, float]],
    error: float = 0.0,
) -> values.TestedDifference:
    """Return the difference of the shares of comments that are counted; ``interval`` is that of a count and a total."""
    one, other = (
        {comment.id: counted for comment, counted in zip(side, flags, strict=True)}
        for side, flags in zip((first, second), is_counted, strict=True)
    )
    estimates = [
        _estimate(sum(side.values()) / len(side), interval(sum(side.values()), len(side)), len(side))
        for side in (one, other)
    ]
    return differences.compare_shares(one, other, (estimates[0], estimates[1]), error)


def _correct(found: Mapping[str, values.TestedDifference]) -> dict[str, values.TestedDifference]:
    """Return the tests of one family with the verdicts that are left after correction for their number."""
    verdicts = differences.holm([each.p_value for each in found.values()])
    corrected = zip(found.items(), verdicts, strict=True)
    return {name: replace(each, more_than_chance=verdict) for (name, each), verdict in corrected}


def _mean(scores: Sequence[float]) -> values.Estimate:
    return _estimate(sum(scores) / len(scores), reliability.score_interval_95(scores), len(scores))


def _estimate(value: float, interval: tuple[float, float] | None, n: int) -> values.Estimate:
    rounded = interval and (round(interval[0], _DIGITS), round(interval[1], _DIGITS))
    return values.Estimate(round(value, _DIGITS), rounded, n)


# What is said


def _compare_key_phrases(first: JSON | None, second: JSON | None) -> values.KeyPhrases | None:
    if first is None or second is None:
        return None
    one, other = ({each["text"].casefold(): each for each in content["keywords"]} for content in (first, second))
    phrases = [
        values.KeyPhrase(
            (other.get(key) or one[key])["text"],
            one[key]["frequency"] if key in one else None,
            other[key]["frequency"] if key in other else None,
        )
        for key in {**one, **other}
    ]
    phrases.sort(key=lambda each: (-max(each.first_frequency or 0, each.second_frequency or 0), each.text))
    return values.KeyPhrases(
        first_only=tuple(each for each in phrases if each.second_frequency is None),
        second_only=tuple(each for each in phrases if each.first_frequency is None),
        both=tuple(each for each in phrases if None not in (each.first_frequency, each.second_frequency)),
    )
