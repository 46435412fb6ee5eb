"""Template filters and tags that format numbers, times and links."""

import dataclasses
import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString

from analysis import youtube
from analysis.access import permissions
from analysis.exports.paragraphs import Paragraph
from analysis.models import AnalysisTask
from analysis.pipeline import values

register = template.Library()

#: Sizes of a score that are called neutral (as in the label of the video's sentiment), slight, and great.
_NEUTRAL_BELOW, _SLIGHT_BELOW, _GREAT_FROM = 0.1, 0.25, 0.6

#: Languages that Django lists only with a script or country.
_LANGUAGES = {"zh": "Chinese"}


@register.filter
def clock(seconds: float | None) -> str:
    """Format a position in a video: ``1:02:03``; empty for None."""
    return "" if seconds is None else values.format_timecode(max(0.0, seconds))


@register.filter
def lasting(seconds: float | None) -> str:
    """Format a duration with its two largest units: ``7 min 38 s``, ``2 d 3 h``; empty for None."""
    if seconds is None:
        return ""
    if seconds < 10:
        return f"{max(0.0, seconds):.1f} s"
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    units = ((days, "d"), (hour, "h"), (minute, "min"), (second, "s"))
    first = next((place for place, (count, _) in enumerate(units) if count), 3)
    return " ".join(f"{count} {unit}" for count, unit in units[first : first + 2] if count)


@register.filter
def remaining_words(between: tuple[float, float] | None) -> str:
    """Format a range of seconds in words, rounded up: ``20 to 50 seconds``, ``1 to 3 minutes``; empty for None."""
    if between is None:
        return ""
    low, high = (max(0.0, seconds) for seconds in between)
    unit, name, step = next(row[1:] for row in _RANGE_UNITS if high >= row[0])
    first, last = (step * math.ceil(seconds / unit / step) for seconds in (low, high))
    if last <= step and name == "seconds":
        return "a few seconds"
    if first == last:
        return f"about {last} {name.removesuffix('s') if last == 1 else name}"
    return f"{first} to {last} {name}"


#: From how many seconds on a unit is used, its seconds, its name, and what its numbers are rounded up to.
_RANGE_UNITS = ((7200, 3600, "hours", 1), (100, 60, "minutes", 1), (0, 1, "seconds", 5))


@register.filter
def share(value: float | None, digits: int = 0) -> str:
    """Format a share from 0 to 1 as ``42 %``; empty for None."""
    return "" if value is None else f"{100 * value:.{digits}f} %"


@register.filter
def signed(score: float | None) -> str:
    """Format a score with its sign and a typographic minus: ``+0.42``, ``−0.10``; zero has no sign."""
    if score is None:
        return ""
    return "0.00" if round(score, 2) == 0 else f"{score:+.2f}".replace("-", "−")


@register.filter
def owner_label(task: AnalysisTask, caller: permissions.Caller) -> str:
    """Return the owner of an analysis as seen by ``caller``; reads ``task.owner`` if that is another user."""
    if task.owner_id is None:
        return "public"
    return "yours" if task.owner_id == caller.pk else f"owned by {task.owner}"


@register.filter
def figure(value: Any) -> str:
    """Format a number with thousands separators and at most two decimals; other values as text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


@register.filter
def moment(text: str | None) -> datetime | None:
    """Parse an ISO 8601 time for the ``date`` filter; None for None."""
    return None if not text else datetime.fromisoformat(text)


@register.filter
def readable(name: str | None) -> str:
    """Return an identifier as words: ``manual_captions`` becomes ``manual captions``."""
    return (name or "").replace("_", " ")


@register.filter
def language(code: str | None) -> str:
    """Return the English name of a language, or the code if unknown."""
    whole = (code or "").lower()
    for known in (whole, whole.split("-")[0]):
        name: str | None = LANG_INFO.get(known, {}).get("name") or _LANGUAGES.get(known)
        if name:
            return name
    return code or ""


@register.filter
def lookup(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """Return the value of ``key``, None if missing."""
    return None if mapping is None else mapping.get(key)


@register.filter
def by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return (name, count) pairs, largest count first; jsonb does not keep an order."""
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


@register.filter
def counted(feedback: Mapping[str, int] | None) -> list[tuple[str, int]]:
    """Return (words, number) of the classes of feedback that there are, with one of each in the singular."""
    pairs = [(field.name, (feedback or {}).get(field.name, 0)) for field in dataclasses.fields(values.Feedback)]
    return [(name.removesuffix("s") if number == 1 else name, number) for name, number in pairs if number]


