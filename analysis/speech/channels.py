"""Stereo sound: one voice on each side is transcribed apart, everything else as one."""

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from analysis.pipeline import values
from analysis.speech.windows import Samples

#: Below this correlation the two sides hold different sounds. Speech in the middle keeps more under music of three
#: times its power that differs between the sides.
_SAME = 0.25
#: Two microphones hear a voice up to so many samples apart (20 ms are seven metres).
_MAX_DELAY = values.SAMPLE_RATE // 50
#: Samples that are compared at once, a power of two far above the delay.
_FRAME = 8192
#: A side with less than this share of the other's power is silent.
_SILENT = 1e-6
#: One sentence on both sides: so much of the shorter one's time is shared, and so many of the letters are the same.
_SHARED_TIME, _SHARED_TEXT = 0.5, 0.6


def separate(samples: Samples) -> list[Samples]:
    """Return what is to be transcribed of sound with one row per channel: a single sound, or one for each side."""
    if len(samples) == 1:
        return [samples[0]]
    left, right = samples[:2]
    powers = float(left @ left), float(right @ right)
    louder = left if powers[0] >= powers[1] else right
    if min(powers) <= _SILENT * max(powers):
        return [louder]
    if correlation(left, right) < _SAME:
        return [left, right]
    # Sides of opposite sign would cancel each other out.
    is_inverted = float(left @ right) < -_SAME * np.sqrt(powers[0] * powers[1])
    return [louder] if is_inverted else [samples.mean(axis=0, dtype=np.float32)]


def correlation(left: Samples, right: Samples) -> float:
    """Return how much the sides have in common, 0 to 1, at the delay and with the sign for which that is most."""
    total = np.zeros(_FRAME + 1, np.complex128)
    for start in range(0, len(left), _FRAME):
        # Twice the length: a sound at the end of a frame does not meet one at its beginning.
        spectra = [np.fft.rfft(side[start : start + _FRAME], 2 * _FRAME) for side in (left, right)]
        total += spectra[0] * spectra[1].conj()
    common = np.abs(np.fft.irfft(total))
    most = max(common[: _MAX_DELAY + 1].max(), common[-_MAX_DELAY:].max())
    return float(most / max(1e-12, np.sqrt(float(left @ left) * float(right @ right))))


def join(sides: Sequence[Sequence[values.Segment]]) -> tuple[values.Segment, ...]:
    """Return the segments of all sides, ordered by start. What two sides hold of one sentence stands once."""
    joined: list[values.Segment] = []
    for segment in (segment for side in sides for segment in side):
        echo = next((other for other in joined if _is_echo(segment, other)), None)
        if echo is None:
            joined.append(segment)
        elif (segment.confidence or 0.0) > (echo.confidence or 0.0):
            joined[joined.index(echo)] = segment
    return tuple(sorted(joined, key=lambda segment: (segment.start, segment.end)))


def _is_echo(one: values.Segment, other: values.Segment) -> bool:
    """Return whether both hold the same words at the same time."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    if shared <= _SHARED_TIME * min(one.end - one.start, other.end - other.start):
        return False
    return SequenceMatcher(None, one.text.lower(), other.text.lower(), autojunk=False).ratio() >= _SHARED_TEXT
