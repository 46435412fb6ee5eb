"""What is said in a video, and the state of speech recognition on the way there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Segment:
    """A stretch of speech."""

    start: float
    end: float
    text: str
    #: 0 to 1; None where the source does not say.
    confidence: float | None = None


@dataclass(frozen=True)
class Recognition:
    """What was heard in a stretch of sound, segments ordered by start."""

    #: None where nobody speaks.
    language: str | None
    #: Probability of the language, 0 to 1; None where it was told, or the model knows only one.
    language_confidence: float | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Heard:
    """What was heard of a sound so far; kept between attempts."""

    #: Name of the model.
    model: str
    #: Seconds of the whole sound.
    duration: float
    #: Seconds up to which it was heard.
    until: float = 0.0
    language: str | None = None
    language_confidence: float | None = None
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """What is said, segments ordered by start, each spoken line once."""

    #: ``manual_captions`` ``automatic_captions`` ``speech_recognition``
    source: str
    language: str | None
    segments: tuple[Segment, ...]
    #: Length of the video; None where no source told it.
    duration_seconds: float | None = None
    #: Name of the speech model; None for captions.
    model: str | None = None
    #: Probability of the language, 0 to 1, where it was found by listening; None where a source states it.
    language_confidence: float | None = None
