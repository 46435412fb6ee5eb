"""Template filters and tags that format numbers, times and links."""

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils import formats
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as N_

from analysis import youtube
from analysis.exports.paragraphs import Paragraph
from analysis.models import AnalysisTask
from analysis.pipeline import values
from analysis.pipeline.nlp.words import scripts
from analysis.pipeline.nlp.words.language import base
from analysis.wording import figures, languages, messages, names, option_words, path_labels, sentences, unjudged
from analysis.wording.script_words import script_words

register = template.Library()

#: Sizes of a score that are called neutral (as in the label of the video's sentiment), slight, and great.
_NEUTRAL_BELOW, _SLIGHT_BELOW, _GREAT_FROM = 0.1, 0.25, 0.6

register.simple_tag(unjudged.describe, name="unjudged_comments")


@register.simple_tag
def page_language() -> str:
    """Return the language of the page as HTML writes it: ``zh-Hans``."""
    return languages.tag()


@register.filter
def translated(message: str | None) -> str:
    """Return a message of the analysis, which is stored in English, in the language of the page; empty for None."""
    return messages.translate(message or "")


@register.filter
def clock(seconds: float | None) -> str:
    """Format a position in a video: ``1:02:03``; empty for None."""
    return "" if seconds is None else values.format_timecode(max(0.0, seconds))


@register.filter
def lasting(seconds: float | None) -> str:
    """Format a duration with its two largest units: ``7 min 38 s``, ``2 d 3 h``; empty for None."""
    return "" if seconds is None else figures.lasting(seconds)


@register.filter
def remaining_words(between: tuple[float, float] | None) -> str:
    """Format a range of seconds in words, rounded up: ``20 to 50 seconds``, ``1 to 3 minutes``; empty for None."""
    return "" if between is None else figures.duration_range(*between)


@register.filter
def share(value: float | None, digits: int = 0) -> str:
    """Format a share from 0 to 1 as ``42 %``; empty for None."""
    return "" if value is None else figures.percent(value, digits)


@register.filter
def percent(value: int) -> str:
    """Format a whole percentage: ``42 %``."""
    return figures.percent(value / 100)


@register.filter
def signed(score: float | None) -> str:
    """Format a score with its sign and a typographic minus: ``+0.42``, ``−0.10``; zero has no sign."""
    return "" if score is None else figures.signed(score)


@register.filter
def figure(value: Any) -> str:
    """Format a number with thousands separators and at most two decimals; other values as text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return figures.number(value)


@register.filter
def moment(text: str | None) -> datetime | None:
    """Parse an ISO 8601 time for the ``date`` filter; None for None."""
    return None if not text else datetime.fromisoformat(text)


@register.filter
def readable(name: str | None) -> str:
    """Return a code in words of the page's language: ``manual_captions`` becomes ``manual captions``."""
    return names.word(name)


@register.filter
def language(code: str | None) -> str:
    """Return the name of a language in that of the page, or the code if unknown."""
    return figures.language_name(code)


@register.filter
def counted_by_letter(code: str | None) -> bool:
    """Return whether letters of a transcript in this language are counted instead of words."""
    return base(code) in scripts.UNSPACED_LANGUAGES


@register.filter
def category(name: str) -> str:
    """Return a category of YouTube in the language of the page."""
    return gettext(name) if name in names.CATEGORIES else name


@register.filter
def claim_text(claim: Mapping[str, Any]) -> str:
    """Return an insight or a recommendation in the language of the page."""
    return sentences.claim(claim)


@register.filter
def introduction(result: Mapping[str, Any]) -> str:
    """Return what a video is and how it was received, in the language of the page."""
    return sentences.introduction(result)


@register.filter
def empty_reason(comments: Mapping[str, Any]) -> str:
    """Return why a class of feedback has no comment."""
    if comments.get("scored") == 0 and unjudged.describe(comments["languages"]):
        return gettext("Not judged in these languages.")
    return gettext("Nothing found among the fetched comments.")


@register.filter
def video_name(video_id: str) -> str:
    """Return how a video is called whose title is not known."""
    return names.untitled(video_id)


