"""Windows of speech."""

from pathlib import Path

import numpy as np
import pytest

from analysis.exceptions import TranscriptionFailed
from analysis.pipeline.values import Audio
from analysis.speech import windows
from analysis.speech.windows import Window
from tests.support import sounds


@pytest.mark.parametrize(
    ("spans", "joined"),
    [
        ([], []),
        ([(0, 10), (11, 20), (21, 29.5)], [(0, 29.5)]),
        ([(0, 10), (11, 20), (21, 30.5)], [(0, 20), (21, 30.5)]),  # more than a window
        ([(0, 10), (13.1, 20)], [(0, 10), (13.1, 20)]),  # a long silence
        ([(0, 10), (13, 20)], [(0, 20)]),
    ],
)
def test_speech_is_put_into_few_windows_without_long_silences(spans, joined):
    assert windows.join_windows(Window(*span) for span in spans) == [Window(*span) for span in joined]


def test_a_stretch_of_sound_is_read_and_no_more(tmp_path):
    audio = sounds.write(tmp_path / "sound.wav", np.repeat([0.1, 0.2, 0.3], sounds.RATE))
    found = windows.read_samples(audio, 1.0, 2.0)
    assert found.dtype == np.float32
    assert found == pytest.approx(np.full((1, sounds.RATE), 0.2), abs=1e-4)
    assert windows.read_samples(audio, 2.5, 9.0).shape == (1, sounds.RATE // 2)


def test_channels_are_read_apart(tmp_path):
    audio = sounds.write(tmp_path / "sound.wav", np.stack([np.full(100, 0.1), np.full(100, -0.2)], axis=1))
    found = windows.read_samples(audio, 0.0, 1.0)
    assert found == pytest.approx(np.stack([np.full(100, 0.1), np.full(100, -0.2)]), abs=1e-4)


def test_sound_that_is_gone_is_an_error_of_ours(tmp_path):
    with pytest.raises(TranscriptionFailed, match="cannot be read"):
        windows.read_samples(Audio(Path(tmp_path / "gone.wav"), 3.0), 0.0, 3.0)
