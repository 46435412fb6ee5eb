"""What is said in a video, and the state of speech recognition meanwhile."""

from dataclasses import dataclass

from analysis.pipeline.values.source import Seconds


@dataclass(frozen=True)
class Segment:
    """A stretch of speech."""

    start: float
    end: float
    text: str
    #: 0 to 1; None if the source does not say.
    confidence: float | None = None


@dataclass(frozen=True)
class Recognition:
    """What was recognised in a part of the audio, segments ordered by start."""

    #: None if there is no speech.
    language: str | None
    #: Probability of the language, 0 to 1; None if it was given, or the model supports only one.
    language_confidence: float | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class RecognitionState:
    """What was recognised of the audio so far; saved between attempts."""

    #: Name of the model.
    model: str
    #: Seconds of the whole audio.
    duration: float
    #: Seconds up to which the audio is transcribed.
    until: float = 0.0
    language: str | None = None
    language_confidence: float | None = None
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True)
class CaptionMarks:
    """What captions mark beside words; 0 if they mark nothing of the kind."""

    music_seconds: float
    #: Numbers of marks.
    laughter: int
    speaker_changes: int


@dataclass(frozen=True)
class Transcript:
    """What is said in the whole video, segments ordered by start, each spoken line once."""

    #: ``manual_captions`` ``automatic_captions`` ``speech_recognition``
    source: str
    language: str | None
    segments: tuple[Segment, ...]
    #: Length of the video; None if no source states it.
    duration_seconds: float | None = None
    #: Name of the speech model; None for captions.
    model: str | None = None
    #: Probability of the language, 0 to 1, if speech recognition detected it; None if a source states it.
    language_confidence: float | None = None
    #: None for speech recognition, which marks nothing.
    marks: CaptionMarks | None = None


@dataclass(frozen=True)
class Quote:
    """A sentence as said, and when."""

    text: str
    start: Seconds
    end: Seconds