@register.filter
def lookup(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """Return the value of ``key``, None if missing."""
    return None if mapping is None else mapping.get(key)


@register.filter
def language_attribute(language: str | None) -> str:
    """Return the ``lang`` attribute of a text, for screen readers and fonts; empty if the language is unknown."""
    return format_html(' lang="{}"', language) if language else ""


@register.filter
def by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return (name, count) pairs, largest count first; jsonb does not keep an order."""
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def counted(feedback: Mapping[str, int] | None) -> list[tuple[str, int]]:
    """Return (words, number) of the classes of feedback that there are, with one of each in the singular."""
    pairs = [(field.name, (feedback or {}).get(field.name, 0)) for field in dataclasses.fields(values.Feedback)]
    return [(names.word(name.removesuffix("s") if number == 1 else name), number) for name, number in pairs if number]


@register.filter
def feedback_classes(feedback: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return (name, class) pairs in the order of the contract; jsonb does not keep an order."""
    return [(field.name, feedback[field.name]) for field in dataclasses.fields(values.Feedback)]


@register.filter
def path_label(ref: str) -> str:
    """Return a path into the result in plain words: ``comments.moments.0.count`` becomes ``Moment 1: number``."""
    return path_labels.describe(ref)


@register.filter
def genre_reasons(evidence: Sequence[Mapping[str, Any]]) -> str:
    """Return what the type of a video rests on: ``its title and the way of speaking``."""
    found = dict.fromkeys(
        next((words for start, words in _GENRE_REASONS if sign["ref"].startswith(start)), _ITS_FACTS)
        for sign in evidence
    )
    return figures.listed([gettext(words) for words in found])


_GENRE_REASONS = (
    ("video.title", N_("its title")),
    ("video.tags", N_("its tags")),
    ("video.category", N_("its category on YouTube")),
    ("content.structure.manner", N_("the way of speaking")),
)
_ITS_FACTS = N_("its facts")


@register.filter
def comment_url(video_id: str, comment_id: str) -> str:
    """Return the URL of a comment."""
    return f"{youtube.watch_url(quote(video_id, safe=''))}&lc={quote(comment_id, safe='')}"


@register.filter
def channel_url(channel_id: str) -> str:
    """Return the URL of a channel."""
    return f"https://www.youtube.com/channel/{quote(channel_id, safe='')}"


@register.filter
def thumbnail_url(video_id: str) -> str:
    """Return the address of a picture of a video."""
    return youtube.thumbnail_url(quote(video_id, safe=""))


@register.filter
def watch_url(video_id: str, seconds: float | None = None) -> str:
    """Return the URL of a video, starting at ``seconds`` if given."""
    return youtube.watch_url(quote(video_id, safe=""), seconds)


@register.simple_tag(takes_context=True)
def current(context: Mapping[str, Any], page: str, *sections: str) -> str:
    """Return the attribute that marks a link to ``page``, if it or a page below one of the ``sections`` is shown."""
    path, address = context["request"].path if "request" in context else "", reverse(page)
    if path == address:
        return format_html(' aria-current="{}"', "page")
    return format_html(' aria-current="{}"', "true") if path.startswith(sections or address) else ""


@register.simple_tag
def seconds_link(video_id: str, seconds: float) -> SafeString:
    """Return a link to a position in the video, which marks of direction in the text before it do not turn."""
    place, address = clock(seconds), escape(watch_url(video_id, seconds))
    words = escape(gettext("Watch at %(time)s") % {"time": place})
    # A page has hundreds of them, and format_html takes twice as long.
    return SafeString(
        f'<a class="at" dir="ltr" href="{address}" rel="noopener" target="_blank" aria-label="{words}">{place}</a>'
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
    words = gettext("and %(count)s more") % {"count": figures.number(more)}
    return format_html('<a class="fine" href="{}">{}</a>', reverse("analysis-result", args=[task.pk]), words)


@register.simple_tag
def moment_tag(when: datetime | str | None) -> SafeString:
    """Return a time as an element: in UTC with its name; a script shows it in the reader's time zone."""
    value = moment(when) if isinstance(when, str) else when
    if value is None:
        return SafeString("")
    if not isinstance(when, datetime) and value.astimezone(UTC).time() == time():
        # Many videos state only the day.
        day = value.date()
        return format_html(
            '<time datetime="{}">{}</time>', day.isoformat(), formats.date_format(day, "SHORT_DATE_FORMAT")
        )
    words = formats.date_format(value.astimezone(UTC), "SHORT_DATETIME_FORMAT")
    return format_html('<time datetime="{}" data-local>{} UTC</time>', value.isoformat(), words)


@register.filter
def sentiment_words(score: float | None) -> str:
    """Return a score from -1 to 1 in words: ``slightly positive``; empty for None."""
    if score is None:
        return ""
    size = abs(score)
    if size < _NEUTRAL_BELOW:
        return gettext("neutral")
    if size < _SLIGHT_BELOW:
        return gettext("slightly positive") if score > 0 else gettext("slightly negative")
    if size < _GREAT_FROM:
        return gettext("positive") if score > 0 else gettext("negative")
    return gettext("very positive") if score > 0 else gettext("very negative")


@register.filter
def reception(facts: Mapping[str, Any]) -> str:
    """Return how a video was received, from the facts of its comments: ``Comments are positive (+0.42, from 80)``."""
    number = figures.number(facts["analyzed"])
    if facts.get("sentiment") is None:
        words = ngettext("%(number)s comment", "%(number)s comments", facts["analyzed"]) % {"number": number}
    else:
        words = gettext("Comments are %(words)s (%(score)s, from %(number)s)") % {
            "words": sentiment_words(facts["sentiment"]),
            "score": figures.signed(facts["sentiment"]),
            "number": figure(facts.get("scored", "")),
        }
    classes = (
        gettext("%(number)s %(class)s") % {"number": figures.number(count), "class": name}
        for name, count in counted(facts.get("feedback"))
    )
    return " · ".join([words, *classes])


@register.filter
def words_listed(codes: Sequence[str]) -> str:
    """Return codes in words as a list: ``summary and insights``."""
    return figures.listed([names.word(code) for code in codes])


@register.filter
def options_words(options: Mapping[str, Any]) -> str:
    """Return the main options of an analysis in words."""
    return option_words.describe(options)


@register.simple_tag
def words_for_scripts(*, is_live: bool = False) -> str:
    """Return the words of the page's scripts as JSON for ``words.js``."""
    return json.dumps(script_words(is_live=is_live), ensure_ascii=False, separators=(",", ":"))
