"""Numbers, shares, durations, dates and lists as the current language writes them."""

import math
from collections.abc import Sequence
from datetime import date

from babel import Locale
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext, pgettext

#: Units of a duration, largest first, in seconds.
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60


def number(value: float) -> str:
    """Return a number with thousands separators and at most two decimals; both languages write them alike."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


def percent(share: float, digits: int = 0) -> str:
    """Return a share of 0 to 1: ``42 %``, in Chinese ``42%``."""
    return pgettext("a share in percent", "%(number)s %%") % {"number": f"{100 * share:.{digits}f}"}


def signed(score: float) -> str:
    """Return a score with its sign and a typographic minus: ``+0.42``, ``−0.10``; zero has no sign."""
    return "0.00" if round(score, 2) == 0 else f"{score:+.2f}".replace("-", "−")


def duration(seconds: float) -> str:
    """Return a duration in its largest whole unit: ``2 hours``."""
    unit = next((unit for unit in (_DAY, _HOUR, _MINUTE) if seconds >= unit), 1)
    return _in_units(round(seconds / unit), unit)


def _in_units(count: int, unit: int) -> str:
    words = {
        _DAY: ngettext("%(count)s day", "%(count)s days", count),
        _HOUR: ngettext("%(count)s hour", "%(count)s hours", count),
        _MINUTE: ngettext("%(count)s minute", "%(count)s minutes", count),
        1: ngettext("%(count)s second", "%(count)s seconds", count),
    }
    return words[unit] % {"count": number(count)}


def duration_range(low: float, high: float) -> str:
    """Return a range of seconds, rounded up: ``20 to 50 seconds``, ``1 to 3 minutes``. The page's script has it too."""
    unit, step = (_HOUR, 1) if high >= 2 * _HOUR else (_MINUTE, 1) if high >= 100 else (1, 5)
    first, last = (step * math.ceil(max(0.0, seconds) / unit / step) for seconds in (low, high))
    if unit == 1 and last <= step:
        return gettext("a few seconds")
    if first == last:
        return gettext("about %(duration)s") % {"duration": _in_units(last, unit)}
    words = {
        _HOUR: gettext("%(first)s to %(last)s hours"),
        _MINUTE: gettext("%(first)s to %(last)s minutes"),
        1: gettext("%(first)s to %(last)s seconds"),
    }
    return words[unit] % {"first": first, "last": last}


def lasting(seconds: float) -> str:
    """Return a duration in its two largest units: ``7 min 38 s``, ``2 d 3 h``."""
    if seconds < 10:
        return gettext("%(count)s s") % {"count": f"{max(0.0, seconds):.1f}"}
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    words = (gettext("%(count)s d"), gettext("%(count)s h"), gettext("%(count)s min"), gettext("%(count)s s"))
    units = list(zip((days, hour, minute, second), words, strict=True))
    first = next((place for place, (count, _) in enumerate(units) if count), 3)
    return " ".join(word % {"count": count} for count, word in units[first : first + 2] if count)


def day(value: date | str) -> str:
    """Return a date, which may be in ISO 8601: ``28 Nov 2026``."""
    return formats.date_format(date.fromisoformat(value) if isinstance(value, str) else value, "SHORT_DATE_FORMAT")


def listed(items: Sequence[str]) -> str:
    """Return ``a, b and c``; empty for no items."""
    if len(items) < 2:
        return "".join(items)
    first = pgettext("between the items of a list", ", ").join(items[:-1])
    return pgettext("the end of a list", "%(first)s and %(last)s") % {"first": first, "last": items[-1]}


def language_name(code: str | None) -> str:
    """Return the name of a language in the current one, the code if unknown, empty for None."""
    names = Locale.parse(translation.to_locale(translation.get_language() or "en")).languages
    whole = (code or "").replace("-", "_").lower()
    known = {name.lower(): word for name, word in names.items()} if "_" in whole else names
    return known.get(whole) or names.get(whole.split("_")[0]) or code or ""
