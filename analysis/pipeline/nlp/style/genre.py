"""Genre of a video, from what its author wrote and from the speaking style.

Every indicator adds points to a genre. The genre with the most points is returned if it has enough of them and a
sufficient lead; its indicators are the evidence. Otherwise the genre is None.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.pipeline.nlp.style import speech_style, title_patterns

#: YouTube categories that indicate a genre, and their points.
#: Source: https://developers.google.com/youtube/v3/docs/videoCategories
_CATEGORIES = {
    "Music": ("music", 2.0),
    "Gaming": ("gaming", 2.0),
    "News & Politics": ("news", 2.0),
    "Comedy": ("comedy", 2.0),
    "Sports": ("sports", 2.0),
    "Film & Animation": ("film", 1.0),
    "Howto & Style": ("tutorial", 1.0),
}
_TITLE, _TAG = 3.0, 2.0
#: Fewest points of a genre, and its smallest lead over the next one.
_MIN_POINTS, _MIN_LEAD = 2.0, 0.5


@dataclass(frozen=True)
class GenreResult:
    """The genre, None if undetermined, and its evidence."""

    genre: str | None
    evidence: tuple[values.Evidence, ...] = ()


@dataclass(frozen=True)
class _Indicator:
    genre: str
    points: float
    evidence: values.Evidence


def classify(video: values.Video, style: speech_style.StyleFeatures) -> GenreResult:
    """Return the genre by title, tags, YouTube category and speaking style, with its evidence."""
    indicators = [*_text_indicators(video), *_style_indicators(style)]
    points: dict[str, float] = defaultdict(float)
    for indicator in indicators:
        points[indicator.genre] += indicator.points
    # The sort is stable: in a tie, title comes before tags, and tags before speech.
    ranked = sorted(points, key=lambda genre: -points[genre])
    if not ranked or points[ranked[0]] < _MIN_POINTS:
        return GenreResult(None)
    if len(ranked) > 1 and points[ranked[0]] - points[ranked[1]] < _MIN_LEAD:
        return GenreResult(None)
    return GenreResult(ranked[0], tuple(indicator.evidence for indicator in indicators if indicator.genre == ranked[0]))


def _text_indicators(video: values.Video) -> Iterator[_Indicator]:
    for genre, pattern in title_patterns.PATTERNS:
        match = pattern.search(video.title or "")
        if match:
            yield _Indicator(genre, _TITLE, values.Evidence("figure", "video.title", match.group().strip()))
            break
    tags = [tag.strip().lower() for tag in video.tags or ()]
    for genre, _ in title_patterns.PATTERNS:
        if genre in tags:
            yield _Indicator(genre, _TAG, values.Evidence("figure", f"video.tags.{tags.index(genre)}", genre))
            break
    if video.category in _CATEGORIES:
        genre, points = _CATEGORIES[video.category]
        yield _Indicator(genre, points, values.Evidence("figure", "video.category", video.category))


def _style_indicators(style: speech_style.StyleFeatures) -> Iterator[_Indicator]:
    for rule in speech_style.GENRE_RULES:
        value = getattr(style, rule.feature)
        if value is not None and value >= rule.at_least:
            yield _Indicator(
                rule.genre, rule.points, values.Evidence("figure", f"content.structure.manner.{rule.feature}", value)
            )
