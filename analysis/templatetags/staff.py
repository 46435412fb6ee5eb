"""What the admin's own templates need."""

import json
from datetime import datetime
from typing import Any

from django import template

from analysis import events
from analysis.operations import overview as _overview

register = template.Library()

#: Characters of one event's data that are shown.
_SHOWN = 2_000


@register.simple_tag
def overview() -> _overview.Overview:
    """Return how the installation is doing now."""
    return _overview.overview()


@register.filter
def wire(moment: datetime) -> str:
    """Return a time as the API writes it, to the millisecond: events of one second are told apart by it."""
    return events.wire_time(moment)


@register.filter
def as_json(value: Any) -> str:
    """Return JSON on one line, a very long one cut off."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ..."
