"""What the audience says: mood, themes, spam, moments, the author's answers. Every comment is read.

Spam is taken out before anything is counted. The author's own comments are read and counted too, but the mood, the
themes and the cited moments are those of the audience.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from analysis.pipeline import statistics, values
from analysis.pipeline.comments import author_activity, cited_times, figures, moments
from analysis.pipeline.nlp import sentiment, spam
from analysis.pipeline.nlp.themes import themes
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language, tokens
from analysis.pipeline.progress import Progress

#: Comments between two reports of progress.
_REPORT_EVERY = 100
#: How much is told at each depth: (most themes, most liked comments). Every comment is read at each.
_AMOUNTS = {"basic": (8, 5), "detailed": (15, 10), "comprehensive": (25, 20)}
#: The most liked comments that are told of a theme.
_TOP_OF_THEME = 3
#: Depths at which comments are also read as points of meaning; the others go by their words alone.
_WITH_MEANING = ("detailed", "comprehensive")


@dataclass(frozen=True)
class _Read:
    """A comment and what its text alone tells."""

    comment: values.Comment
    #: Where it stands among all that were fetched, also its row among their points of meaning.
    place: int
    detection: language.Detection
    mood: sentiment.Judgement | None
    cites: tuple[float, ...]

    @property
    def language(self) -> str | None:
        return self.detection.language

    @property
    def score(self) -> float | None:
        return self.mood.score if self.mood else None


def analyse_comments(
    video: values.Video, comments: values.CommentSet, *, depth: str, progress: Progress
) -> tuple[values.CommentReport, tuple[values.CommentFinding, ...]]:
    """Return the report and one finding per comment, in the order of ``comments``.

    ``depth`` is ``basic``, ``detailed`` or ``comprehensive``: how many themes and liked comments are told.
    """
    most_themes, most_liked = _AMOUNTS[depth]
    own = author_activity.marked(comments.comments, video)
    vectors = _vectors(own, progress.part(0, 25)) if depth in _WITH_MEANING else None
    read = _read_all(own, video, vectors, sentiment.closely_at(depth), progress.part(25, 60))
    progress.update(60, 100, "Looking for spam")
    spam_reasons = spam.reasons(own, video, check=lambda done: progress.update(60, 100))
    kept = [item for item in read if item.comment.id not in spam_reasons]
    audience = [item for item in kept if not item.comment.is_author]
    progress.update(65, 100, f"Gathering themes from {len(audience):,} comments")
    found = _themes(audience, vectors, most_themes, progress)
    progress.update(95, 100, "Counting")
    findings = _findings(read, spam_reasons, found)
    report = _report(comments, kept, found, spam_reasons, most_liked)
    progress.update(100, 100, f"{len(own):,} comments analysed")
    return report, findings


def _vectors(comments: Sequence[values.Comment], progress: Progress) -> embeddings.Floats:
    """Return one point of meaning per comment; a text that several wrote is read once."""
    texts = [tokens.without_addresses(comment.text) for comment in comments]
    rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}

    def tell(done: int) -> None:
        progress.update(done, len(rows), f"Reading comment {done + 1:,} of {len(rows):,}")

    points = embeddings.embed(tuple(rows), check=tell)
    return points[[rows[text] for text in texts]]


def _read_all(
    comments: Sequence[values.Comment],
    video: values.Video,
    vectors: embeddings.Floats | None,
    closely: bool,
    progress: Progress,
) -> list[_Read]:
    check = _every_hundred(len(comments), progress.part(0, 50), "Telling the language of comment")
    detections = []
    for index, comment in enumerate(comments):
        check(index)
        detections.append(language.detect(comment.text))
    moods = sentiment.judge_all(
        [comment.text for comment in comments],
        [detection.language for detection in detections],
        vectors,
        closely=closely,
        check=_every_hundred(len(comments), progress.part(50, 100), "Reading the mood of comment"),
    )
    return [
        _Read(
            comment,
            place,
            detections[place],
            moods[place],
            cited_times.cited(comment.text, video.duration_seconds, video.id),
        )
        for place, comment in enumerate(comments)
    ]


def _every_hundred(total: int, progress: Progress, message: str) -> Callable[[int], None]:
    """Return what tells ``progress`` that so many comments are done, each hundred."""

    def tell(done: int) -> None:
        if done % _REPORT_EVERY == 0:
            progress.update(done, total, f"{message} {done + 1:,} of {total:,}")

    return tell


def _themes(
    audience: Sequence[_Read], vectors: embeddings.Floats | None, limit: int, progress: Progress
) -> tuple[values.Theme, ...]:
    found = themes.find(
        [themes.Document(item.comment.id, item.comment.text, item.language) for item in audience],
        vectors=None if vectors is None else vectors[[item.place for item in audience]],
        limit=limit,
        check=lambda: progress.update(65, 100),
    )
    by_id = {item.comment.id: item for item in audience}
    return tuple(_theme(theme, [by_id[comment_id] for comment_id in theme.ids]) for theme in found)


def _theme(theme: themes.Found, members: Sequence[_Read]) -> values.Theme:
    scored = [item.score for item in members if item.score is not None]
    liked = sorted((item.comment for item in members if item.comment.like_count), key=figures.most_liked_first)
    return values.Theme(
        name=theme.name,
        keywords=theme.keywords,
        size=len(members),
        sentiment=fmean(scored) if scored else None,
        comment_ids=theme.ids,
        central_comment_ids=theme.central,
        top_comment_ids=tuple(comment.id for comment in liked[:_TOP_OF_THEME]),
        sentiment_n=len(scored),
        sentiment_95=statistics.mean_interval_95(scored, -1.0, 1.0),
    )


def _findings(
    read: Sequence[_Read], spam_reasons: dict[str, str], found: Sequence[values.Theme]
) -> tuple[values.CommentFinding, ...]:
    theme_of = {comment_id: theme.name for theme in found for comment_id in theme.comment_ids}
    return tuple(
        values.CommentFinding(
            comment_id=item.comment.id,
            language=item.language,
            sentiment=sentiment.label_of(item.mood),
            sentiment_score=item.score,
            theme=theme_of.get(item.comment.id),
            is_spam=item.comment.id in spam_reasons,
            spam_reason=spam_reasons.get(item.comment.id),
            cites=item.cites,
            language_confidence=item.detection.confidence if item.language else None,
            sentiment_confidence=item.mood.confidence if item.mood else None,
        )
        for item in read
    )


def _report(
    fetched: values.CommentSet,
    kept: Sequence[_Read],
    found: tuple[values.Theme, ...],
    spam_reasons: dict[str, str],
    most_liked: int,
) -> values.CommentReport:
    audience = [item for item in kept if not item.comment.is_author]
    comments = [item.comment for item in kept]
    labels = {item.comment.id: sentiment.label_of(item.mood) for item in kept}
    return values.CommentReport(
        total=fetched.total,
        fetched=len(fetched.comments),
        analyzed=len(kept),
        not_scored=sum(item.score is None for item in kept),
        languages=_languages(kept),
        sentiment=figures.mood([item.comment for item in audience], [item.mood for item in audience]),
        themes=found,
        top_comments=figures.top_comments(comments, labels, most_liked),
        author=author_activity.activity(comments),
        spam=figures.spam(spam_reasons, len(fetched.comments)),
        engagement=figures.engagement(comments),
        time_distribution=figures.time_distribution(comments),
        moments=moments.gather(_citing(audience)),
        themes_unassigned=len(audience) - sum(theme.size for theme in found),
    )


def _languages(kept: Sequence[_Read]) -> dict[str, int]:
    """Return the number of comments by language, most frequent first."""
    counts = Counter(item.language or "undetermined" for item in kept)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _citing(audience: Sequence[_Read]) -> list[moments.Citing]:
    return [
        moments.Citing(
            comment_id=item.comment.id,
            person=item.comment.author_channel_id or item.comment.author or item.comment.id,
            seconds=item.cites,
            likes=item.comment.like_count,
            score=item.score,
        )
        for item in audience
        if item.cites
    ]
