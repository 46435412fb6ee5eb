"""Analyses whose texts are indexed as a worker indexes them."""

from analysis.execution import storage
from analysis.pipeline import values
from tests.support.factories import TaskFactory


def stored(*, title="", lines=(), comments=(), language="en", channel_id=None, **fields):
    """Return a completed analysis; ``lines`` are (start, text), ``comments`` (text, language, sentiment)."""
    task = TaskFactory(**{"completed": True, **fields})
    video = values.Video(id=task.video_id, url=task.youtube_url, title=title, channel_id=channel_id, language=language)
    storage.save_extraction(task.pk, values.Extraction(video=video, source="archive"))
    if lines:
        segments = tuple(values.Segment(start, start + 3, text) for start, text in lines)
        storage.save_transcript(task.pk, values.Transcript("manual_captions", language, segments))
    save_comments(task, comments)
    return task


def save_comments(task, comments):
    """Store and index comments as (text, language, sentiment)."""
    fetched = tuple(values.Comment(f"c{n}", text) for n, (text, _, _) in enumerate(comments))
    storage.save_comments(task.pk, values.CommentSet(fetched, len(fetched)))
    results = [
        values.CommentResult(
            comment_id=f"c{n}",
            sentiment=sentiment,
            sentiment_score=0.0,
            sentiment_confidence=0.9,
            language=language,
            language_confidence=0.9,
            theme=None,
            is_spam=False,
            spam_reason=None,
            cites=(),
            feedback=(),
        )
        for n, (_, language, sentiment) in enumerate(comments)
    ]
    storage.save_comment_results(task.pk, results)
