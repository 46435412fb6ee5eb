"""Sounds in which nobody speaks, made with numpy; the same at every call."""

import numpy as np

RATE = 16_000


def sound(name: str, seconds: float = 20.0) -> np.ndarray:
    """Return the sound of that name: 16 kHz, -1 to 1."""
    return 0.3 * _scaled(_WORDLESS[name](np.arange(int(seconds * RATE)) / RATE, np.random.default_rng(7)))


def _scaled(samples: np.ndarray) -> np.ndarray:
    return samples / max(float(np.abs(samples).max()), 1e-9)


def _coloured(generator: np.random.Generator, count: int, slope: float) -> np.ndarray:
    """Return noise whose loudness falls with the frequency to the power of ``slope``."""
    spectrum = np.fft.rfft(generator.normal(size=count))
    return np.fft.irfft(spectrum / np.maximum(np.fft.rfftfreq(count, 1 / RATE), 1) ** slope, count)


def _note(frequency: float, seconds: float, harmonics: int, fall: float) -> np.ndarray:
    time = np.arange(int(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * frequency * n * time) / n for n in range(1, harmonics))
    return tone * np.minimum(1, 40 * time) * np.exp(-fall * time / seconds)


def _melody(generator: np.random.Generator, count: int, seconds: float, harmonics: int, fall: float) -> np.ndarray:
    scale = 220 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
    notes = [
        _note(scale[generator.integers(8)], seconds, harmonics, fall) for _ in range(int(count / RATE / seconds) + 1)
    ]
    return np.concatenate(notes)[:count]


def _drums(generator: np.random.Generator, count: int) -> np.ndarray:
    samples = np.zeros(count + RATE)
    time = np.arange(RATE // 5) / RATE
    for beat, start in enumerate(range(0, count, RATE // 4)):
        boom = np.sin(2 * np.pi * 60 * time) * np.exp(-20 * time)
        hiss = 0.5 * generator.normal(size=len(time)) * np.exp(-30 * time)
        samples[start : start + len(time)] += hiss if beat % 2 else boom
    return samples[:count]


_WORDLESS = {
    "silence": lambda t, g: np.zeros(len(t)),
    "white noise": lambda t, g: g.normal(size=len(t)),
    "pink noise": lambda t, g: _coloured(g, len(t), 0.5),
    "wind": lambda t, g: _coloured(g, len(t), 1) * (1.2 + np.sin(2 * np.pi * 0.3 * t)),
    "mains hum": lambda t, g: sum(np.sin(2 * np.pi * 50 * n * t) / n for n in range(1, 10)),
    "tone": lambda t, g: np.sin(2 * np.pi * 440 * t),
    "sweep": lambda t, g: np.sin(2 * np.pi * (100 * t + 40 * t * t)),
    "beeps": lambda t, g: np.sin(2 * np.pi * 1000 * t) * (t % 1 < 0.3),
    "guitar": lambda t, g: _melody(g, len(t), 0.4, 8, 3),
    "strings": lambda t, g: _melody(g, len(t), 0.8, 20, 0),
    "drums": lambda t, g: _drums(g, len(t)),
    "band": lambda t, g: _scaled(_drums(g, len(t))) + 0.5 * _scaled(_melody(g, len(t), 0.4, 8, 3)),
}
NAMES = tuple(_WORDLESS)
