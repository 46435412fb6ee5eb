"""A video at a glance: one or two sentences, made from measured facts only."""

from collections.abc import Iterator

from analysis.pipeline import values
from analysis.pipeline.insights import formatting, thresholds

#: Most subjects in the first sentence.
_SUBJECTS = 3


def describe(result: values.Result) -> str | None:
    """Return what kind of video it is, by whom, how long, about what, and how it was received.

    What is unknown is left out; None without content.
    """
    if result.content is None:
        return None
    return " ".join([_about(result.video, result.content), *_reception(result)])


def _about(video: values.Video, content: values.Content) -> str:
    seconds = video.duration_seconds
    kind = (content.structure.type or "video").replace("_", " ")
    sentence = kind[0].upper() + kind[1:]
    if seconds is not None:
        sentence += f" of {formatting.duration(seconds)}"
    if video.channel_name:
        sentence += f" by {video.channel_name}"
    if content.topics:
        sentence += f" about {_listed([topic.name for topic in content.topics[:_SUBJECTS]])}"
    return f"{sentence}."


def _reception(result: values.Result) -> Iterator[str]:
    """Yield the sentence about views, likes and comments, if one of them is known."""
    facts = []
    video, sentiment = result.video, result.comments.sentiment if result.comments else None
    if video.view_count is not None:
        facts.append(formatting.count(video.view_count, "view"))
    if video.view_count is not None and video.like_count is not None:
        facts.append(formatting.count(video.like_count, "like"))
    if sentiment is not None and sentiment.n >= thresholds.SCORED.value:
        positive, negative = (formatting.percent(sentiment.distribution[name]) for name in ("positive", "negative"))
        facts.append(f"of {sentiment.n:,} scored comments {positive} are positive and {negative} negative")
    if facts:
        yield f"{_listed(facts)}."


def _listed(items: list[str]) -> str:
    """Return ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
