"""Claims and advice by rule: each rests on named figures of the result, and where the data is thin there is silence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.pipeline import values


@dataclass(frozen=True)
class _Threshold:
    """A bound and why it lies there."""

    value: float
    reason: str


#: Every bound that a rule uses.
_T = {
    "scored": _Threshold(30, "below 30 comments the 95 % interval of a mood is wider than the moods differ"),
    "mood": _Threshold(0.05, "where VADER's own labels begin; the whole interval must lie beyond it"),
    "moment": _Threshold(3, "two people may cite a second by chance"),
    "theme": _Threshold(5, "fewer comments than five are anecdotes"),
    "theme_mood": _Threshold(-0.15, "three times the bound of a single label, since a small group's mean scatters"),
    "threads": _Threshold(20, "a share of fewer than 20 threads moves by over 5 points with one answer"),
    "answered_often": _Threshold(0.1, "one thread in ten: a reader meets an answer on every screen"),
    "answered_seldom": _Threshold(0.02, "one thread in fifty: hardly any reader meets an answer"),
    "spam": _Threshold(0.05, "one comment in twenty is seen by every reader of the first page"),
    "spam_count": _Threshold(5, "fewer are noise in any comment section"),
    "foreign": _Threshold(0.05, "one comment in twenty"),
    "foreign_count": _Threshold(10, "fewer may be guests or wrong detections"),
    "views": _Threshold(1000, "below 1,000 views one like moves the rate visibly"),
    "fast": _Threshold(190, "faster than conversation among natives; second-language listeners fall behind"),
    "slow": _Threshold(90, "slower than dictation with pauses taken out"),
    "rate_words": _Threshold(300, "about two minutes of speech"),
    "long_video": _Threshold(600, "YouTube viewers skip in videos over 10 minutes"),
    "sections": _Threshold(3, "two sections need no table of contents"),
    "confidence": _Threshold(0.7, "below this about every fifth word of a recogniser is wrong"),
}

_LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def observe(result: values.Result) -> tuple[values.Claim, ...]:
    """Return what stands out."""
    return _claims(_OBSERVATIONS, result)


def recommend(result: values.Result) -> tuple[values.Claim, ...]:
    """Return what the author might do, each for a reason that was measured."""
    return _claims(_RECOMMENDATIONS, result)


_Rule = Callable[[values.Result], Iterator[values.Claim]]


def _claims(rules: tuple[_Rule, ...], result: values.Result) -> tuple[values.Claim, ...]:
    return tuple(claim for rule in rules for claim in rule(result))


def _figure(ref: str, value: float | str | None) -> values.Evidence:
    return values.Evidence("figure", ref, value)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def clock(seconds: float) -> str:
    """Return a position as people write it: ``3:12``, ``1:02:03``."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}" if hour else f"{minute}:{second:02d}"


def _language_name(code: str) -> str:
    return _LANGUAGES.get(code, f"the language “{code}”")


def _audience_mood(result: values.Result) -> Iterator[values.Claim]:
    mood = result.comments.sentiment if result.comments else None
    if mood is None or mood.n < _T["scored"].value or mood.interval_95 is None:
        return
    low, high = mood.interval_95
    bound = _T["mood"].value
    name = "positive" if low > bound else "negative" if high < -bound else None
    if name is None:
        return
    yield values.Claim(
        f"The audience is {name}: {_percent(mood.distribution[name])} of {mood.n:,} comments that could be scored "
        f"are {name}, mean {mood.score:+.2f} (95 % interval {low:+.2f} to {high:+.2f}).",
        (
            _figure("comments.sentiment.score", mood.score),
            _figure("comments.sentiment.interval_95.0", low),
            _figure("comments.sentiment.interval_95.1", high),
            _figure("comments.sentiment.n", mood.n),
        ),
    )


