"""Recommendations to the author, each for a measured reason."""

from collections.abc import Iterator

from analysis.pipeline import statistics, values
from analysis.pipeline.insights import formatting, observations, thresholds


def recommend(result: values.Result) -> tuple[values.Claim, ...]:
    """Return one claim for each rule that applies."""
    return tuple(claim for rule in _RULES for claim in rule(result))


def _address_complaints(result: values.Result) -> Iterator[values.Claim]:
    for place, theme in enumerate(result.comments.themes if result.comments else ()):
        if theme.sentiment is None or theme.sentiment_95 is None:
            continue
        if statistics.certain_sign(theme.sentiment, theme.sentiment_95, widened=thresholds.MANY.value) >= 0:
            continue
        if theme.size < thresholds.THEME.value or theme.sentiment_n < thresholds.THEME_SCORED.value:
            continue
        low, high = theme.sentiment_95
        yield formatting.claim(
            (
                *formatting.figures(
                    result,
                    f"comments.themes.{place}.sentiment",
                    *formatting.interval(f"comments.themes.{place}.sentiment_95"),
                    f"comments.themes.{place}.size",
                ),
                *formatting.examples(theme.central_comment_ids or theme.comment_ids),
            ),
            formatting.say(
                "look_into_theme", theme=theme.name, size=theme.size, mean=theme.sentiment, low=low, high=high
            ),
        )


def _respond_to_feedback(result: values.Result) -> Iterator[values.Claim]:
    """Recommend to look at complaints, corrections, requests and questions, each if enough comments have them.

    Questions are left to ``_answer_more`` if there are enough to judge the answers, and out if the author answers some.
    """
    report = result.comments
    if report is None or report.feedback is None:
        return
    for name, code in _FEEDBACK_CODES.items():
        found: values.FeedbackClass = getattr(report.feedback, name)
        is_left = name == "questions" and (report.author.questions_answered or _has_enough_questions(report))
        if is_left or found.count < thresholds.FEEDBACK.value or not found.interval_95:
            continue
        if found.count < thresholds.FEEDBACK_SHARE.value * report.analyzed:
            continue
        path = f"comments.feedback.{name}"
        yield formatting.claim(
            (
                *formatting.figures(
                    result, f"{path}.count", "comments.analyzed", *formatting.interval(f"{path}.interval_95")
                ),
                *formatting.examples(example.comment_id for example in found.examples),
            ),
            formatting.say(code, count=found.count, total=report.analyzed),
        )


def _use_cited_moments(result: values.Result) -> Iterator[values.Claim]:
    """Recommend to feature a moment that viewers like, and to review one that they dislike."""
    for place, moment in enumerate(result.comments.moments if result.comments else ()):
        if moment.commenters < thresholds.CLIP.value or moment.sentiment_n < thresholds.MOMENT_SCORED.value:
            continue
        if moment.sentiment is None or moment.sentiment_95 is None:
            continue
        low, high = moment.sentiment_95
        sign = statistics.certain_sign(moment.sentiment, moment.sentiment_95, widened=thresholds.MANY.value)
        if not sign:
            continue
        yield formatting.claim(
            (
                values.Evidence("moment", f"comments.moments.{place}", moment.seconds),
                *formatting.figures(
                    result,
                    f"comments.moments.{place}.commenters",
                    *formatting.interval(f"comments.moments.{place}.sentiment_95"),
                ),
                *formatting.examples(moment.comment_ids),
            ),
            formatting.say(
                "feature_moment" if sign > 0 else "review_moment",
                at=moment.seconds,
                people=moment.commenters,
                mean=moment.sentiment,
                low=low,
                high=high,
            ),
        )


