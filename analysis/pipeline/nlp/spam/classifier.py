"""Spam comments, each with a reason for readers.

Four detectors, in order: keyword rules, impersonation, duplicates, a trained classifier. The classifier alone decides
only about comments that lure: with a link, a contact, a number, an offer or begging. Comments of the video's author are
never spam.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from analysis.pipeline import values
from analysis.pipeline.nlp.spam import comment_features, duplicates, impersonation, normalisation, text_model
from analysis.pipeline.progress import checked

#: Probability from which the classifier's answer counts. Chosen on comments about tablets (SenTube, dev and test
#: parts): the lowest multiple of 0.1 with which fewer than 0.75 % of all genuine ones are classified as spam.
SPAM_PROBABILITY = 0.2
#: From this many likes on, the classifier alone does not decide.
_TRUSTED_LIKES = 5
#: From this many authors on, the same longer text is a flood; with a link two are enough. A shorter text may be a line
#: of the song or a saying that several people quote.
_FLOOD_AUTHORS = 3
_LINK_FLOOD_AUTHORS = 2
_SHORT_FLOOD_AUTHORS = 6
#: One author may repeat a shorter text ("Thank you so much!" to several people).
_REPEAT_CHARS = 16


def find_spam(
    comments: Sequence[values.Comment],
    video: values.Video | None = None,
    *,
    model: text_model.Model | None = None,
    check: Callable[[int], None] = lambda done: None,
) -> dict[str, str]:
    """Return the reason for each spam comment, by comment id.

    ``video`` identifies links to the video itself and impersonators of its channel. ``model`` defaults to the shipped
    classifier. ``check(done)`` is called between batches and may raise to stop. The order of the comments does not
    matter.
    """
    audience = [comment for comment in comments if not comment.is_author]
    features = comment_features.extract(audience, video.id if video else None, check=check)
    found: dict[str, str] = {}
    for comment, one in zip(audience, features, strict=True):
        reason = one.rule or impersonation.check_author_name(comment, video)
        if reason:
            found[comment.id] = reason
    for comment_id, reason in _find_duplicates(audience, features, lambda: check(len(audience))).items():
        found.setdefault(comment_id, reason)
    model = model or text_model.load()
    unexplained = [
        (comment.id, one)
        for comment, one in zip(audience, features, strict=True)
        if comment.id not in found
        and one.lures
        and not (comment.is_hearted or comment.is_pinned or (comment.like_count or 0) >= _TRUSTED_LIKES)
    ]
    probabilities = model.probabilities([one for _, one in unexplained], check=check)
    for (comment_id, one), probability in zip(unexplained, probabilities, strict=True):
        if probability > SPAM_PROBABILITY:
            begs = one.lures == {"begging"}
            reason = "begs for likes" if begs else "reads like spam"
            found[comment_id] = f"{reason}: {', '.join(model.top_features(one))}".removesuffix(": ")
    return {comment.id: found[comment.id] for comment in audience if comment.id in found}


def _find_duplicates(
    audience: Sequence[values.Comment],
    features: Sequence[comment_features.CommentFeatures],
    check: Callable[[], None],
) -> dict[str, str]:
    """Return all comments of a flood, and all but the first of one author's repetitions."""
    # What YouTube writes where somebody shares this video is the same for all who do.
    keys = [
        "" if comment_features.SHARED_THIS.search(one.masked) else normalisation.alphanumeric(one.plain)
        for one in checked(features, check)
    ]
    found: dict[str, str] = {}
    for rows in duplicates.group(keys, check=check):
        by_author: defaultdict[str, list[values.Comment]] = defaultdict(list)
        for row in rows:
            by_author[comment_features.author_key(audience[row])].append(audience[row])
        length = duplicates.weighted_length(keys[rows[0]])
        if any("weblink" in features[row].masked for row in rows):
            flood_authors = _LINK_FLOOD_AUTHORS
        else:
            flood_authors = _FLOOD_AUTHORS if length >= duplicates.NEAR_DUPLICATE_CHARS else _SHORT_FLOOD_AUTHORS
        if length >= duplicates.DUPLICATE_CHARS and len(by_author) >= flood_authors:
            found.update((audience[row].id, f"the same text {len(rows)} times") for row in rows)
        elif length >= _REPEAT_CHARS:
            for own in by_author.values():
                own.sort(key=lambda each: (each.published_at is None, each.published_at, each.id))
                found.update((comment.id, "repeats the writer's own comment") for comment in own[1:])
    return found
