"""Turns windows of speech into passages, each in the language that is spoken in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import fmean
from typing import Any

from analysis.speech import languages, windows
from analysis.speech.passages import Passage, to_passage
from analysis.speech.windows import Samples, Window

#: Beams of the search. Five take 5 to 10 % more time than one and make a fifth fewer errors: 6.0 % of 700
#: synthetic words against 7.6 % with Whisper base, 7.0 % against 9.0 % with tiny.en.
_BEAM_SIZE = 5
#: After a loop the window is transcribed again; no sequence of so many text tokens may then occur twice.
_NO_REPEAT_NGRAM_SIZE = 5
#: A window whose language is less likely than this may hold two: it is examined in pieces of so many seconds.
_LIKELY, _PIECE_SECONDS = 0.75, 5.0


def transcribe(
    model: Any, samples: Samples, group: Sequence[Window], expected: str, hotwords: str = ""
) -> list[Passage]:
    """Return the credible passages of the windows, ordered by start.

    A window is transcribed in ``expected`` (Whisper's code) unless another language is far likelier, and in parts if
    it holds both. ``hotwords`` are in ``expected``. Passages in which the model looped, or wrote nothing but
    hot words, as it does over wind and organs, are transcribed again without these.
    """
    encoder = _Encoder(model)
    found: Sequence[Passage] = _run_model(encoder, samples, group, expected, hotwords=hotwords or None)
    if model.model.is_multilingual:
        likely = languages.of_encoded(model, encoder.encoded)
        found = [
            part
            for passage, probabilities in zip(found, likely, strict=True)
            for part in _by_language(model, samples, passage, probabilities)
        ]
    once = {"no_repeat_ngram_size": _NO_REPEAT_NGRAM_SIZE}
    found = [
        _run_model(model, samples, [passage.window], passage.code, **once)[0]
        if passage.is_repetitive or passage.repeats(hotwords)
        else passage
        for passage in found
    ]
    return [passage for passage in found if passage.is_credible]


class _Encoder:
    """A ``WhisperModel`` that keeps what it encoded: encoding takes a third of the time of a transcription."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.encoded: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def encode(self, features: Any) -> Any:
        """Return the encoded windows."""
        self.encoded = self._model.encode(features)
        return self.encoded


def _by_language(
    model: Any, samples: Samples, passage: Passage, probabilities: languages.Probabilities
) -> Iterator[Passage]:
    """Yield the passage, transcribed again where its window, or a part of it, is in another language."""
    window, expected = passage.window, passage.code
    parts = []
    if max(probabilities.values()) < _LIKELY:
        parts = _split_by_language(model, samples, window, expected)
    if len(parts) < 2:
        code = parts[0].code if parts else languages.choose(probabilities, expected)
        parts = [_Part(window, code, probabilities.get(code, 0.0))]
    for part in parts:
        known = passage if (part.window, part.code) == (window, expected) else None
        found = known or _run_model(model, samples, [part.window], part.code)[0]
        yield replace(found, probability=part.probability)


@dataclass(frozen=True)
class _Part:
    """A window, or a part of one, the code of its language, and the probability of that."""

    window: Window
    code: str
    probability: float


def _split_by_language(model: Any, samples: Samples, window: Window, expected: str) -> list[_Part]:
    """Return the parts of a window that are in one language each."""
    found = windows.detect_speech(windows.cut_window(samples, window), _PIECE_SECONDS)
    pieces = [Window(window.start + piece.start, window.start + piece.end) for piece in found]
    likely = languages.detect(model, samples, pieces) if len(pieces) > 1 else []
    codes = [languages.choose(probabilities, expected) for probabilities in likely]
    parts = []
    for code, group in groupby(range(len(codes)), key=codes.__getitem__):
        numbers = list(group)
        probability = fmean(likely[number].get(code, 0.0) for number in numbers)
        parts.append(_Part(Window(pieces[numbers[0]].start, pieces[numbers[-1]].end), code, probability))
    return parts


def _run_model(model: Any, samples: Samples, group: Sequence[Window], code: str, **more: Any) -> list[Passage]:
    """Return the passages of the windows in the language ``code``."""
    from faster_whisper import BatchedInferencePipeline

    # Without timestamps in the text: with them, the batched pipeline drops what follows the last one in a window
    # (measured; see https://github.com/SYSTRAN/faster-whisper/issues/1179). Words have their own times.
    found, _ = BatchedInferencePipeline(model).transcribe(
        samples,
        language=code,
        clip_timestamps=windows.to_clips(group),
        batch_size=len(group),
        beam_size=_BEAM_SIZE,
        word_timestamps=True,
        **more,
    )
    by_window = groupby(found, key=lambda part: part.seek)
    return [to_passage(list(parts), window, code) for window, (_, parts) in zip(group, by_window, strict=True)]
