"""Comment analysis: language, sentiment, spam, themes, cited moments and the author's replies, of all comments.

Spam is excluded before anything is counted. The author's own comments are counted, but sentiment, themes and cited
moments are those of the audience.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import fmean

from analysis.exceptions import CommentExtractionFailed
from analysis.pipeline import reliability, values
from analysis.pipeline.comments import aggregates, author_activity, cited_times, moments, threads
from analysis.pipeline.comments.comment_table import CommentTable
from analysis.pipeline.nlp import feedback, sentiment, spam
from analysis.pipeline.nlp.themes import themes
from analysis.pipeline.nlp.vectors import arrays, embeddings
from analysis.pipeline.nlp.words import language, tokens
from analysis.pipeline.progress import Progress, checked

#: Comments between two progress reports.
_REPORT_EVERY = 100
#: Maximum numbers of themes and of most liked comments by depth.
_LIMITS = {"basic": (8, 5), "detailed": (15, 10), "comprehensive": (25, 20)}
#: Most liked comments listed per theme.
_TOP_OF_THEME = 3
#: Cited moments that are listed, the most cited first.
_MAX_MOMENTS = 500
#: Depths at which comments are embedded; the other depths use words alone.
_WITH_VECTORS = ("detailed", "comprehensive")


def analyse_comments(
    video: values.Video,
    comments: values.CommentSet,
    *,
    depth: str,
    progress: Progress,
    warn: Callable[[str, str], None] = lambda code, message: None,
    keep_vectors: Callable[[Sequence[str], arrays.Float32s], None] = lambda ids, rows: None,
) -> tuple[values.CommentReport, tuple[values.CommentResult, ...]]:
    """Return the report and one result per comment, in the order of ``comments``.

    ``depth`` is ``basic``, ``detailed`` or ``comprehensive``. It limits the numbers of themes and most liked comments.
    What was left out of long comments is reported to ``warn(code, message)``. Where the comments are embedded,
    ``keep_vectors`` gets their ids and vectors.

    Raises:
        CommentExtractionFailed: nothing was fetched, although the video is not known to have no comments.
    """
    if not comments.comments and comments.total != 0:
        raise CommentExtractionFailed("The comment section returned no comments.")
    max_themes, max_liked = _LIMITS[depth]
    table = _build_table(video, comments, depth, progress)
    if table.vectors is not None:
        keep_vectors([comment.id for comment in table.comments], table.vectors)
    is_counted = [reason is None for reason in table.spam_reasons]
    audience = table.select(
        counts and not comment.is_author for counts, comment in zip(is_counted, table.comments, strict=True)
    )
    # The vectors of all are large, and only those of the audience are read from here on.
    table = replace(table, vectors=None)
    counted = table.select(is_counted)
    progress.update(65, 100, f"Looking for themes in {len(audience):,} comments")
    grouped = _group(audience, max_themes, progress, warn)
    found = _describe_themes(grouped, audience)
    progress.update(95, 100, "Computing statistics")
    cited = moments.collect(moments.citing_comments(audience))
    report = values.CommentReport(
        total=comments.total,
        fetched=len(table),
        analyzed=len(audience),
        by_author=len(counted) - len(audience),
        scored=len(audience) - audience.scores.count(None),
        not_scored=audience.scores.count(None),
        languages=aggregates.count_languages(audience),
        sentiment=aggregates.aggregate_sentiment(audience),
        themes=found,
        top_comments=aggregates.select_top_comments(counted, max_liked),
        author=author_activity.measure_activity(counted.comments),
        spam=aggregates.summarise_spam(table),
        engagement=aggregates.measure_engagement(counted.comments),
        time_distribution=aggregates.count_by_time(counted.comments),
        moments=cited[:_MAX_MOMENTS],
        moments_total=len(cited),
        feedback=aggregates.summarise_feedback(audience, _video_language(video)),
        feedback_unclassified=audience.feedback.count(()),
        themes_unassigned=len(audience) - sum(theme.size for theme in found),
        themes_incoherent=grouped.incoherent,
        themes_beyond_limit=grouped.beyond_limit,
    )
    progress.update(100, 100, f"Saving {len(table):,} comments")
    return report, _comment_results(table, found)


def _video_language(video: values.Video) -> str | None:
    """Return the stated language, else that of title and description; None if it is undetermined."""
    return language.base(video.language) or language.detect(f"{video.title or ''}\n{video.description or ''}").language


def _build_table(video: values.Video, fetched: values.CommentSet, depth: str, progress: Progress) -> CommentTable:
    comments = threads.attach_to_threads(author_activity.mark_author(fetched.comments, video))
    vectors = None
    if depth in _WITH_VECTORS:
        texts = [tokens.without_addresses(comment.text) for comment in comments]
        rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}  # equal texts are embedded once
        embedding = _reporter(len(rows), progress.part(0, 25), "Embedding comment", every=1)
        vectors = embeddings.embed(tuple(rows), check=embedding)[[rows[text] for text in texts]]
    reading = progress.part(25, 60)
    report = _reporter(len(comments), reading.part(0, 50), "Detecting the language of comment")
    detections = []
    for index, comment in enumerate(comments):
        report(index)
        detections.append(language.detect(comment.text))
    predictions = sentiment.predict(
        [comment.text for comment in comments],
        [detection.language for detection in detections],
        vectors,
        second_pass_limit=sentiment.second_pass_limit(depth),
        check=_reporter(len(comments), reading.part(50, 100), "Scoring the sentiment of comment", every=1),
    )
    classes = feedback.classify(
        [comment.text for comment in comments],
        [detection.language for detection in detections],
        predictions,
        vectors,
        check=lambda done: progress.update(60, 100),
    )
    cites = [
        cited_times.extract(comment.text, video.duration_seconds, video.id)
        for comment in checked(comments, progress.check_cancelled)
    ]
    progress.update(60, 100, "Looking for spam")
    reasons = spam.find_spam(comments, video, check=lambda done: progress.update(60, 100))
    return CommentTable(
        tuple(comments),
        tuple(detections),
        tuple(predictions),
        tuple(classes),
        tuple(cites),
        tuple(reasons.get(comment.id) for comment in comments),
        vectors,
    )


def _reporter(total: int, progress: Progress, message: str, every: int = _REPORT_EVERY) -> Callable[[int], None]:
    """Return a function that reports the number of comments done to ``progress``, and checks at each of them."""

    def report(done: int) -> None:
        if done % every == 0:
            progress.update(done, total, f"{message} {done + 1:,} of {total:,}")
        else:
            progress.check_cancelled()

    return report


def _group(
    audience: CommentTable, limit: int, progress: Progress, warn: Callable[[str, str], None]
) -> themes.FoundThemes:
    found = themes.find_themes(
        [
            themes.Document(comment.id, comment.text, code)
            for comment, code in zip(audience.comments, audience.languages, strict=True)
        ],
        vectors=audience.vectors,
        limit=limit,
        check=lambda: progress.update(65, 100),
    )
    if found.shortened:
        warn(
            "COMMENTS_READ_IN_PART",
            f"Themes rest on the first {themes.MAX_CHARS:,} characters of {found.shortened:,} longer comments.",
        )
    return found


def _describe_themes(found: themes.FoundThemes, audience: CommentTable) -> tuple[values.Theme, ...]:
    rows = {comment.id: row for row, comment in enumerate(audience.comments)}
    scores = audience.scores
    result = []
    for theme in found.themes:
        members = [audience.comments[rows[comment_id]] for comment_id in theme.ids]
        scored = [score for comment_id in theme.ids if (score := scores[rows[comment_id]]) is not None]
        liked = sorted((comment for comment in members if comment.like_count), key=aggregates.likes_sort_key)
        result.append(
            values.Theme(
                name=theme.name,
                keywords=theme.keywords,
                size=len(members),
                sentiment=fmean(scored) if scored else None,
                comment_ids=theme.ids,
                central_comment_ids=theme.central,
                top_comment_ids=tuple(comment.id for comment in liked[:_TOP_OF_THEME]),
                sentiment_n=len(scored),
                sentiment_95=reliability.score_interval_95(scored),
            )
        )
    return tuple(result)


def _comment_results(table: CommentTable, found: Sequence[values.Theme]) -> tuple[values.CommentResult, ...]:
    theme_of = {comment_id: theme.name for theme in found for comment_id in theme.comment_ids}
    columns = zip(
        table.comments,
        table.detections,
        table.predictions,
        table.feedback,
        table.cites,
        table.spam_reasons,
        strict=True,
    )
    return tuple(
        values.CommentResult(
            comment_id=comment.id,
            language=detection.language,
            sentiment=sentiment.label_of(prediction),
            sentiment_score=prediction.score if prediction else None,
            theme=theme_of.get(comment.id),
            is_spam=spam_reason is not None,
            spam_reason=spam_reason,
            cites=cites,
            # As in the report, which counts the audience's comments without spam.
            feedback=() if spam_reason or comment.is_author else classes,
            language_confidence=round(detection.confidence, 4) if detection.language else None,
            sentiment_confidence=prediction.confidence if prediction else None,
        )
        for comment, detection, prediction, classes, cites, spam_reason in columns
    )
