"""Speech recognition: word errors on recorded and synthetic speech, languages, sounds without speech."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from unittest import mock

from analysis.pipeline import values
from analysis.speech import windows
from analysis.speech.windows import Window
from benchmarks.quality import nonspeech, recognition, synthetic_speech, weights, word_errors
from benchmarks.quality.rows import Row, data, guarded

TASK = "speech"
_NORMALISER = "lower case, no punctuation, numbers in words"
#: Each of the voices reads two of the passages, each of the passages is read by two voices.
_READINGS = tuple(
    (passage, (passage + turn) % len(synthetic_speech.REPORTED_VOICES))
    for passage in range(len(synthetic_speech.REPORTED_PASSAGES))
    for turn in (0, 1)
)

#: A prepared sound and the words that are said in it.
_Spoken = tuple[values.Audio, list[str]]


@dataclass(frozen=True)
class _Result:
    words: int
    errors: int
    #: CPU seconds for each second of sound.
    pace: float

    @property
    def rate(self) -> float:
        return self.errors / self.words


def rows() -> list[Row]:
    """Return the lines of the table."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        return [
            *guarded(TASK, "jfk.flac, recorded, 11 s", lambda: [_recorded(where)]),
            *guarded(TASK, "synthetic speech", lambda: [_synthetic(where)]),
            *guarded(TASK, "synthetic speech, languages", lambda: [_languages(where)]),
            *guarded(TASK, "noise and music", lambda: _wordless(where)),
        ]


def _recorded(folder: Path) -> Row:
    said = word_errors.normalise(data("audio/jfk.txt").read_text("utf-8"))
    spoken = [(recognition.prepare_audio(data("audio/jfk.flac"), folder / "recorded.wav"), said)]
    return _row("jfk.flac, recorded, 11 s", spoken, folder, "public-domain speech; nothing was chosen on it")


def _synthetic(folder: Path) -> Row:
    spoken = []
    for passage, voice in _READINGS:
        text, (name, words_a_minute) = (
            synthetic_speech.REPORTED_PASSAGES[passage],
            synthetic_speech.REPORTED_VOICES[voice],
        )
        path = synthetic_speech.speak(text, folder / "spoken.wav", voice=name, words_a_minute=words_a_minute)
        spoken.append((recognition.prepare_audio(path, folder / f"{passage}{voice}.wav"), word_errors.normalise(text)))
    note = "4 texts of our own, each read by two of 4 voices of espeak-ng; beams were chosen on other texts and voices"
    return _row("synthetic speech", spoken, folder, note)


def _row(name: str, spoken: Sequence[_Spoken], folder: Path, note: str) -> Row:
    base, tiny = _transcribe(_base(folder), spoken), _transcribe(weights.tiny_en(), spoken)
    pace = f"{base.pace:.3f} CPU seconds for each second of sound (tiny.en {tiny.pace:.3f})"
    return Row(
        TASK,
        name,
        base.words,
        "word error rate (lower is better)",
        base.rate,
        {"tiny.en": tiny.rate},
        note=f"Whisper base, int8; {pace}; {note}; words compared: {_NORMALISER}",
    )


def _languages(folder: Path) -> Row:
    right: list[float] = []
    wrong: list[float] = []
    for language, text in synthetic_speech.LANGUAGES.items():
        path = synthetic_speech.speak(text, folder / "spoken.wav", voice=language, words_a_minute=140)
        found = recognition.recognise(_base(folder), recognition.prepare_audio(path, folder / "language.wav"))
        (right if found.language == language else wrong).append(found.language_confidence or 0.0)
    note = (
        f"Whisper base, int8; {', '.join(synthetic_speech.LANGUAGES)}; espeak-ng is hard to understand in most; "
        f"probability stated where right {fmean(right or [0]):.2f}, where wrong "
        f"{fmean(wrong or [0]):.2f} (0 if there is none)"
    )
    name, n = "synthetic speech, languages", len(synthetic_speech.LANGUAGES)
    return Row(TASK, name, n, "accuracy of the language", len(right) / n, {}, note=note)


def _wordless(folder: Path) -> list[Row]:
    names = ", ".join(nonspeech.REPORTED)
    note = f"Whisper base, int8; {names}, 20 s each, others than the rules were chosen on"
    whole = Window(0.0, 20.0)
    with mock.patch.object(windows, "detect_speech", lambda sound, longest=None: [whole]):
        undetected = _share_with_words(folder)
    return [
        Row(TASK, name, len(nonspeech.REPORTED), "share with words (lower is better)", share, {}, note=note)
        for name, share in (("noise and music", _share_with_words(folder)), ("the same, no voice detector", undetected))
    ]


def _share_with_words(folder: Path) -> float:
    """Return the share of sounds without speech in which words are recognised."""
    with_words = 0
    for name in nonspeech.REPORTED:
        sound = recognition.write_audio(folder / "wordless.wav", nonspeech.generate_sound(name), nonspeech.RATE)
        with_words += bool(recognition.recognise(_base(folder), sound).segments)
    return with_words / len(nonspeech.REPORTED)


def _base(folder: Path) -> Path:
    """Return Whisper base, the default of ``SPEECH_MODEL``."""
    base = folder / "base"
    if not base.exists():
        base.mkdir()
        weights.base(base)
    return base


def _transcribe(model: Path, spoken: Sequence[_Spoken]) -> _Result:
    recognition.recognise(model, spoken[0][0])  # loads the model
    began, errors = time.process_time(), 0
    for audio, said in spoken:
        found = recognition.recognise(model, audio)
        errors += word_errors.count_errors(said, word_errors.normalise(" ".join(part.text for part in found.segments)))
    seconds = sum(audio.duration for audio, _ in spoken)
    return _Result(sum(len(said) for _, said in spoken), errors, (time.process_time() - began) / seconds)