def _most_cited_moment(result: values.Result) -> Iterator[values.Claim]:
    moments = result.comments.moments if result.comments else ()
    if not moments or moments[0].count < _T["moment"].value:
        return
    moment = moments[0]
    evidence = [
        values.Evidence("moment", "comments.moments.0", moment.seconds),
        _figure("comments.moments.0.count", moment.count),
    ]
    place = ""
    for index, section in enumerate(result.content.structure.sections if result.content else ()):
        if section.start <= moment.seconds < section.end:
            place = f", in “{section.title}”"
            evidence.append(values.Evidence("section", f"content.structure.sections.{index}", section.title))
    yield values.Claim(
        f"Viewers point to {clock(moment.seconds)} most often{place}: {moment.count} comments cite it.", tuple(evidence)
    )


def _largest_theme(result: values.Result) -> Iterator[values.Claim]:
    if not result.comments or not result.comments.themes:
        return
    theme = result.comments.themes[0]
    if theme.size < _T["theme"].value:
        return
    yield values.Claim(
        f"The comments speak most about “{theme.name}”: {theme.size:,} of {result.comments.analyzed:,}.",
        (_figure("comments.themes.0.size", theme.size), _figure("comments.analyzed", result.comments.analyzed)),
    )


def _unhappy_themes(result: values.Result) -> Iterator[tuple[int, values.Theme]]:
    for index, theme in enumerate(result.comments.themes if result.comments else ()):
        if (
            theme.size >= _T["theme"].value
            and theme.sentiment is not None
            and theme.sentiment <= _T["theme_mood"].value
        ):
            yield index, theme


def _author_answers(result: values.Result) -> Iterator[values.Claim]:
    if not result.comments or result.comments.engagement.thread_count < _T["threads"].value:
        return
    author = result.comments.author
    if author.reply_rate is None or author.reply_rate < _T["answered_often"].value:
        return
    threads = result.comments.engagement.thread_count
    evidence = [
        _figure("comments.author.reply_rate", author.reply_rate),
        _figure("comments.engagement.thread_count", threads),
    ]
    delay = ""
    if author.median_reply_seconds is not None:
        delay = f", half of them within {_duration(author.median_reply_seconds)}"
        evidence.append(_figure("comments.author.median_reply_seconds", author.median_reply_seconds))
    yield values.Claim(
        f"The author answers: {_percent(author.reply_rate)} of the threads that were fetched hold a reply{delay}.",
        tuple(evidence),
    )


def _duration(seconds: float) -> str:
    for length, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= length:
            number = round(seconds / length)
            return f"{number} {unit}{'s' if number != 1 else ''}"
    return f"{round(seconds)} seconds"


def _likes_per_view(result: values.Result) -> Iterator[values.Claim]:
    views, likes = result.video.view_count, result.video.like_count
    if views is None or likes is None or views < _T["views"].value:
        return
    yield values.Claim(
        f"{100 * likes / views:.1f} of 100 views left a like.",
        (_figure("video.like_count", likes), _figure("video.view_count", views)),
    )


def _spam_share(result: values.Result) -> Iterator[values.Claim]:
    spam = result.comments.spam if result.comments else None
    if spam is None or spam.count < _T["spam_count"].value or spam.ratio < _T["spam"].value:
        return
    yield values.Claim(
        f"{_percent(spam.ratio)} of the comments are spam: {spam.count:,} were left out of every figure.",
        (_figure("comments.spam.ratio", spam.ratio), _figure("comments.spam.count", spam.count)),
    )


def _look_into_complaints(result: values.Result) -> Iterator[values.Claim]:
    for index, theme in _unhappy_themes(result):
        yield values.Claim(
            f"Look into “{theme.name}”: "
            f"{theme.size:,} comments about it are negative on average ({theme.sentiment:+.2f}).",
            (
                _figure(f"comments.themes.{index}.sentiment", theme.sentiment),
                _figure(f"comments.themes.{index}.size", theme.size),
                *(values.Evidence("comment", comment_id, None) for comment_id in theme.comment_ids[:3]),
            ),
        )


