"""Bar charts as SVG, without scripts or external resources; the embedded stylesheet sets light and dark colours."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from analysis.wording import figures

_CSS = (Path(__file__).parent / "chart.css").read_text()
_SVG = "http://www.w3.org/2000/svg"
_FOR_SCRIPTS = frozenset(f"{{{_SVG}}}{name}" for name in ("script", "desc", "title"))


@dataclass(frozen=True)
class Size:
    """Size of a drawing in its own pixels; browsers scale it."""

    width: int
    height: int
    #: Number of labels that fit on the horizontal axis.
    labels: int


WIDE = Size(720, 250, 8)
#: For small screens, so that labels stay readable.
NARROW = Size(360, 230, 4)
WIDE_SHARES, NARROW_SHARES = Size(720, 150, 8), Size(360, 150, 4)


@dataclass(frozen=True)
class Bar:
    """One bar from ``start`` to ``end`` with ``height`` above or below the zero line."""

    start: float
    end: float
    height: float


def draw_bars(
    series: Sequence[Sequence[Bar]],
    *,
    size: Size,
    limits: tuple[float, float],
    marks: Sequence[float],
    stretch: tuple[float, float],
    ticks: Sequence[float],
    mark_text: Callable[[float], str],
    tick_text: Callable[[float], str],
) -> bytes:
    """Return vertical bars; the index of a series in ``series`` selects its colour.

    ``limits`` and ``marks`` are the ends and labels of the vertical axis, ``stretch`` and ``ticks`` of the horizontal.
    """
    import pygal  # here, because pages and most requests only name their charts

    chart = pygal.Histogram(
        **_options(size, margin_left=4),
        range=limits,
        y_labels=list(marks),
        x_labels=list(ticks),
        value_formatter=mark_text,
        x_value_formatter=tick_text,
    )
    # An invisible bar over the whole axis: pygal would otherwise end the axis with the data.
    chart.add("", [(0, *stretch)], formatter=_no_tooltip)
    for number, found in enumerate(series):
        chart.add(str(number), [(bar.height, bar.start, bar.end) for bar in found], formatter=_no_tooltip)
    return _svg(chart, first=1)


def draw_shares(values: Sequence[tuple[str, float]], *, size: Size) -> bytes:
    """Return one horizontal bar per name with the length of its share (0 to 1); the index selects its colour."""
    import pygal  # as above

    chart = pygal.HorizontalStackedBar(
        **_options(size, margin_left=4 + _missing_width(name for name, _ in values), margin_right=24),
        range=(0, 1),
        y_labels=[0, 0.25, 0.5, 0.75, 1],
        x_labels=[name for name, _ in reversed(values)],
        value_formatter=figures.percent,
    )
    for number, (_, share) in enumerate(values):
        row: list[float | None] = [None] * len(values)
        row[len(values) - 1 - number] = share
        chart.add(str(number), row, formatter=_no_tooltip)
    return _svg(chart, first=0)


def _missing_width(labels: Iterable[str]) -> int:
    """Return the pixels by which pygal takes the widest label for narrower than it is: Chinese is twice as wide."""
    return 6 * max((sum(unicodedata.east_asian_width(char) in "WF" for char in label) for label in labels), default=0)


def _options(size: Size, **more: Any) -> dict[str, Any]:
    from pygal.style import Style  # as above

    return {
        "width": size.width,
        "height": size.height,
        "style": Style(
            font_family='system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif',
            label_font_size=13,
            major_label_font_size=13,
        ),
        "css": [f"inline:{_CSS}"],
        # The default loads a script from the network.
        "js": [],
        "no_prefix": True,
        "show_legend": False,
        # The default cuts dates off on small drawings.
        "truncate_label": -1,
        "margin": 10,
        "spacing": 6,
        **more,
    }


def _no_tooltip(value: object) -> str:
    """Return no text: tooltips need scripts, and the table below the chart lists the figures."""
    return ""


def _svg(chart: Any, *, first: int) -> bytes:
    """Return the SVG without the elements for scripts; series ``first`` gets the first colour, those before it none."""
    root = ElementTree.fromstring(chart.render())  # noqa: S314 (our own drawing)
    del root.attrib["id"]
    for style in root.iter(f"{{{_SVG}}}style"):
        # Without the id, pygal's first rule has no selector; WeasyPrint then ignores all rules.
        style.text = f"svg {(style.text or '').lstrip()}"
    for node in list(root.iter()):
        for child in list(node):
            if child.tag in _FOR_SCRIPTS or "tooltip-overlay" in child.get("class", ""):
                node.remove(child)
        classes = node.get("class", "").split()
        if colours := [name for name in classes if name.startswith("color-")]:
            number = int(colours[0].removeprefix("color-")) - first
            kept = [name for name in classes if not name.startswith(("color-", "serie-"))]
            node.set("class", " ".join([*kept, f"color-{number}" if number >= 0 else "helper"]))
    ElementTree.register_namespace("", _SVG)
    drawing: bytes = ElementTree.tostring(root, encoding="utf-8")
    return drawing
