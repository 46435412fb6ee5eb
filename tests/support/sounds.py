"""Sounds of our own as prepared sound, and the real model to hear them; a test skips where something is missing."""

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from analysis.pipeline.values import Audio
from analysis.speech.windows import Window
from benchmarks.quality import nonspeech, recognition, synthetic_speech, weights
from benchmarks.quality.rows import DataMissing

RATE = nonspeech.RATE
#: What a voice detector finds that takes every sound for speech.
EVERYTHING = Window(0.0, 20.0)


def model_or_skip(find: Callable[[], Path]) -> str:
    """Return the folder of a model, or skip the test with the reason."""
    pytest.importorskip("faster_whisper", reason="the extra `speech` is not installed")
    try:
        return str(find())
    except DataMissing as missing:
        pytest.skip(f"no weights: {missing}")


def speech(text: str, path: Path, voice: str = "en-us", words_a_minute: int = 150) -> Path:
    """Return the file in which ``text`` is read aloud, or skip the test with the reason."""
    try:
        return synthetic_speech.speak(text, path, voice=voice, words_a_minute=words_a_minute)
    except DataMissing as missing:
        pytest.skip(f"{missing} is not installed")


def write(path: Path, samples: np.ndarray) -> Audio:
    """Write samples, -1 to 1, as prepared sound."""
    return recognition.write_audio(path, samples, RATE)


def samples(audio: Audio) -> np.ndarray:
    """Return prepared sound as samples, -1 to 1."""
    with wave.open(str(audio.path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32_768


def weights_of_base(folder: Path) -> str:
    """Return the multilingual model, put together in ``folder``, or skip the test with the reason."""
    return model_or_skip(lambda: weights.base(folder))
