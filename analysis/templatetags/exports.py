"""Template filters of exported reports."""

import base64
import re
from typing import Any

from django import template

from analysis.exports.charts import Chart
from analysis.exports.drawing import Size
from analysis.support.invisible_characters import remove_invisible

register = template.Library()

# Characters that Markdown, extensions of it or HTML inside it could read as markup.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>()#~$&!^]|==|%%")
# At the beginning of a line: lists, numbered lists, the underline of a heading, definitions.
_LINE_START = re.compile(r"^([0-9]*)([-+=.:])")
# What renderers turn into a link by themselves: addresses, with or without a scheme, and mail addresses.
_LINK_LIKE = re.compile(
    r"://|^//|[\w)\]][.\u3002\uff0e\uff61][^\W\d_]{2}|www\.|(?:mailto|xmpp|tel):|\w@\w", re.IGNORECASE
)
_BACKTICKS = re.compile("`+")


@register.filter
def markdown(value: Any) -> str:
    """Return text on one line, so that Markdown shows it as it is.

    Markup is escaped. Addresses become code, because no renderer makes a link of code. Characters that are not seen
    are removed.
    """
    words = remove_invisible(str(value)).split()
    # Within a table, a bar ends the cell even in code.
    pieces = ("\\|".join(map(_markdown_word, word.split("|"))) for word in words)
    return _LINE_START.sub(r"\1\\\2", " ".join(pieces))


@register.filter(is_safe=True)
def visible(value: Any) -> str:
    """Return text without characters that are not seen, for a place where no element keeps them from what follows."""
    return remove_invisible(str(value))


def _markdown_word(word: str) -> str:
    if not _LINK_LIKE.search(word):
        return _MARKUP.sub(r"\\\g<0>", word)
    longest = max(map(len, _BACKTICKS.findall(word)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{word}{space}{fence}"


@register.filter
def chart_address(chart: Chart, size: Size) -> str:
    """Return the drawing of a chart in one of its sizes as a ``data:`` address, for a file that loads nothing."""
    return f"data:image/svg+xml;base64,{base64.b64encode(chart.draw(size)).decode()}"
