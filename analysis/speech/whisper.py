"""Speech recognition by faster-whisper, an optional extra."""

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from analysis.exceptions import TranscriptionFailed
from analysis.pipeline import values

#: What faster-whisper, CTranslate2, PyAV and the download of a model raise.
_FOREIGN = (ImportError, MemoryError, OSError, RuntimeError, ValueError)


class WhisperSpeech:
    """Whisper on this machine. The model is loaded when something is to be heard, and kept."""

    #: Packages without which it cannot work.
    requires = ("faster_whisper",)

    def __init__(self) -> None:
        # Where the model is a folder, its name tells enough: the result is for everybody.
        self.model = f"faster-whisper {Path(settings.SPEECH_MODEL).name} ({settings.SPEECH_COMPUTE_TYPE})"

    def listen(self, audio: values.Audio, *, language: str | None) -> values.Recognition:
        """Return the language and the segments, which are recognised while they are read."""
        spoken = language.partition("-")[0].lower() if language else None
        try:
            whisper = _model(settings.SPEECH_MODEL, settings.SPEECH_DEVICE, settings.SPEECH_COMPUTE_TYPE)
            # A segment is not told of the one before, so that one misheard sentence is not repeated for ever.
            found, info = whisper.transcribe(
                str(audio.path), language=spoken, beam_size=1, vad_filter=True, condition_on_previous_text=False
            )
        except _FOREIGN as error:
            raise TranscriptionFailed(
                f"The speech model {Path(settings.SPEECH_MODEL).name} cannot be used: {error}"
            ) from error
        return values.Recognition(info.language, _segments(found))


@lru_cache(maxsize=1)
def _model(name: str, device: str, compute_type: str) -> Any:
    # The package is an extra, and importing it costs a second and 200 MB: only who listens pays.
    from faster_whisper import WhisperModel

    return WhisperModel(name, device=device, compute_type=compute_type)


def _segments(found: Iterable[Any]) -> Iterator[values.Segment]:
    try:
        for segment in found:
            yield values.Segment(
                start=float(segment.start),
                end=float(segment.end),
                text=values.clean_text(segment.text).strip(),
                confidence=_confidence(segment.avg_logprob),
            )
    except _FOREIGN as error:
        raise TranscriptionFailed(f"Speech recognition broke: {error}") from error


def _confidence(mean_log_probability: float | None) -> float | None:
    """Return the probability that the model gives its own words, 0 to 1."""
    if mean_log_probability is None or not math.isfinite(mean_log_probability):
        return None
    return round(min(1.0, math.exp(min(0.0, mean_log_probability))), 4)
