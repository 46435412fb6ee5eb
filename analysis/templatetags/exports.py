"""Template filters of exported reports."""

import base64
import re
from typing import Any

from django import template

from analysis.exports.charts import Chart

register = template.Library()

# Characters that Markdown, GitHub's extensions of it or HTML inside it could read as markup.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#|~$&!])")
# At the beginning of a line: lists, numbered lists, the underline of a heading.
_LINE_START = re.compile(r"^(\d*)([-+=.])")


@register.filter
def markdown(value: Any) -> str:
    """Return text on one line, escaped so that Markdown shows it as it is."""
    escaped = _MARKUP.sub(r"\\\1", " ".join(str(value).split()))
    return _LINE_START.sub(r"\1\\\2", escaped)


@register.filter
def chart_address(chart: Chart) -> str:
    """Return the drawing of a chart as a ``data:`` address, for a file that loads nothing."""
    return f"data:image/svg+xml;base64,{base64.b64encode(chart.draw(chart.wide)).decode()}"
