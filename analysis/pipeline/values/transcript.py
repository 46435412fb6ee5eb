"""What is said in a video, and the state of speech recognition meanwhile."""

from collections import defaultdict
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
class SpokenLanguage:
    """The language in which a stretch of speech was transcribed."""

    start: float
    end: float
    #: BCP 47.
    language: str
    #: 0 to 1; None if the model supports only one language.
    probability: float | None = None


@dataclass(frozen=True)
class Recognition:
    """What was recognised in a part of the audio, segments ordered by start."""

    segments: tuple[Segment, ...] = ()
    #: All speech, also where no word was recognised; ordered by start.
    languages: tuple[SpokenLanguage, ...] = ()


@dataclass(frozen=True)
class RecognitionState:
    """What was recognised of the audio so far; saved between attempts."""

    #: Name of the model.
    model: str
    #: Seconds of the whole audio.
    duration: float
    #: Seconds up to which the audio is transcribed.
    until: float = 0.0
    segments: tuple[Segment, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()

    @property
    def language(self) -> str | None:
        """Return the language that is spoken longest; None without speech."""
        seconds: dict[str, float] = defaultdict(float)
        for part in self.languages:
            seconds[part.language] += part.end - part.start
        return max(seconds, key=lambda code: seconds[code], default=None)

    @property
    def language_confidence(self) -> float | None:
        """Return its mean probability where it is spoken, by time; None if the model states none."""
        main = self.language
        known = [
            (part.end - part.start, part.probability)
            for part in self.languages
            if part.language == main and part.probability is not None
        ]
        total = sum(seconds for seconds, _ in known)
        return round(sum(seconds * share for seconds, share in known) / total, 4) if total else None


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
