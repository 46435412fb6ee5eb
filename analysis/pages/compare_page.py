"""Template context of the page that compares two analyses: words, and the positions of its charts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext

from analysis.exports.charts import format_score
from analysis.pipeline import values
from analysis.queries import wire
from analysis.wording import figures, names, option_words
from analysis.wording.messages import translate

#: Ends of the axis of a chart of shares; the first that holds all intervals is used.
_SHARE_ENDS = (0.1, 0.25, 0.5, 1.0)
_CHANGES = {
    values.Change.CAME: gettext_lazy("New themes"),
    values.Change.GREW: gettext_lazy("Themes that grew"),
    values.Change.SHRANK: gettext_lazy("Themes that shrank"),
    values.Change.STEADY: gettext_lazy("Themes without a clear change"),
    values.Change.WENT: gettext_lazy("Themes that are gone"),
}
_FACT_NAMES = {
    "video.title": gettext_lazy("Title"),
    "video.view_count": gettext_lazy("Views"),
    "video.like_count": gettext_lazy("Likes"),
    "video.comment_count": gettext_lazy("Comments, as YouTube states"),
    "video.channel_subscriber_count": gettext_lazy("Subscribers of the channel"),
    "video.duration_seconds": gettext_lazy("Length in seconds"),
    "transcript.source": gettext_lazy("Source of the transcript"),
    "transcript.language": gettext_lazy("Language of the transcript"),
    "transcript.word_count": gettext_lazy("Words of the transcript"),
    "transcript.speech_rate_wpm": gettext_lazy("Words per minute"),
    "content.structure.type": gettext_lazy("Type of video"),
    "content.sentiment.score": gettext_lazy("Sentiment of the video"),
    "comments.analyzed": gettext_lazy("Comments by viewers, without spam"),
    "comments.fetched": gettext_lazy("Comments fetched"),
    "comments.scored": gettext_lazy("Comments that were scored"),
    "comments.spam.count": gettext_lazy("Spam"),
    "comments.author.replies": gettext_lazy("Replies by the author"),
    "comments.engagement.unique_authors": gettext_lazy("People who comment"),
    "comments.engagement.mean_likes": gettext_lazy("Likes per comment"),
}


@dataclass(frozen=True)
class Span:
    """An estimate on the axis of a chart, in percent of its width."""

    at: str
    low: str
    width: str


@dataclass(frozen=True)
class Line:
    """One figure of both analyses, as text and on the axis."""

    label: str
    first: str
    second: str
    first_interval: str
    second_interval: str
    difference: str
    verdict: str
    #: The end of a CSS class.
    style: str
    spans: tuple[Span, Span]


@dataclass(frozen=True)
class Chart:
    """Figures on one axis."""

    name: str
    title: str
    lines: tuple[Line, ...]
    #: Labels of the ends of the axis.
    start: str
    end: str


@dataclass(frozen=True)
class FactLine:
    """A fact of both analyses in words."""

    name: str
    first: str | float
    second: str | float
    sign: str
    difference: float | None


def context(comparison: wire.Comparison) -> dict[str, Any]:
    """Return what the page shows of a comparison."""
    facts = [(fact.differs, _fact_line(fact)) for fact in comparison.facts]
    return {
        "comparison": comparison,
        "notes": [_note(note, comparison.facts) for note in comparison.notes],
        "same_video": comparison.first.video_id == comparison.second.video_id,
        "headline": _headline(comparison),
        "charts": [chart for chart in (_score(comparison), _labels(comparison), _feedback(comparison)) if chart],
        "themes": _themes_by_change(comparison.themes or ()),
        "differing": [line for differs, line in facts if differs],
        "equal": [line for differs, line in facts if not differs],
    }


def _note(note: values.ComparisonNote, facts: Iterable[values.FactDifference]) -> str:
    """Return a note in words of the reader; the wire names options by their codes."""
    if note.code != values.NoteCode.DIFFERENT_OPTIONS:
        return translate(note.message)
    differing = (fact.name.removeprefix("options.") for fact in facts if fact.differs)
    words = [str(option_words.NAMES[name]) for name in differing if name in option_words.NAMES]
    return gettext("The options differ, and so may what was read: %(options)s.") % {
        "options": pgettext("between options", "; ").join(words)
    }


def _headline(comparison: wire.Comparison) -> str:
    """Return in one sentence how the sentiment differs."""
    if comparison.sentiment is None:
        return gettext("The sentiment of the comments cannot be compared: at least one analysis has none.")
    score = comparison.sentiment.score
    if score.more_than_chance is None:
        return gettext("Too few comments were scored to say whether their sentiment differs.")
    if not score.more_than_chance:
        return gettext(
            "The sentiment of the comments does not differ by more than chance and the error of the model explain."
        )
    if score.difference > 0:
        return gettext("The comments of the second analysis are more positive, by more than chance.")
    return gettext("The comments of the second analysis are more negative, by more than chance.")


# Charts


def _score(comparison: wire.Comparison) -> Chart | None:
    if comparison.sentiment is None:
        return None
    line = _line(gettext("Mean score"), comparison.sentiment.score, format_score, -1.0, 1.0)
    return Chart("score", gettext("Sentiment of the comments"), (line,), gettext("−1 negative"), gettext("+1 positive"))


def _labels(comparison: wire.Comparison) -> Chart | None:
    found = comparison.sentiment.distribution if comparison.sentiment else {}
    return _shares("labels", gettext("Positive, neutral and negative comments"), found)


def _feedback(comparison: wire.Comparison) -> Chart | None:
    return _shares("feedback", gettext("What viewers say"), comparison.feedback or {})


def _shares(name: str, title: str, found: Mapping[str, values.TestedDifference]) -> Chart | None:
    if not found:
        return None
    furthest = max(_high(side) for each in found.values() for side in (each.first, each.second))
    end = next((end for end in _SHARE_ENDS if furthest <= end), 1.0)
    lines = tuple(_line(names.word(label).capitalize(), each, _share, 0.0, end) for label, each in found.items())
    return Chart(
        name, title, lines, figures.percent(0), gettext("%(share)s of the comments") % {"share": figures.percent(end)}
    )


def _high(estimate: values.Estimate) -> float:
    return estimate.interval_95[1] if estimate.interval_95 else estimate.value


def _line(label: str, tested: values.TestedDifference, write: Any, start: float, end: float) -> Line:
    sides = (tested.first, tested.second)
    intervals = [_range(side.interval_95, write) for side in sides]
    spans = tuple(_span(side, start, end) for side in sides)
    words, style = _verdict(tested)
    return Line(
        label=label,
        first=write(tested.first.value),
        second=write(tested.second.value),
        first_interval=intervals[0],
        second_interval=intervals[1],
        difference=_difference(tested, write),
        verdict=words,
        style=style,
        spans=(spans[0], spans[1]),
    )


def _span(estimate: values.Estimate, start: float, end: float) -> Span:
    low, high = estimate.interval_95 or (estimate.value, estimate.value)
    at, low, high = (100 * (number - start) / (end - start) for number in (estimate.value, low, high))
    return Span(f"{at:.1f}%", f"{low:.1f}%", f"{max(0.5, high - low):.1f}%")


def _verdict(tested: values.TestedDifference) -> tuple[str, str]:
    if tested.more_than_chance is None:
        return gettext("too few comments to test"), "untested"
    if not tested.difference:
        return gettext("no difference"), "chance"
    if not tested.more_than_chance:
        return gettext("no more than chance"), "chance"
    return (
        (gettext("higher, more than chance"), "higher")
        if tested.difference > 0
        else (gettext("lower, more than chance"), "lower")
    )


def _difference(tested: values.TestedDifference, write: Any) -> str:
    """Return the difference with its interval; of shares in percentage points."""
    points = write is _share
    sign = _points if points else format_score
    interval = _range(tested.interval_95, sign)
    difference = (
        gettext("%(number)s points") % {"number": sign(tested.difference)} if points else sign(tested.difference)
    )
    if not interval:
        return difference
    return pgettext("a figure and its interval", "%(figure)s (%(interval)s)") % {
        "figure": difference,
        "interval": interval,
    }


def _range(interval: tuple[float, float] | None, write: Any) -> str:
    if interval is None:
        return ""
    return gettext("%(start)s to %(end)s") % {"start": write(interval[0]), "end": write(interval[1])}


def _share(value: float) -> str:
    return figures.percent(value, 1)


def _points(value: float) -> str:
    return f"{100 * value:+.1f}".replace("-", "−")


# Lists


def _themes_by_change(themes: Iterable[values.ThemeChange]) -> list[tuple[str, Sequence[values.ThemeChange]]]:
    """Return the themes of each change under its heading; a change without themes is left out."""
    found: dict[values.Change, list[values.ThemeChange]] = {change: [] for change in values.Change}
    for theme in themes:
        found[theme.change].append(theme)
    return [(str(_CHANGES[change]), members) for change, members in found.items() if members]


def _fact_line(fact: values.FactDifference) -> FactLine:
    group, _, name = fact.name.rpartition(".")
    sign = ("+" if fact.difference > 0 else "−") if fact.difference else ""
    sides: list[Any] = [fact.first, fact.second]
    if group == "options":
        label = gettext("Option: %(name)s") % {"name": option_words.NAMES[name]}
        sides = [option_words.value(name, side) for side in sides]
    else:
        label = str(_FACT_NAMES.get(fact.name) or names.word(name).capitalize())
    return FactLine(
        name=label,
        first=_readable(sides[0]),
        second=_readable(sides[1]),
        sign=sign,
        difference=abs(fact.difference) if fact.difference else None,
    )


def _readable(value: values.Fact) -> str | float:
    """Return a number as it is, anything else in words."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    # A title keeps its underscores.
    return names.word(value) if isinstance(value, str) and value.islower() and value.isidentifier() else value
