"""Which comments are spam, each with a reason that a reader understands.

Four witnesses, in this order: rules of wording, false names, copies, and a model of what spam reads like. The author of
the video is never spam.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from analysis.pipeline import values
from analysis.pipeline.nlp.spam import comment_features, duplicates, impersonation, normalisation, text_model

#: So sure the model must be. Chosen on training videos alone: trained on one, tested on another, it has the best F1
#: together with half a clean tweet in a hundred taken for spam.
SURE = 0.4
#: So many readers who liked a comment outweigh the model, which has only read it.
_TRUSTED_LIKES = 5
#: So many authors with one and the same longer text are no coincidence; with a link two are enough. Shorter ones may
#: be a line of the song or a saying, which some will quote alike.
_FLOOD_AUTHORS = 3
_LINK_FLOOD_AUTHORS = 2
_SHORT_FLOOD_AUTHORS = 6
#: One writer may say the same in a few letters as often as they like ("thanks!").
_REPEAT_CHARS = 8


def reasons(
    comments: Sequence[values.Comment],
    video: values.Video | None = None,
    *,
    judge: text_model.Model | None = None,
    check: Callable[[int], None] = lambda done: None,
) -> dict[str, str]:
    """Return why a comment is spam, by its id; comments that are not spam are absent.

    ``video`` tells its own links from others, and its channel from who only bears the name. ``check(done)`` is called
    between batches and may raise to stop. ``judge`` is the shipped model unless another is given. The order of the
    comments changes nothing.
    """
    audience = [comment for comment in comments if not comment.is_author]
    seen = comment_features.looks(audience, video.id if video else None, check=check)
    found: dict[str, str] = {}
    for comment, look in zip(audience, seen, strict=True):
        reason = look.rule or impersonation.pretence(comment, video)
        if reason:
            found[comment.id] = reason
    check(len(audience))
    for comment_id, reason in _floods(audience, seen).items():
        found.setdefault(comment_id, reason)
    found.update(_by_model(audience, seen, found, judge or text_model.shipped(), check))
    return {comment.id: found[comment.id] for comment in audience if comment.id in found}


def _by_model(
    audience: Sequence[values.Comment],
    seen: Sequence[comment_features.Look],
    found: dict[str, str],
    judge: text_model.Model,
    check: Callable[[int], None],
) -> dict[str, str]:
    left = [
        (comment.id, look)
        for comment, look in zip(audience, seen, strict=True)
        if comment.id not in found and look.plain and not _is_trusted(comment)
    ]
    sure = judge.probabilities([look for _, look in left], check=check)
    return {comment_id: _told(judge, look) for (comment_id, look), odds in zip(left, sure, strict=True) if odds > SURE}


def _is_trusted(comment: values.Comment) -> bool:
    """Say whether the author (who alone hearts and pins) or many readers have approved of the comment."""
    return comment.is_hearted or comment.is_pinned or (comment.like_count or 0) >= _TRUSTED_LIKES


def _told(judge: text_model.Model, look: comment_features.Look) -> str:
    return ("reads like spam: " + ", ".join(judge.weightiest(look))).removesuffix(": ")


def _floods(audience: Sequence[values.Comment], seen: Sequence[comment_features.Look]) -> dict[str, str]:
    """Return the comments that repeat others: all of a flood, and all but the first of one author's repetitions."""
    cores = [normalisation.core(look.plain) for look in seen]
    found: dict[str, str] = {}
    for places in duplicates.groups(cores):
        group = [audience[place] for place in places]
        size = duplicates.length(cores[places[0]])
        if size >= duplicates.FLOOD_CHARS and _is_flood(group, [seen[place] for place in places], size):
            found.update((comment.id, f"the same text {len(group)} times") for comment in group)
        elif size >= _REPEAT_CHARS:
            found.update((comment.id, "repeats the writer's own comment") for comment in _own_repeats(group))
    return found


def _is_flood(group: Sequence[values.Comment], seen: Sequence[comment_features.Look], size: float) -> bool:
    authors = len({comment_features.writer(comment) for comment in group})
    if any("weblink" in look.masked for look in seen):
        return authors >= _LINK_FLOOD_AUTHORS
    return authors >= (_FLOOD_AUTHORS if size >= duplicates.NEAR_CHARS else _SHORT_FLOOD_AUTHORS)


def _own_repeats(group: Sequence[values.Comment]) -> list[values.Comment]:
    """Return the later ones of what one writer wrote more than once."""
    by_writer: defaultdict[str, list[values.Comment]] = defaultdict(list)
    for comment in group:
        by_writer[comment_features.writer(comment)].append(comment)
    return [
        comment
        for own in by_writer.values()
        for comment in sorted(own, key=lambda each: (each.published_at is None, each.published_at, each.id))[1:]
    ]
