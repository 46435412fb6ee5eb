"""What stands out in a finding."""

import math
from collections.abc import Iterator, Sequence
from statistics import fmean

from analysis.pipeline import statistics, values
from analysis.pipeline.insights import certainty, thresholds, wording


def observe(result: values.Result) -> tuple[values.Claim, ...]:
    """Return what stands out."""
    return tuple(claim for rule in _RULES for claim in rule(result))


def _mood(result: values.Result) -> values.CommentSentiment | None:
    """Return the mood where enough comments, and enough of them, were scored."""
    mood = result.comments.sentiment if result.comments else None
    if mood is None or mood.n < thresholds.SCORED.value:
        return None
    share = 1.0 if mood.share_scored is None else mood.share_scored
    return mood if share >= thresholds.SHARE_SCORED.value else None


def _audience_mood(result: values.Result) -> Iterator[values.Claim]:
    mood = _mood(result)
    if mood is None or mood.interval_95 is None or abs(mood.score) < thresholds.MOOD.value:
        return
    low, high = mood.interval_95
    sign = certainty.certain_sign(mood.score, mood.interval_95)
    if not sign:
        return
    name, other = ("positive", "negative") if sign > 0 else ("negative", "positive")
    yield values.Claim(
        f"The audience is {name}: {wording.percent(mood.distribution[name])} of {mood.n:,} comments that could be "
        f"scored are {name}, {wording.percent(mood.distribution[other])} {other}, mean {mood.score:+.2f} "
        f"(95 % interval {low:+.2f} to {high:+.2f}).",
        (
            wording.figure("comments.sentiment.score", mood.score),
            *wording.interval("comments.sentiment.interval_95", mood.interval_95),
            wording.figure("comments.sentiment.n", mood.n),
        ),
    )


def _mood_trend(result: values.Result) -> Iterator[values.Claim]:
    """Compare the comments of the earlier days with those of the later ones."""
    mood = _mood(result)
    if mood is None or mood.interval_95 is None:
        return
    if sum(day.estimated for day in mood.by_day) > thresholds.TREND_ESTIMATED.value * mood.n:
        return
    early, late = _halves(mood.by_day)
    n_early, n_late = sum(day.n for day in early), sum(day.n for day in late)
    if min(n_early, n_late) < thresholds.TREND_SCORED.value:
        return
    before, after = _mean(early), _mean(late)
    error = statistics.deviation_of(mood.score, mood.interval_95, mood.n) * math.sqrt(1 / n_early + 1 / n_late)
    if abs(after - before) <= thresholds.TREND_SIGMAS.value * error:
        return
    yield values.Claim(
        f"The mood {'rises' if after > before else 'falls'}: mean {before:+.2f} of {n_early:,} comments until "
        f"{early[-1].day}, {after:+.2f} of {n_late:,} from {late[0].day} on.",
        tuple(
            wording.figure(f"comments.sentiment.by_day.{place}.score", mood.by_day[place].score)
            for place in (0, len(early) - 1, len(early), len(mood.by_day) - 1)
        ),
    )


def _halves(days: Sequence[values.DayScore]) -> tuple[Sequence[values.DayScore], Sequence[values.DayScore]]:
    """Return the days up to the one that fills half of the comments, and the rest."""
    total, seen = sum(day.n for day in days), 0
    for place, day in enumerate(days):
        seen += day.n
        if 2 * seen >= total:
            # The day in the middle goes to the side that is smaller without it.
            cut = place + 1 if 2 * (seen - day.n) < total - day.n else place
            return days[: max(1, cut)], days[max(1, cut) :]
    return days, ()


def _mean(days: Sequence[values.DayScore]) -> float:
    return fmean([day.score for day in days], weights=[day.n for day in days])


def _mood_not_told(result: values.Result) -> Iterator[values.Claim]:
    report = result.comments
    if report is None or report.analyzed < thresholds.SCORED.value:
        return
    share = report.not_scored / report.analyzed
    if share <= 1 - thresholds.SHARE_SCORED.value:
        return
    yield values.Claim(
        f"The mood of the audience is not told: {wording.percent(share)} of the comments could not be scored.",
        (
            wording.figure("comments.not_scored", report.not_scored),
            wording.figure("comments.analyzed", report.analyzed),
        ),
    )


