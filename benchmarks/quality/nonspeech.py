"""Sounds without speech, generated with numpy; the same at every call."""

import numpy as np

RATE = 16_000


def generate_sound(name: str, seconds: float = 20.0) -> np.ndarray:
    """Return the sound of that name: 16 kHz, -1 to 1."""
    return 0.3 * _scaled(_ALL[name](np.arange(int(seconds * RATE)) / RATE, np.random.default_rng(7)))


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


def _bells(generator: np.random.Generator, count: int) -> np.ndarray:
    samples = np.zeros(count + 4 * RATE)
    time = np.arange(3 * RATE) / RATE
    for start in range(0, count, RATE):
        pitch = 300 * 2 ** (generator.integers(12) / 12)
        partials = sum(np.sin(2 * np.pi * pitch * ratio * time) for ratio in (0.5, 1, 1.19, 1.56, 2, 2.51))
        samples[start : start + len(time)] += partials * np.exp(-1.5 * time)
    return samples[:count]


def _vowels(time: np.ndarray) -> np.ndarray:
    """Return what a synthesiser calls a choir: a chord with the two formants of a long "ah", and vibrato."""
    sung = np.zeros(len(time))
    for pitch in (165, 208, 247):
        phase = 2 * np.pi * pitch * time + 0.5 * np.sin(2 * np.pi * 5.5 * time)
        for n in range(1, 25):
            loud = np.exp(-(((n * pitch - 700) / 250) ** 2)) + 0.5 * np.exp(-(((n * pitch - 1150) / 250) ** 2))
            sung += loud * np.sin(n * phase)
    return sung * (1 + 0.3 * np.sin(2 * np.pi * 0.4 * time))


def _drops(generator: np.random.Generator, count: int) -> np.ndarray:
    falls = np.where(generator.random(count) < 0.004, generator.normal(size=count), 0)
    return np.convolve(falls, np.exp(-np.arange(60) / 12), "same") + 0.02 * generator.normal(size=count)


#: Those that the rules of what to believe were chosen on.
_CHOSEN = {
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
#: Those that are reported.
_REPORTED = {
    "rain": lambda t, g: _drops(g, len(t)),
    "siren": lambda t, g: np.sin(2 * np.pi * 700 * t - 250 * np.cos(2 * np.pi * 0.5 * t)),
    "clock": lambda t, g: g.normal(size=len(t)) * np.exp(-60 * (t % 0.5)),
    "engine": lambda t, g: np.sign(np.sin(2 * np.pi * 35 * t)) + 0.5 * _coloured(g, len(t), 1),
    "organ": lambda t, g: _melody(g, len(t), 1.5, 12, 0) + _melody(g, len(t), 3.0, 6, 0),
    "bells": lambda t, g: _bells(g, len(t)),
    "flute": lambda t, g: _melody(g, len(t), 0.6, 3, 1) * (1 + 0.2 * np.sin(2 * np.pi * 6 * t)),
    "choir": lambda t, g: _vowels(t),
    "techno": lambda t, g: _scaled(_drums(g, len(t))) + 0.4 * np.sign(np.sin(2 * np.pi * 55 * t)) * (t % 0.25 < 0.12),
    "crackling": lambda t, g: np.where(g.random(len(t)) < 0.001, g.normal(size=len(t)), 0),
    "surf": lambda t, g: _coloured(g, len(t), 0.5) * np.sin(np.pi * 0.12 * t) ** 2,
    "busy tone": lambda t, g: np.sin(2 * np.pi * 425 * t) * (t % 0.96 < 0.48),
}
_ALL = _CHOSEN | _REPORTED
CHOSEN, REPORTED = tuple(_CHOSEN), tuple(_REPORTED)
