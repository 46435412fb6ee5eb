"""The project's speech recognition with a given model, outside of a service: one thread, whatever the machine."""

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
from django.conf import settings

from analysis.exceptions import NoSpeechFound
from analysis.pipeline import speech_recognition, values
from analysis.pipeline.progress import Progress
from analysis.sources import audio, cut_points
from analysis.speech.whisper import WhisperSpeech

#: What the recogniser reads of the settings; the rest of a service is not there.
_SETTINGS = {
    "SPEECH_DEVICE": "cpu",
    "SPEECH_COMPUTE_TYPE": "int8",
    "SPEECH_THREADS": 1,
    "SPEECH_BATCH_SIZE": 4,
    "SPEECH_FETCH_SECONDS": 60,
}


def prepare_audio(path: Path, target: Path, *, chunk_seconds: float = 600.0) -> values.Audio:
    """Return the sound of a file as the recogniser wants it, written to ``target``."""
    sound = audio.normalise(path, target, progress=Progress())
    return values.Audio(sound.path, sound.duration, cut_points.find_cuts(sound.path, every_seconds=chunk_seconds))


def write_audio(path: Path, samples: npt.NDArray[np.float64], rate: int) -> values.Audio:
    """Write samples, -1 to 1, as prepared sound; of two dimensions, the second one has the channels."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32_767).astype(np.int16).tobytes())
    return values.Audio(path, len(samples) / rate)


def recognise(model: Path, sound: values.Audio, progress: Progress | None = None) -> values.RecognitionState:
    """Return what the model in that folder recognises; no segments without speech."""
    if not settings.configured:
        settings.configure(**_SETTINGS)
    settings.SPEECH_MODEL = str(model)
    try:
        return speech_recognition.recognise(
            WhisperSpeech(),
            lambda _: sound,
            language=None,
            hint=None,
            resume_from=None,
            save_state=lambda _: None,
            progress=progress or Progress(),
        )
    except NoSpeechFound:
        return values.RecognitionState(str(model), sound.duration)
