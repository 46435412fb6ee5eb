"""Paths into a result in plain words, as labels of evidence."""

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as N_

from analysis.wording import names

#: Plain words for the parts of a path into the result. Groups come before the colon, with their number in a list.
_GROUPS = {
    "video": N_("Video"),
    "transcript": N_("Transcript"),
    "content": N_("Video"),
    "structure": N_("Video"),
    "comments": N_("Comments"),
    "sentiment": N_("Sentiment"),
    "themes": N_("Theme"),
    "moments": N_("Moment"),
    "sections": N_("Section"),
    "feedback": N_("Feedback"),
    "by_day": N_("Sentiment, day"),
    "author": N_("Author"),
    "spam": N_("Spam"),
    "engagement": N_("Comments"),
}
_FIGURES = {
    "n": N_("comments that were scored"),
    "score": N_("score"),
    "source": N_("source"),
    "confidence": N_("confidence"),
    "coverage": N_("coverage"),
    "analyzed": N_("by viewers, without spam"),
    "fetched": N_("fetched"),
    "not_scored": N_("not scored"),
    "thread_count": N_("threads"),
    "questions_answered": N_("questions answered"),
    "commenters": N_("people who cite it"),
    "count": N_("number"),
    "size": N_("comments"),
    "ratio": N_("share"),
    "wpm": N_("words per minute"),
    "reply_rate": N_("share of threads with a reply"),
    "median_reply_seconds": N_("median seconds until a reply"),
    "interval_95": N_("95 % interval"),
    "reply_rate_95": N_("share of threads with a reply, 95 % interval"),
    "sentiment_95": N_("sentiment, 95 % interval"),
    "speech_rate_wpm": N_("words per minute"),
    "view_count": N_("views"),
    "like_count": N_("likes"),
    "comment_count": N_("comments"),
    "duration_seconds": N_("seconds"),
    "languages": N_("languages"),
    "reasons": N_("reasons"),
    "quote": N_("quote"),
    "text": N_("text"),
}


def describe(ref: str) -> str:
    """Return a path into the result in plain words: ``comments.moments.0.count`` becomes ``Moment 1: number``."""
    parts = ref.split(".")
    place = max((place for place, part in enumerate(parts[:-1]) if part in _GROUPS), default=0)
    group, rest = gettext(_GROUPS.get(parts[place], parts[place].capitalize())), parts[place + 1 :]
    if rest and rest[0].isdigit():
        group, rest = f"{group} {int(rest[0]) + 1}", rest[1:]
    words = [_figure_words(part) for part in rest]
    if len(rest) > 1 and rest[-2].endswith("_95"):
        words[-1] = (gettext("lower end"), gettext("upper end"))[int(rest[-1])]
    comma = pgettext("between the parts of a label", ", ")
    if not words:
        return group
    return pgettext("a label", "%(group)s: %(words)s") % {"group": group, "words": comma.join(words)}


def _figure_words(part: str) -> str:
    if part.isdigit():
        return str(int(part) + 1)
    return gettext(_FIGURES[part]) if part in _FIGURES else names.word(part)
