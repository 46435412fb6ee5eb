"""Speech recognition by faster-whisper, an optional extra."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings

from analysis.exceptions import TranscriptionFailed
from analysis.pipeline import values


class WhisperSpeech:
    """Whisper on this machine. The model is loaded when something is to be heard, and kept."""

    #: Packages without which it cannot work.
    requires = ("faster_whisper",)

    def __init__(self) -> None:
        self.model = f"faster-whisper {settings.SPEECH_MODEL} ({settings.SPEECH_COMPUTE_TYPE})"

    def listen(self, audio: values.Audio, *, language: str | None) -> values.Recognition:
        """Return the language and the segments, which are recognised while they are read."""
        spoken = language.split("-")[0].lower() if language else None
        try:
            whisper = _model(settings.SPEECH_MODEL, settings.SPEECH_DEVICE, settings.SPEECH_COMPUTE_TYPE)
            # The first segment says nothing about the second, so that one misheard sentence is not repeated for ever.
            segments, info = whisper.transcribe(
                str(audio.path), language=spoken, beam_size=1, vad_filter=True, condition_on_previous_text=False
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise TranscriptionFailed(f"The speech model {settings.SPEECH_MODEL} cannot be used: {error}") from error
        return values.Recognition(info.language, _segments(segments))


@lru_cache(maxsize=1)
def _model(name: str, device: str, compute_type: str) -> Any:
    # The package is an extra, and importing it costs a second and 200 MB: only who listens pays.
    from faster_whisper import WhisperModel

    return WhisperModel(name, device=device, compute_type=compute_type)


def _segments(found: Any) -> Iterator[values.Segment]:
    try:
        for segment in found:
            # The mean log probability of the segment's tokens, as a probability.
            confidence = min(1.0, math.exp(segment.avg_logprob))
            yield values.Segment(segment.start, segment.end, segment.text.strip(), round(confidence, 4))
    except (RuntimeError, ValueError) as error:
        raise TranscriptionFailed(f"Speech recognition broke: {error}") from error
