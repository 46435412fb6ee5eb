"""Where prepared sound can be cut without cutting a word."""

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np

#: Seconds to either side of a mark in which a pause is looked for; speech without one for a minute is rare.
_REACH_SECONDS = 30.0
#: Loudness is measured in steps of so many seconds ...
_STEP_SECONDS = 0.1
#: ... and a pause is where the mean of so many steps is lowest: half a second, longer than the stop of a "t".
_PAUSE_STEPS = 5


def cuts(path: Path, *, every_seconds: float) -> tuple[float, ...]:
    """Return the seconds, rising, at which to cut the WAV into parts of about ``every_seconds``, each in a pause.

    The last part has between a half and one and a half of that length. Only the sound around each cut is read.
    """
    with wave.open(str(path)) as file:
        return tuple(_cuts(file, every_seconds))


def _cuts(file: wave.Wave_read, every_seconds: float) -> Iterator[float]:
    total = file.getnframes() / file.getframerate()
    reach = min(_REACH_SECONDS, every_seconds / 4)
    last = 0.0
    while total - last > 1.5 * every_seconds:
        last = _quietest(file, last + every_seconds, reach)
        yield last


def _quietest(file: wave.Wave_read, mark: float, reach: float) -> float:
    """Return the middle of the quietest half-second around ``mark``; of places alike the one nearest to it."""
    rate = file.getframerate()
    file.setpos(round((mark - reach) * rate))
    heard = np.frombuffer(file.readframes(round(2 * reach * rate)), np.int16).astype(np.float32)
    size = round(_STEP_SECONDS * rate)
    steps = heard[: len(heard) // size * size].reshape(-1, size)
    loudness = np.convolve(np.abs(steps).mean(axis=1), np.full(_PAUSE_STEPS, 1 / _PAUSE_STEPS), "valid").round()
    middles = (np.arange(len(loudness)) + _PAUSE_STEPS / 2) * _STEP_SECONDS
    best = np.lexsort((np.abs(middles - reach), loudness))[0]
    return round(mark - reach + float(middles[best]), 2)