@register.filter
def feedback_classes(feedback: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return (name, class) pairs in the order of the contract; jsonb does not keep an order."""
    return [(field.name, feedback[field.name]) for field in dataclasses.fields(values.Feedback)]


#: Plain words for the parts of a path into the result. Groups come before the colon, with their number in a list.
_GROUPS = {
    "video": "Video",
    "transcript": "Transcript",
    "content": "Video",
    "structure": "Video",
    "comments": "Comments",
    "sentiment": "Sentiment",
    "themes": "Theme",
    "moments": "Moment",
    "sections": "Section",
    "feedback": "Feedback",
    "by_day": "Sentiment, day",
    "author": "Author",
    "spam": "Spam",
    "engagement": "Comments",
}
_FIGURES = {
    "n": "comments that were scored",
    "analyzed": "by viewers, without spam",
    "fetched": "fetched",
    "not_scored": "not scored",
    "thread_count": "threads",
    "commenters": "people who cite it",
    "count": "number",
    "size": "comments",
    "ratio": "share",
    "wpm": "words per minute",
    "reply_rate": "share of threads with a reply",
    "median_reply_seconds": "median seconds until a reply",
    "interval_95": "95 % interval",
    "reply_rate_95": "share of threads with a reply, 95 % interval",
    "sentiment_95": "sentiment, 95 % interval",
    "speech_rate_wpm": "words per minute",
    "view_count": "views",
    "like_count": "likes",
    "comment_count": "comments",
    "duration_seconds": "seconds",
}


@register.filter
def path_label(ref: str) -> str:
    """Return a path into the result in plain words: ``comments.moments.0.count`` becomes ``Moment 1: number``."""
    parts = ref.split(".")
    place = max((place for place, part in enumerate(parts[:-1]) if part in _GROUPS), default=0)
    group, rest = _GROUPS.get(parts[place], parts[place].capitalize()), parts[place + 1 :]
    if rest and rest[0].isdigit():
        group, rest = f"{group} {int(rest[0]) + 1}", rest[1:]
    words = [_FIGURES.get(part) or (str(int(part) + 1) if part.isdigit() else readable(part)) for part in rest]
    if len(rest) > 1 and rest[-2].endswith("_95"):
        words[-1] = ("lower end", "upper end")[int(rest[-1])]
    return f"{group}: {', '.join(words)}" if words else group


@register.filter
def genre_reasons(evidence: Sequence[Mapping[str, Any]]) -> str:
    """Return what the type of a video rests on: ``its title and the way of speaking``."""
    found = dict.fromkeys(
        next((words for start, words in _GENRE_REASONS if sign["ref"].startswith(start)), "its facts")
        for sign in evidence
    )
    *others, last = found or ("",)
    return f"{', '.join(others)} and {last}" if others else last


_GENRE_REASONS = (
    ("video.title", "its title"),
    ("video.tags", "its tags"),
    ("video.category", "its category on YouTube"),
    ("content.structure.manner", "the way of speaking"),
)


@register.filter
def comment_url(video_id: str, comment_id: str) -> str:
    """Return the URL of a comment."""
    return f"{youtube.watch_url(quote(video_id, safe=''))}&lc={quote(comment_id, safe='')}"


@register.filter
def channel_url(channel_id: str) -> str:
    """Return the URL of a channel."""
    return f"https://www.youtube.com/channel/{quote(channel_id, safe='')}"


@register.filter
def watch_url(video_id: str, seconds: float | None = None) -> str:
    """Return the URL of a video, starting at ``seconds`` if given."""
    return youtube.watch_url(quote(video_id, safe=""), seconds)


@register.simple_tag
def seconds_link(video_id: str, seconds: float) -> SafeString:
    """Return a link to a position in the video."""
    return format_html(
        '<a class="at" href="{}" rel="noopener" target="_blank" aria-label="Watch at {}">{}</a>',
        watch_url(video_id, seconds),
        clock(seconds),
        clock(seconds),
    )


@register.filter
def cue_spans(paragraph: Paragraph) -> SafeString:
    """Return the cues of a paragraph as elements with their start in ``data-start``, for the transcript's script.

    A loop in a template takes twenty times as long, and four hours have ten thousand cues.
    """
    spans = (f'<span data-start="{cue.start:g}">{escape(cue.text)}</span>{cue.space}' for cue in paragraph.cues)
    return SafeString("".join(spans))


@register.filter
def marked(text: str, needle: str | None) -> SafeString:
    """Return ``text`` with every place that holds ``needle``, in any case, in a ``<mark>``."""
    if not needle:
        return conditional_escape(text)
    # Every second part is a place that was found.
    parts = re.split(f"({re.escape(needle)})", text, flags=re.IGNORECASE)
    pairs = zip(parts[::2], parts[1::2], strict=False)
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pairs), parts[-1])


@register.filter
def first_items(items: Sequence[Any] | None, max_items: int) -> Sequence[Any]:
    """Return the items that a page shows."""
    return (items or ())[:max_items]


@register.simple_tag
def more_items(items: Sequence[Any] | None, max_items: int, task: AnalysisTask) -> SafeString:
    """Return how many items the page does not show, with a link to the whole result; empty if it shows all."""
    more = len(items or ()) - max_items
    if more <= 0:
        return SafeString("")
    return format_html(
        '<a class="fine" href="{}">and {} more</a>', reverse("analysis-result", args=[task.pk]), f"{more:,}"
    )


@register.filter
def sentiment_words(score: float | None) -> str:
    """Return a score from -1 to 1 in words: ``slightly positive``; empty for None."""
    if score is None:
        return ""
    size = abs(score)
    if size < _NEUTRAL_BELOW:
        return "neutral"
    strength = "slightly " if size < _SLIGHT_BELOW else "very " if size >= _GREAT_FROM else ""
    return strength + ("positive" if score > 0 else "negative")