def _answer_more(result: values.Result) -> Iterator[values.Claim]:
    """Recommend to answer questions or, if there are few, comments. Silent if no replies were fetched."""
    if not result.comments or not result.comments.engagement.reply_count:
        return
    author = result.comments.author
    if _has_enough_questions(result.comments):
        high = statistics.share_interval_95(author.questions_answered, author.questions)[1]
        if high < thresholds.QUESTIONS_ANSWERED.value:
            yield formatting.claim(
                (
                    *formatting.figures(result, "comments.author.questions", "comments.author.questions_answered"),
                    *formatting.examples(author.unanswered_ids),
                ),
                formatting.say("answer_questions", questions=author.questions, answered=author.questions_answered),
            )
        return
    threads = result.comments.engagement.thread_count
    if threads < thresholds.THREADS.value or author.reply_rate is None or author.reply_rate_95 is None:
        return
    if author.reply_rate_95[1] >= thresholds.ANSWERED_SELDOM.value:
        return
    yield formatting.claim(
        formatting.figures(
            result,
            "comments.author.reply_rate",
            *formatting.interval("comments.author.reply_rate_95"),
            "comments.engagement.thread_count",
        ),
        formatting.say("answer_comments", threads=threads, share=author.reply_rate),
    )


def _has_enough_questions(report: values.CommentReport) -> bool:
    """Return whether replies were fetched and enough threads begin with a question to judge how many were answered."""
    return bool(report.engagement.reply_count) and report.author.questions >= thresholds.QUESTIONS.value


def _hold_spam_back(result: values.Result) -> Iterator[values.Claim]:
    spam = observations.much_spam(result.comments)
    if spam is None or result.comments is None:
        return
    yield formatting.claim(
        formatting.figures(
            result,
            "comments.spam.count",
            "comments.fetched",
            *(f"comments.spam.reasons.{kind}" for kind in spam.reasons),
        ),
        formatting.say("hold_spam_back", count=spam.count, fetched=result.comments.fetched),
    )


def _add_subtitles(result: values.Result) -> Iterator[values.Claim]:
    report, facts = result.comments, result.transcript
    if not report or not report.analyzed or facts is None or not facts.language:
        return
    spoken = facts.language.split("-")[0].lower()
    for code, count in report.languages.items():
        low = statistics.share_interval_95(count, report.analyzed)[0]
        enough = count >= thresholds.FOREIGN_COUNT.value and low >= thresholds.FOREIGN.value
        if enough and code not in {spoken, "undetermined"}:
            yield formatting.claim(
                formatting.figures(result, f"comments.languages.{code}", "comments.analyzed"),
                formatting.say("add_subtitles", language=code, count=count, share=count / report.analyzed),
            )


def _add_chapters(result: values.Result) -> Iterator[values.Claim]:
    length = result.video.duration_seconds
    sections = result.content.structure.sections if result.content else ()
    if result.video.chapters or length is None or length < thresholds.LONG_VIDEO.value:
        return
    if len(sections) < thresholds.SECTIONS.value:
        return
    yield formatting.claim(
        (
            *formatting.figures(result, "video.duration_seconds"),
            *(
                values.Evidence("section", f"content.structure.sections.{place}", section.title)
                for place, section in enumerate(sections)
            ),
        ),
        formatting.say("set_chapters", length=length, sections=len(sections)),
    )


def _add_captions(result: values.Result) -> Iterator[values.Claim]:
    facts = result.transcript
    if facts is None or facts.source == "manual_captions":
        return
    refs = ["transcript.source"]
    is_automatic = facts.source == "automatic_captions"
    sentences = [formatting.say("add_captions_automatic" if is_automatic else "add_captions_speech")]
    if facts.confidence is not None and facts.confidence < thresholds.CONFIDENCE.value:
        sentences.append(formatting.say("low_confidence", share=facts.confidence))
        refs.append("transcript.confidence")
    yield formatting.claim(formatting.figures(result, *refs), *sentences)


#: The sentence about each class of feedback that a creator can act on.
_FEEDBACK_CODES = {
    "complaints": "look_into_complaints",
    "corrections": "check_corrections",
    "requests": "consider_requests",
    "questions": "see_questions",
}
_RULES: tuple[formatting.Rule, ...] = (
    _address_complaints,
    _respond_to_feedback,
    _use_cited_moments,
    _answer_more,
    _hold_spam_back,
    _add_subtitles,
    _add_chapters,
    _add_captions,
)
