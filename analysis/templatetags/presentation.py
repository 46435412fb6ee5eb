"""How figures, times and places of a video are written on a page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.conf.locale import LANG_INFO
from django.utils.html import format_html
from django.utils.safestring import SafeString

from analysis import youtube
from analysis.access import permissions
from analysis.models import AnalysisTask
from analysis.pipeline import values

register = template.Library()

#: Languages that Django knows by script or country only.
_LANGUAGES = {"zh": "Chinese"}


@register.filter
def clock(seconds: float | None) -> str:
    """Return a position in a video: ``1:02:03``; nothing for None."""
    return "" if seconds is None else values.clock(max(0.0, seconds))


@register.filter
def lasting(seconds: float | None) -> str:
    """Return a duration in the two units that matter: ``7 min 38 s``, ``2 d 3 h``; nothing for None."""
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
def share(value: float | None, digits: int = 0) -> str:
    """Return 0 to 1 as ``42 %``; nothing for None."""
    return "" if value is None else f"{100 * value:.{digits}f} %"


@register.filter
def signed(score: float | None) -> str:
    """Return a score with its sign and a real minus: ``+0.42``, ``−0.10``; zero has none."""
    if score is None:
        return ""
    return "0.00" if round(score, 2) == 0 else f"{score:+.2f}".replace("-", "−")


@register.filter
def whose(task: AnalysisTask, caller: permissions.Caller) -> str:
    """Return to whom an analysis belongs, in the words of ``caller``; reads ``task.owner`` where it is another."""
    if task.owner_id is None:
        return "everybody's"
    return "yours" if task.owner_id == caller.pk else f"of {task.owner}"


@register.filter
def figure(value: Any) -> str:
    """Return a number with thousands set apart and at most two digits after the point; other values as text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


@register.filter
def moment(text: str | None) -> datetime | None:
    """Return a time of the result as a datetime, for the ``date`` filter; None for None."""
    return None if not text else datetime.fromisoformat(text)


@register.filter
def spoken(name: str | None) -> str:
    """Return a name of the wire as words: ``manual_captions`` is ``manual captions``."""
    return (name or "").replace("_", " ")


@register.filter
def language(code: str | None) -> str:
    """Return the English name of a language; the code where it has none here."""
    whole = (code or "").lower()
    for known in (whole, whole.split("-")[0]):
        name: str | None = LANG_INFO.get(known, {}).get("name") or _LANGUAGES.get(known)
        if name:
            return name
    return code or ""


@register.filter
def lookup(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """Return what stands under ``key``, None where nothing does."""
    return None if mapping is None else mapping.get(key)


@register.filter
def by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return names and counts, the largest first; the database keeps no order of its own."""
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


@register.filter
def at_place(ref: str) -> str:
    """Return a path into the result as a reader may say it: ``moments.0.count`` is ``moments › 1 › count``."""
    return " › ".join(str(int(part) + 1) if part.isdigit() else part.replace("_", " ") for part in ref.split("."))


@register.filter
def comment_url(video_id: str, comment_id: str) -> str:
    """Return where a comment stands below its video."""
    return f"{youtube.watch_url(quote(video_id, safe=''))}&lc={quote(comment_id, safe='')}"


@register.filter
def channel_url(channel_id: str) -> str:
    """Return the address of a channel of YouTube's."""
    return f"https://www.youtube.com/channel/{quote(channel_id, safe='')}"


@register.filter
def watch_url(video_id: str, seconds: float | None = None) -> str:
    """Return the address of the video, at ``seconds`` where given."""
    return youtube.watch_url(quote(video_id, safe=""), seconds)


@register.simple_tag
def seconds_link(video_id: str, seconds: float) -> SafeString:
    """Return a position in the video as a link to it."""
    return format_html(
        '<a class="at" href="{}" rel="noopener" target="_blank" aria-label="Watch at {}">{}</a>',
        watch_url(video_id, seconds),
        clock(seconds),
        clock(seconds),
    )
