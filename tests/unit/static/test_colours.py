"""The colours of the pages: every text can be read on what it stands on, by day and by night."""

import re
from pathlib import Path

import pytest

import analysis

STATIC = Path(analysis.__file__).parent / "static" / "analysis"
STYLE, RESULT_STYLE = ((STATIC / name).read_text() for name in ("style.css", "result.css"))
CHART_STYLE = (Path(analysis.__file__).parent / "exports" / "chart.css").read_text()
#: Text and ground, as the stylesheet pairs them.
PAIRS = [
    *((ink, ground) for ink in ("ink", "soft", "accent", "bad", "good") for ground in ("paper", "card")),
    ("accent-ink", "accent"),
    ("accent", "accent-wash"),
    ("good", "good-wash"),
    ("bad", "bad-wash"),
    ("note", "note-wash"),
    ("ink", "note-wash"),
    ("ink", "accent-wash"),
    ("ink", "bad-wash"),
    ("ink", "bar"),
    ("ink", "hit-wash"),
    ("paper", "hit"),
]


def palettes() -> dict[str, dict[str, str]]:
    """Return the colours of both looks by name. The third palette, on one line, is that of paper."""
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{\n([^}]*)\}", STYLE)
    )
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    """Return the relative luminance. Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio, 1 to 21."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_by_four_and_a_half_to_one(look, ink, ground):
    colours = palettes()[look]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("look", ["light", "dark"])
def test_edges_of_controls_and_bars_stand_out_by_three_to_one(look):
    colours = palettes()[look]
    assert contrast(colours["field"], colours["card"]) >= 3
    assert contrast(colours["accent"], colours["bar"]) >= 3
    assert all(contrast(colours[mark], colours["paper"]) >= 3 for mark in ("soft", "note", "hit"))


@pytest.mark.parametrize("look", ["light", "dark"])
def test_bars_and_words_of_charts_stand_out_from_their_card(look):
    card = palettes()[look]["card"]
    sheets = CHART_STYLE.split("@media")
    sheet = sheets[0] if look == "light" else sheets[1]
    bars = re.findall(r"\.color-\d \.rect \{ fill: (#[0-9a-f]{6})", sheet)
    (words,) = re.findall(r"^\s*text \{ fill: (#[0-9a-f]{6})", sheet, re.MULTILINE)
    assert len(bars) == 3
    assert all(contrast(bar, card) >= 3 for bar in bars)
    assert contrast(words, card) >= 4.5


def test_stylesheets_load_nothing():
    assert not re.search(r"url\(|@import|https?:", STYLE + RESULT_STYLE + CHART_STYLE)
