"""Template filters and tags of the admin templates."""

import json
from datetime import datetime
from typing import Any

from django import template

from analysis import events
from analysis.operations import overview as _overview

register = template.Library()

#: Maximum number of characters of an event's data that are shown.
_MAX_CHARS = 2_000


@register.simple_tag
def overview() -> _overview.Overview:
    """Return the current state of the installation."""
    return _overview.overview()


@register.filter
def wire(moment: datetime) -> str:
    """Format a time as in the API, with milliseconds."""
    return events.wire_time(moment)


@register.filter
def as_json(value: Any) -> str:
    """Return JSON on one line, truncated if very long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_CHARS else f"{text[:_MAX_CHARS]} ..."