def _largest_theme(result: values.Result) -> Iterator[values.Claim]:
    if not result.comments or not result.comments.themes:
        return
    place, theme = max(enumerate(result.comments.themes), key=lambda entry: (entry[1].size, -entry[0]))
    if theme.size < thresholds.THEME.value:
        return
    yield values.Claim(
        f"The comments speak most about “{theme.name}”: {theme.size:,} of {result.comments.analyzed:,}.",
        (
            wording.figure(f"comments.themes.{place}.size", theme.size),
            wording.figure("comments.analyzed", result.comments.analyzed),
            *wording.examples(theme.central_comment_ids or theme.comment_ids),
        ),
    )


def _most_cited_moment(result: values.Result) -> Iterator[values.Claim]:
    moments = result.comments.moments if result.comments else ()
    if not moments or moments[0].commenters < thresholds.MOMENT.value:
        return
    moment = moments[0]
    evidence = [
        values.Evidence("moment", "comments.moments.0", moment.seconds),
        wording.figure("comments.moments.0.commenters", moment.commenters),
    ]
    place = said = ""
    if moment.section is not None:
        place = f", in “{moment.section_title}”"
        evidence.append(
            values.Evidence("section", f"content.structure.sections.{moment.section}", moment.section_title)
        )
    if moment.quote is not None:
        said = f" There it is said: “{moment.quote.text}”"
        evidence.append(wording.figure("comments.moments.0.quote.text", moment.quote.text))
    yield values.Claim(
        f"Viewers point to {values.clock(moment.seconds)} most often{place}: "
        f"{wording.counted(moment.commenters, 'person')} cite it.{said}",
        (*evidence, *wording.examples(moment.comment_ids)),
    )


def _author_answers(result: values.Result) -> Iterator[values.Claim]:
    if not result.comments or result.comments.engagement.thread_count < thresholds.THREADS.value:
        return
    author = result.comments.author
    if author.reply_rate is None or author.reply_rate_95 is None:
        return
    if author.reply_rate_95[0] < thresholds.ANSWERED_OFTEN.value:
        return
    evidence = [
        wording.figure("comments.author.reply_rate", author.reply_rate),
        *wording.interval("comments.author.reply_rate_95", author.reply_rate_95),
    ]
    delay = ""
    if author.median_reply_seconds is not None:
        delay = f", half of them within {wording.lasting(author.median_reply_seconds)}"
        evidence.append(wording.figure("comments.author.median_reply_seconds", author.median_reply_seconds))
    yield values.Claim(
        f"The author answers: {wording.percent(author.reply_rate)} of the threads that were fetched hold a "
        f"reply{delay}.",
        tuple(evidence),
    )


def _likes_per_view(result: values.Result) -> Iterator[values.Claim]:
    views, likes = result.video.view_count, result.video.like_count
    if views is None or likes is None or views < thresholds.VIEWS.value:
        return
    yield values.Claim(
        f"{100 * likes / views:.1f} of 100 views left a like.",
        (wording.figure("video.like_count", likes), wording.figure("video.view_count", views)),
    )


def _spam_share(result: values.Result) -> Iterator[values.Claim]:
    spam = certainty.much_spam(result.comments)
    if spam is None:
        return
    kind, most = next(iter(spam.reasons.items()), (None, 0))
    mostly = f" Most frequent: {kind} ({most:,})." if kind else ""
    yield values.Claim(
        f"{wording.percent(spam.ratio)} of the comments are spam: {spam.count:,} were left out of every figure."
        f"{mostly}",
        (
            wording.figure("comments.spam.ratio", spam.ratio),
            wording.figure("comments.spam.count", spam.count),
            *wording.examples(spam.comment_ids),
        ),
    )


def _little_speech(result: values.Result) -> Iterator[values.Claim]:
    facts = result.transcript
    if facts is None or result.content is None or facts.coverage is None:
        return
    if facts.coverage >= thresholds.COVERAGE.value:
        return
    yield values.Claim(
        f"What is said of the content rests on {wording.percent(facts.coverage)} of the video: in the rest nothing was "
        "heard.",
        (wording.figure("transcript.coverage", facts.coverage),),
    )


_RULES: tuple[wording.Rule, ...] = (
    _audience_mood,
    _mood_not_told,
    _mood_trend,
    _largest_theme,
    _most_cited_moment,
    _author_answers,
    _likes_per_view,
    _spam_share,
    _little_speech,
)