def _answer_more(result: values.Result) -> Iterator[values.Claim]:
    if not result.comments or result.comments.engagement.thread_count < _T["threads"].value:
        return
    rate = result.comments.author.reply_rate
    if rate is None or rate > _T["answered_seldom"].value:
        return
    threads = result.comments.engagement.thread_count
    yield values.Claim(
        f"Answer some comments: of {threads:,} threads that were fetched {_percent(rate)} hold a reply of the author.",
        (_figure("comments.author.reply_rate", rate), _figure("comments.engagement.thread_count", threads)),
    )


def _add_subtitles(result: values.Result) -> Iterator[values.Claim]:
    if (
        not result.comments
        or not result.comments.analyzed
        or result.transcript is None
        or not result.transcript.language
    ):
        return
    spoken = result.transcript.language.split("-")[0].lower()
    for code, count in result.comments.languages.items():
        share = count / result.comments.analyzed
        enough = count >= _T["foreign_count"].value and share >= _T["foreign"].value
        if enough and code not in {spoken, "undetermined"}:
            yield values.Claim(
                f"Consider subtitles in {_language_name(code)}: "
                f"{count:,} comments ({_percent(share)}) are written in it.",
                (_figure(f"comments.languages.{code}", count), _figure("comments.analyzed", result.comments.analyzed)),
            )


def _mind_the_pace(result: values.Result) -> Iterator[values.Claim]:
    facts = result.transcript
    pace = result.content.quality.get("pace") if result.content else None
    # Where the pace could not be judged in this language, the rate means nothing either.
    if facts is None or facts.speech_rate_wpm is None or pace is None or pace.value is None:
        return
    if facts.word_count < _T["rate_words"].value:
        return
    evidence = (_figure("transcript.speech_rate_wpm", facts.speech_rate_wpm),)
    if facts.speech_rate_wpm > _T["fast"].value:
        yield values.Claim(
            f"Speak a little slower: {facts.speech_rate_wpm:.0f} words a minute are hard to follow.", evidence
        )
    elif facts.speech_rate_wpm < _T["slow"].value:
        yield values.Claim(f"Tighten the delivery: {facts.speech_rate_wpm:.0f} words a minute are slow.", evidence)


def _set_chapters(result: values.Result) -> Iterator[values.Claim]:
    length = result.video.duration_seconds
    sections = result.content.structure.sections if result.content else ()
    if (
        result.video.chapters
        or length is None
        or length < _T["long_video"].value
        or len(sections) < _T["sections"].value
    ):
        return
    yield values.Claim(
        f"Set chapters: none were found and the video runs for {_duration(length)}; "
        f"{len(sections)} sections of it could serve as such.",
        (
            _figure("video.duration_seconds", length),
            *(
                values.Evidence("section", f"content.structure.sections.{index}", section.title)
                for index, section in enumerate(sections)
            ),
        ),
    )


def _add_captions(result: values.Result) -> Iterator[values.Claim]:
    facts = result.transcript
    if facts is None or facts.source == "manual_captions":
        return
    evidence = [_figure("transcript.source", facts.source)]
    unsure = ""
    if facts.confidence is not None and facts.confidence < _T["confidence"].value:
        unsure = f" The recogniser was {_percent(facts.confidence)} sure of what is said."
        evidence.append(_figure("transcript.confidence", facts.confidence))
    made_by = "YouTube's automatic captions" if facts.source == "automatic_captions" else "speech recognition"
    yield values.Claim(f"Add captions of your own: this transcript comes from {made_by}.{unsure}", tuple(evidence))


_OBSERVATIONS: tuple[_Rule, ...] = (
    _audience_mood,
    _largest_theme,
    _most_cited_moment,
    _author_answers,
    _likes_per_view,
    _spam_share,
)
_RECOMMENDATIONS: tuple[_Rule, ...] = (
    _look_into_complaints,
    _answer_more,
    _add_subtitles,
    _mind_the_pace,
    _set_chapters,
    _add_captions,
)
