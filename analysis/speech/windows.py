"""Which parts of a stretch of sound hold speech, as windows that the model can take."""

import wave
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.exceptions import TranscriptionFailed
from analysis.pipeline import values

#: Samples, -1 to 1.
Samples = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000
#: Whisper hears so many seconds at once. Source: https://arxiv.org/abs/2212.04356, section 2.2
WINDOW_SECONDS = 30.0
#: A longer silence is not put before the model, which likes to fill it with words.
_GAP_SECONDS = 3.0
#: Shorter sounds are knocks and clicks; a spoken "no" takes 0.3 s.
_SHORTEST_MS = 200
#: A breath: where speech that fills more than a window may be parted.
_BREATH_MS = 160
#: What is left around speech: a soft first consonant lies before the point at which speech is noticed.
_MARGIN_MS = 400


@dataclass(frozen=True)
class Window:
    """At most 30 seconds that begin and end with speech, in seconds of the samples."""

    start: float
    end: float


def samples(audio: values.Audio, start: float, end: float) -> Samples:
    """Read the sound from ``start`` to ``end`` (seconds)."""
    try:
        with wave.open(str(audio.path)) as file:
            file.setpos(min(file.getnframes(), round(start * SAMPLE_RATE)))
            data = file.readframes(round((end - start) * SAMPLE_RATE))
    except (OSError, EOFError, wave.Error) as error:
        raise TranscriptionFailed("The prepared sound cannot be read.") from error
    return np.frombuffer(data, np.int16).astype(np.float32) / np.float32(32_768)


def spoken(sound: Samples) -> list[Window]:
    """Return the windows that hold speech, ordered by start, by the voice detector that faster-whisper ships."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        min_speech_duration_ms=_SHORTEST_MS,
        max_speech_duration_s=WINDOW_SECONDS,
        min_silence_duration_ms=_BREATH_MS,
        speech_pad_ms=_MARGIN_MS,
    )
    return joined(
        Window(span["start"] / SAMPLE_RATE, span["end"] / SAMPLE_RATE) for span in get_speech_timestamps(sound, options)
    )


def joined(spans: Iterable[Window]) -> list[Window]:
    """Return as few windows as hold all ``spans``, each at most 30 seconds long and without a long silence."""
    found: list[Window] = []
    for span in spans:
        last = found[-1] if found else None
        if last and span.end - last.start <= WINDOW_SECONDS and span.start - last.end <= _GAP_SECONDS:
            found[-1] = Window(last.start, span.end)
        else:
            found.append(span)
    return found


def cut(sound: Samples, window: Window) -> Samples:
    """Return the samples of a window."""
    return sound[round(window.start * SAMPLE_RATE) : round(window.end * SAMPLE_RATE)]


def clips(windows: Iterable[Window]) -> list[dict[str, Any]]:
    """Return the windows as faster-whisper wants them."""
    return [{"start": window.start, "end": window.end} for window in windows]
