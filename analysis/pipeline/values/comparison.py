"""What differs between two analyses: ``dataclasses.asdict`` of these classes gives what clients read.

``first`` and ``second`` are the analyses in the order of the address. Every difference is second minus first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from analysis.events import JSON

Fact = str | int | float | bool | None


class Change(StrEnum):
    """What became of a theme."""

    CAME = "came"
    GREW = "grew"
    SHRANK = "shrank"
    STEADY = "steady"
    WENT = "went"


class NoteCode(StrEnum):
    """Why differences may not be due to the audience."""

    SAME_ANALYSIS = "SAME_ANALYSIS"
    DIFFERENT_VIDEOS = "DIFFERENT_VIDEOS"
    DIFFERENT_OPTIONS = "DIFFERENT_OPTIONS"
    DIFFERENT_VERSIONS = "DIFFERENT_VERSIONS"


@dataclass(frozen=True)
class ReadComment:
    """A comment of the audience, as one analysis read it."""

    id: str
    label: str
    #: -1 to 1; None if not scored.
    score: float | None
    feedback: Sequence[str]


@dataclass(frozen=True)
class Analysed:
    """One completed analysis: its result and metadata as stored, and the comments that its figures are about."""

    id: str
    result: JSON
    metadata: JSON
    comments: Sequence[ReadComment]


@dataclass(frozen=True)
class FactDifference:
    """A fact of both analyses."""

    name: Annotated[str, "Path into the result, or `options.` and the name of an option."]
    first: Fact
    second: Fact
    difference: Annotated[float | None, "Second minus first; null unless both are numbers."]
    differs: bool


@dataclass(frozen=True)
class Estimate:
    """A mean or a share of one analysis."""

    value: float
    interval_95: Annotated[tuple[float, float] | None, "As in the result; null for fewer than two comments."]
    n: Annotated[int, "Comments that it is measured on."]


@dataclass(frozen=True)
class TestedDifference:
    """A figure of both analyses, and whether it differs by more than chance."""

    first: Estimate
    second: Estimate
    difference: float
    interval_95: Annotated[tuple[float, float] | None, "Of the difference; null for fewer than two comments."]
    p_value: Annotated[float | None, "Two-sided, before correction for several tests; null if not tested."]
    more_than_chance: Annotated[bool | None, "At the 5 % level, corrected for several tests; null if not tested."]
    shared: Annotated[int, "Comments that are in both analyses with the same value."]


@dataclass(frozen=True)
class SentimentDifference:
    """The sentiment of the comments: the mean score, and the share of each label."""

    score: TestedDifference
    distribution: Annotated[
        Mapping[str, TestedDifference], "By `positive`, `neutral` and `negative`; three tests together."
    ]


@dataclass(frozen=True)
class ComparedTheme:
    """A theme as one of the analyses found it."""

    name: str
    keywords: tuple[str, ...]
    size: int
    share: Annotated[float | None, "Of the audience's comments, 0 to 1."]


@dataclass(frozen=True)
class ThemeChange:
    """A theme of either analysis, matched with one of the other where there is one about the same."""

    change: Change
    first: Annotated[ComparedTheme | None, "null if it came."]
    second: Annotated[ComparedTheme | None, "null if it went."]
    similarity: Annotated[float | None, "0.5 to 1; null if it came or went."]
    share: Annotated[TestedDifference | None, "Its share of the comments; null if it came or went."]


@dataclass(frozen=True)
class KeyPhrase:
    """A word or phrase that is characteristic of the video; null where an analysis does not list it."""

    text: str
    first_frequency: int | None
    second_frequency: int | None


@dataclass(frozen=True)
class KeyPhrases:
    """The keywords of what is said, those with the greatest frequency first."""

    first_only: tuple[KeyPhrase, ...]
    second_only: tuple[KeyPhrase, ...]
    both: tuple[KeyPhrase, ...]


@dataclass(frozen=True)
class ComparisonNote:
    """Something to know before the differences are read."""

    code: NoteCode
    message: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What differs between two analyses; a part that either lacks is null."""

    notes: tuple[ComparisonNote, ...]
    facts: tuple[FactDifference, ...]
    shared_comments: Annotated[int | None, "Comments of the audience that both analyses read; null without comments."]
    sentiment: SentimentDifference | None
    feedback: Annotated[Mapping[str, TestedDifference] | None, "By class of feedback; five tests together."]
    themes: Annotated[tuple[ThemeChange, ...] | None, "Those that came, grew, shrank, stayed and went."]
    key_phrases: KeyPhrases | None
