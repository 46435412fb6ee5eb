"""A video at a glance: one or two sentences, made from measured facts only."""

from collections.abc import Iterator

from analysis.pipeline import values
from analysis.pipeline.insights import formatting, thresholds

#: Most subjects in the first sentence.
_SUBJECTS = 3


def describe(result: values.Result) -> tuple[values.Sentence, ...]:
    """Return what kind of video it is, by whom, how long, about what, and how it was received.

    What is unknown is None; empty without content.
    """
    if result.content is None:
        return ()
    about = formatting.say(
        "about",
        kind=result.content.structure.type or "video",
        length=result.video.duration_seconds,
        channel=result.video.channel_name,
        topics=tuple(topic.name for topic in result.content.topics[:_SUBJECTS]),
    )
    return (about, *_reception(result))


def _reception(result: values.Result) -> Iterator[values.Sentence]:
    """Yield the sentence about views, likes and comments, if one of them is known."""
    video, sentiment = result.video, result.comments.sentiment if result.comments else None
    if sentiment is not None and sentiment.n < thresholds.SCORED.value:
        sentiment = None
    if video.view_count is None and sentiment is None:
        return
    yield formatting.say(
        "reception",
        views=video.view_count,
        likes=None if video.view_count is None else video.like_count,
        scored=sentiment.n if sentiment else None,
        positive=sentiment.distribution["positive"] if sentiment else None,
        negative=sentiment.distribution["negative"] if sentiment else None,
    )
