"""Finds where prepared audio can be cut without cutting a word."""

import wave
from pathlib import Path

import numpy as np

#: Seconds on either side of a mark that are searched for a pause; speech without one for a minute is rare.
_REACH_SECONDS = 30.0
#: Seconds of a step in which loudness is measured.
_STEP_SECONDS = 0.1
#: A pause is where the mean of so many steps is lowest: half a second, longer than the silence before a "t".
_PAUSE_STEPS = 5


def find_cuts(path: Path, *, every_seconds: float) -> tuple[float, ...]:
    """Return the seconds, rising, at which to cut the WAV into parts of about ``every_seconds``, each in a pause.

    The last part is between 0.5 and 1.5 times as long. Only the audio around each cut is read.
    """
    cuts: list[float] = []
    with wave.open(str(path)) as file:
        total = file.getnframes() / file.getframerate()
        reach = min(_REACH_SECONDS, every_seconds / 4)
        last = 0.0
        while total - last > 1.5 * every_seconds:
            last = _quietest(file, last + every_seconds, reach)
            cuts.append(last)
    return tuple(cuts)


def _quietest(file: wave.Wave_read, mark: float, reach: float) -> float:
    """Return the middle of the quietest half-second around ``mark``, the nearest of equally quiet ones."""
    rate = file.getframerate()
    file.setpos(round((mark - reach) * rate))
    amplitudes = np.frombuffer(file.readframes(round(2 * reach * rate)), np.int16).astype(np.float32)
    size = round(_STEP_SECONDS * rate)
    size *= file.getnchannels()
    steps = amplitudes[: len(amplitudes) // size * size].reshape(-1, size)
    loudness = np.convolve(np.abs(steps).mean(axis=1), np.full(_PAUSE_STEPS, 1 / _PAUSE_STEPS), "valid").round()
    middles = (np.arange(len(loudness)) + _PAUSE_STEPS / 2) * _STEP_SECONDS
    best = np.lexsort((np.abs(middles - reach), loudness))[0]
    return round(mark - reach + float(middles[best]), 2)
