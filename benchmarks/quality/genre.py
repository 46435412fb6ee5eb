"""Genres of videos by their title and YouTube's category alone, against those that we gave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.pipeline import values
from analysis.pipeline.nlp.style import genre, speech_style
from benchmarks.quality.rows import Row

_TASK = "genre"
_TITLES = Path(__file__).resolve().parent / "data" / "video_titles.txt"
CATEGORIES = {
    "E": "Education",
    "H": "Howto & Style",
    "S": "Science & Technology",
    "P": "People & Blogs",
    "M": "Music",
    "G": "Gaming",
    "N": "News & Politics",
    "C": "Comedy",
    "F": "Film & Animation",
    "X": "Entertainment",
    "O": "Sports",
    "T": "Travel & Events",
    "A": "Autos & Vehicles",
    "?": None,
}


@dataclass(frozen=True)
class Title:
    """A title, its language, YouTube's category and the true genre (None: none of ours)."""

    text: str
    language: str
    category: str | None
    genre: str | None
    #: Whether it was written after the patterns, so that it chose none.
    held_out: bool


def titles() -> list[Title]:
    """Return the labelled titles in order."""
    found: list[Title] = []
    language, part = "", ""
    for line in _TITLES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language, _, part = line.strip("[]").partition(" ")
        elif line and not line.startswith("#"):
            category, true, text = line.split(" ", 2)
            found.append(Title(text, language, CATEGORIES[category], None if true == "-" else true, part == "second"))
    return found


def rows() -> list[Row]:
    """Return the figures of the titles that chose nothing, and of those that chose the patterns."""
    judged = titles()
    return [
        _row("held out", [title for title in judged if title.held_out], "own titles, written after the patterns"),
        _row("chosen on", [title for title in judged if not title.held_out], "own titles that chose the patterns"),
    ]


def _row(how: str, judged: Sequence[Title], note: str) -> Row:
    languages = sorted({title.language for title in judged})
    by_language = {code: measure([title for title in judged if title.language == code]) for code in languages}
    precision, share = measure(judged)
    alone, share_alone = measure(judged, with_category=False)
    lowest, fewest = (min(languages, key=lambda code: by_language[code][place]) for place in (0, 1))
    note += (
        f"; {len(languages)} languages, lowest {100 * by_language[lowest][0]:.0f} ({lowest}); stated for "
        f"{100 * share:.0f} % of the titles that have a genre, fewest {100 * by_language[fewest][1]:.0f} % ({fewest}); "
        f"without YouTube's category {100 * alone:.0f} and {100 * share_alone:.0f} %"
    )
    return Row(_TASK, f"titles and categories, {how}", len(judged), "precision (%)", 100 * precision, {}, note=note)


def measure(judged: Sequence[Title], *, with_category: bool = True) -> tuple[float, float]:
    """Return the share of the stated genres that are right, and the share of titles with a genre for which one is."""
    stated = right = recognised = 0
    for title in judged:
        video = values.Video(id="x" * 11, url="", title=title.text, category=title.category if with_category else None)
        found = genre.classify(video, speech_style.StyleFeatures()).genre
        stated += found is not None
        right += found is not None and found == title.genre
        recognised += found is not None and title.genre is not None
    return right / max(1, stated), recognised / max(1, sum(title.genre is not None for title in judged))
