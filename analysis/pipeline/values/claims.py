"""Claims about a video, and what they rest on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """What a claim rests on.

    ``kind`` is ``figure``, ``moment``, ``comment`` or ``section``; ``ref`` is a path into the result.
    """

    kind: str
    ref: str
    value: float | str | None


@dataclass(frozen=True)
class Claim:
    """A sentence and what it rests on."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    #: Name of the language model that wrote it; None for a rule of ours.
    model: str | None = None
