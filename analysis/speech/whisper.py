"""Speech recognition with faster-whisper, an optional extra."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from analysis.exceptions import TranscriptionFailed
from analysis.pipeline import ports, values
from analysis.speech import model_loader, passages, windows
from analysis.support.background import run_with_polling

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: What faster-whisper, CTranslate2 and the voice detector raise.
_LIBRARY_ERRORS = (ImportError, MemoryError, OSError, RuntimeError, ValueError)
#: Windows used to detect the language: a greeting in another language does not decide.
_LANGUAGE_WINDOWS = 3
#: Below this probability the detected language is of low confidence.
_MIN_LANGUAGE_PROBABILITY = 0.5
#: Beams of the search. Five take 5 to 10 % more time than one and make a fifth fewer errors: 6.0 % of 700
#: synthetic words against 7.6 % with Whisper base, 7.0 % against 9.0 % with tiny.en.
_BEAM_SIZE = 5
#: After a loop the window is transcribed again; no sequence of so many text tokens may then occur twice.
_NO_REPEAT_NGRAM_SIZE = 5
#: Languages for which Whisper's code differs from BCP 47.
_WHISPER_NAMES = {"jv": "jw", "nb": "no", "fil": "tl", "iw": "he", "in": "id", "cmn": "zh"}
_BCP_47 = {"jw": "jv"}


class WhisperSpeech:
    """Whisper on this machine. The model is loaded on first use and kept."""

    #: Packages that must be installed.
    requires = ("faster_whisper",)

    def __init__(self) -> None:
        # The name only: results are public, and the path of the folder is not.
        self.model = f"faster-whisper {Path(settings.SPEECH_MODEL).name} ({settings.SPEECH_COMPUTE_TYPE})"

    def prepare(self, *, language: str | None, check_cancelled: Callable[[], None]) -> None:
        """Load the model; download it first if it is not on disk."""
        try:
            model = run_with_polling(
                model_loader.load_model, check_cancelled, limit_seconds=settings.SPEECH_FETCH_SECONDS
            )
        except TimeoutError as error:
            raise model_loader.model_unavailable(settings.SPEECH_MODEL) from error
        spoken = _whisper_name(language)
        if spoken and spoken not in model.supported_languages:
            raise TranscriptionFailed(
                f"The speech model {Path(settings.SPEECH_MODEL).name} does not know the language {language!r}."
            )

    def transcribe(self, request: ports.TranscriptionRequest) -> values.Recognition:
        """Return what is said in the requested part; ``on_progress`` is called twice a second."""
        on_poll = partial(request.on_progress, request.start)
        model = run_with_polling(model_loader.load_model, on_poll)
        samples = windows.read_samples(request.audio, request.start, request.end)
        speech = _call_library(windows.detect_speech, samples, on_poll=on_poll)
        if not speech:
            return values.Recognition(None, None, ())
        code, probability = _whisper_name(request.language), None
        if code is None:
            hint = _whisper_name(request.hint)
            code, probability = _call_library(
                _detect_language, model, samples, speech[:_LANGUAGE_WINDOWS], hint, on_poll=on_poll
            )
        segments: list[values.Segment] = []
        for first in range(0, len(speech), settings.SPEECH_BATCH_SIZE):
            group = speech[first : first + settings.SPEECH_BATCH_SIZE]
            for passage in _call_library(_transcribe, model, samples, group, code, on_poll=on_poll):
                segments += passages.split_segments(passage, request.start)
            on_poll = partial(request.on_progress, request.start + group[-1].end)
            on_poll()
        return values.Recognition(_BCP_47.get(code, code), probability, tuple(segments))


def _call_library(function: Callable[..., T], *arguments: Any, on_poll: Callable[[], None]) -> T:
    """Call ``function`` in a thread, with polling; translate its errors."""

    def call() -> T:
        try:
            return function(*arguments)
        except _LIBRARY_ERRORS as error:
            logger.warning("speech recognition failed: %s", error)
            raise TranscriptionFailed("Speech recognition failed. The server's log says why.") from error

    return run_with_polling(call, on_poll)


def _whisper_name(language: str | None) -> str | None:
    """Return Whisper's code of a BCP 47 language, without the region."""
    if not language:
        return None
    base = language.partition("-")[0].lower()
    return _WHISPER_NAMES.get(base, base)


def _detect_language(
    model: Any, samples: windows.Samples, speech: Sequence[windows.Window], hint: str | None
) -> tuple[str, float | None]:
    """Return the language of the windows and its probability; longer windows weigh more.

    If the best language is of low confidence, ``hint`` is used. The probability is None if the model knows only
    one language.
    """
    if not model.model.is_multilingual:
        return "en", None
    total = sum(window.end - window.start for window in speech)
    probabilities: dict[str, float] = {}
    for window in speech:
        share = (window.end - window.start) / total
        _, _, detected = model.detect_language(audio=windows.cut_window(samples, window))
        for code, probability in detected:
            probabilities[code] = probabilities.get(code, 0.0) + share * probability
    best = max(probabilities, key=lambda code: probabilities[code])
    if probabilities[best] < _MIN_LANGUAGE_PROBABILITY and hint in probabilities:
        best = hint
    return best, round(min(1.0, probabilities[best]), 4)


def _transcribe(
    model: Any, samples: windows.Samples, group: Sequence[windows.Window], language: str
) -> list[passages.Passage]:
    """Return the credible passages of the windows; windows in which the model looped are transcribed again."""
    found = dict(zip(group, _passages(model, samples, group, language), strict=True))
    looped = [window for window in group if found[window].is_repetitive]
    if looped:
        again = _passages(model, samples, looped, language, no_repeat_ngram_size=_NO_REPEAT_NGRAM_SIZE)
        found |= zip(looped, again, strict=True)
    return [passage for passage in found.values() if passage.is_credible]


def _passages(
    model: Any, samples: windows.Samples, group: Sequence[windows.Window], language: str, **more: int
) -> list[passages.Passage]:
    from faster_whisper import BatchedInferencePipeline

    # Without timestamps in the text: with them, the batched pipeline drops what follows the last one in a window
    # (measured; see https://github.com/SYSTRAN/faster-whisper/issues/1179). Words have their own times.
    found, _ = BatchedInferencePipeline(model).transcribe(
        samples,
        language=language,
        clip_timestamps=windows.to_clips(group),
        batch_size=len(group),
        beam_size=_BEAM_SIZE,
        word_timestamps=True,
        **more,
    )
    return [passages.to_passage(list(parts)) for _, parts in groupby(found, key=lambda part: part.seek)]
