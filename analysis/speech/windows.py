"""Finds the windows of audio that contain speech and fit the model."""

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

#: The input of Whisper. Source: https://arxiv.org/abs/2212.04356, section 2.2
WINDOW_SECONDS = 30.0
#: Longer silences are left out: the model tends to fill them with words.
_MAX_GAP_SECONDS = 3.0
#: Shorter sounds are knocks and clicks; a spoken "no" takes 0.3 s.
_MIN_SPEECH_MS = 200
#: The pause of a breath: speech that is longer than a window is split there.
_MIN_PAUSE_MS = 160
#: The margin kept around speech: a soft first consonant comes before speech is detected.
_MARGIN_MS = 400


@dataclass(frozen=True)
class Window:
    """At most 30 seconds that begin and end with speech. Times are seconds of the samples."""

    start: float
    end: float


def read_samples(audio: values.Audio, start: float, end: float) -> Samples:
    """Read the audio from ``start`` to ``end`` (seconds), one row per channel."""
    try:
        with wave.open(str(audio.path)) as file:
            file.setpos(min(file.getnframes(), round(start * values.SAMPLE_RATE)))
            data = file.readframes(round((end - start) * values.SAMPLE_RATE))
            channels = file.getnchannels()
    except (OSError, EOFError, wave.Error) as error:
        raise TranscriptionFailed("The prepared audio cannot be read.") from error
    frames = np.frombuffer(data, np.int16).reshape(-1, channels)
    return np.ascontiguousarray(frames.T, np.float32) / np.float32(32_768)


def detect_speech(sound: Samples, longest: float = WINDOW_SECONDS) -> list[Window]:
    """Return the windows with speech, each up to ``longest`` seconds, ordered by start.

    The voice detector of faster-whisper finds them.
    """
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        min_speech_duration_ms=_MIN_SPEECH_MS,
        max_speech_duration_s=longest,
        min_silence_duration_ms=_MIN_PAUSE_MS,
        speech_pad_ms=_MARGIN_MS,
    )
    spans = get_speech_timestamps(sound, options)
    rate = values.SAMPLE_RATE
    return join_windows((Window(span["start"] / rate, span["end"] / rate) for span in spans), longest)


def join_windows(spans: Iterable[Window], longest: float = WINDOW_SECONDS) -> list[Window]:
    """Join ``spans`` into as few windows as possible, each up to ``longest`` seconds and without a long silence."""
    found: list[Window] = []
    for span in spans:
        last = found[-1] if found else None
        if last and span.end - last.start <= longest and span.start - last.end <= _MAX_GAP_SECONDS:
            found[-1] = Window(last.start, span.end)
        else:
            found.append(span)
    return found


def cut_window(sound: Samples, window: Window) -> Samples:
    return sound[round(window.start * values.SAMPLE_RATE) : round(window.end * values.SAMPLE_RATE)]


def to_clips(windows: Iterable[Window]) -> list[dict[str, Any]]:
    """Return the windows as ``clip_timestamps`` of faster-whisper."""
    return [{"start": window.start, "end": window.end} for window in windows]
