"""Template context of the page of a result: its tabs, its timeline, and what could not be measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext

from analysis.events import JSON
from analysis.exports import report
from analysis.models import AnalysisTask
from analysis.pages.timeline import build_timeline
from analysis.wording import figures, messages, names


@dataclass(frozen=True)
class Tab:
    """One of the sections behind the first screen."""

    #: The id of its element, and the fragment of its address.
    name: str
    label: str


def result_context(task: AnalysisTask, max_items: int) -> dict[str, Any]:
    """Return the context for the templates of a result; empty for a task without one. Two queries."""
    context = report.report_context(task, max_items)
    if not context:
        return {}
    result: JSON = context["result"]
    content: JSON = result.get("content") or {}
    quality: JSON = content.get("quality") or {}
    return context | {
        "tabs": list(_tabs(result)),
        "timeline": build_timeline(result, max_items),
        "key_points": _key_points(content),
        "keywords": _keywords(content),
        "is_answered": any(answer["statements"] for answer in result.get("custom_answers") or ()),
        "quality": [(name, criterion) for name, criterion in quality.items() if criterion["value"] is not None],
        "not_measured": [*_missing_parts(task, context["missing"]), *_not_measured(result)],
    }


def _tabs(result: JSON) -> Iterator[Tab]:
    """Yield the tabs that have something to show."""
    if any(result.get(part) for part in ("content", "comments", "insights", "recommendations", "custom_answers")):
        yield Tab("overview", gettext("Overview"))
    if result.get("transcript"):
        yield Tab("transcript", gettext("Transcript"))
    if result.get("comments"):
        yield Tab("comments", gettext("Comments"))
        yield Tab("audience", gettext("Audience"))
    yield Tab("details", gettext("Details"))


def _key_points(content: JSON) -> list[JSON]:
    """Return the key points that are not sentences of the summary on the same page."""
    quoted = () if content.get("summary_statements") else content.get("summary_sentences") or ()
    shown = {said["text"] for said in quoted}
    return [point for point in content.get("key_points") or () if point["text"] not in shown]


def _keywords(content: JSON) -> list[JSON]:
    """Return the keywords that are neither topics nor names, which have a list of their own."""
    listed = {topic["name"].casefold() for topic in content.get("topics") or ()}
    listed |= {entity["text"].casefold() for entity in content.get("entities") or ()}
    return [keyword for keyword in content.get("keywords") or () if keyword["text"].casefold() not in listed]


def _missing_parts(task: AnalysisTask, missing: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the names of the parts that are null, and why; reasons that a warning on the page states are left out."""
    warned = {messages.translate(warning["message"]) for warning in task.warnings}
    reasons: dict[str, list[str]] = {}
    for part, sentences in missing.items():
        for sentence in sentences:
            if sentence not in warned:
                reasons.setdefault(sentence, []).append(names.word(part))
    for sentence, parts in reasons.items():
        yield figures.listed(parts).capitalize(), sentence


def _not_measured(result: JSON) -> Iterator[tuple[str, str]]:
    """Yield what the parts that exist could not measure, and why."""
    transcript: JSON = result.get("transcript") or {}
    if content := result.get("content"):
        yield from _not_measured_in_content(content)
    if transcript and transcript.get("speech_rate_wpm") is None:
        yield gettext("Words per minute"), gettext("The captions are translated, or have no times.")
    if comments := result.get("comments"):
        times: JSON = comments.get("time_distribution") or {}
        if not times.get("daily"):
            yield gettext("Dates of the comments"), gettext("The source provides none.")
        elif not times.get("hourly"):
            yield gettext("Hours of the comments"), gettext("The dates are estimates and too imprecise.")


def _not_measured_in_content(content: JSON) -> Iterator[tuple[str, str]]:
    if not content.get("sentiment"):
        reason = gettext("The sentiment model does not support its language, or the transcript is too short.")
        yield gettext("Sentiment of the video"), reason
    if not (content.get("summary") or content.get("summary_statements") or content.get("summary_sentences")):
        yield gettext("Summary"), gettext("The transcript is too short.")
    if content.get("entities") is None:
        yield gettext("Names"), gettext("Names cannot be recognised in this language.")
    for name, criterion in (content.get("quality") or {}).items():
        if criterion["value"] is None:
            reason = criterion["measured"].removeprefix("Not measured: ").removesuffix(".")
            sentence = pgettext("a whole sentence", "%(words)s.") % {"words": messages.translate(reason)}
            yield names.word(name).capitalize(), sentence
