"""How a video is built, and how well it can be followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.pipeline.values.claims import Evidence


@dataclass(frozen=True)
class Section:
    """A part of the video with one subject. ``key_points`` are texts."""

    title: str
    start: float
    end: float
    summary: str | None
    key_points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Structure:
    """How the video is built. ``type`` is None where its kind could not be told."""

    type: str | None
    sections: tuple[Section, ...]
    #: What speaks for the type: words of the author, figures of ``manner``.
    type_evidence: tuple[Evidence, ...] = ()
    #: How the video is spoken, by the names of ``text.manner.Figures``; None where there is too little speech.
    manner: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Criterion:
    """A measure of quality, 0 to 1, and how it was measured; ``value`` is None where it could not be."""

    value: float | None
    measured: str
