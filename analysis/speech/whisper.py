"""Speech recognition with faster-whisper, an optional extra."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from analysis.exceptions import TranscriptionFailed
from analysis.pipeline import ports, values
from analysis.speech import channels, decoding, languages, model_loader, passages, windows
from analysis.support.background import run_with_polling

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: What faster-whisper, CTranslate2 and the voice detector raise.
_LIBRARY_ERRORS = (ImportError, MemoryError, OSError, RuntimeError, ValueError)
#: Windows used to detect the language of the whole: a greeting in another language does not decide.
_LANGUAGE_WINDOWS = 3


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
        spoken = languages.to_whisper(language)
        if spoken and spoken not in model.supported_languages:
            raise TranscriptionFailed(
                f"The speech model {Path(settings.SPEECH_MODEL).name} does not know the language {language!r}."
            )

    def transcribe(self, request: ports.TranscriptionRequest) -> values.Recognition:
        """Return what is said in the requested part; ``on_progress`` is called twice a second."""
        on_poll = partial(request.on_progress, request.start)
        model = run_with_polling(model_loader.load_model, on_poll)
        samples = windows.read_samples(request.audio, request.start, request.end)
        sounds = _call_library(channels.separate, samples, on_poll=on_poll)
        found = []
        for number, sound in enumerate(sounds):

            def on_progress(seconds: float, number: int = number) -> None:
                length = request.end - request.start
                request.on_progress(request.start + (number * length + seconds) / len(sounds))

            found.append(_transcribe(model, sound, request, on_progress))
        segments = channels.join([recognition.segments for recognition in found])
        spoken = (part for recognition in found for part in recognition.languages)
        return values.Recognition(segments, tuple(sorted(spoken, key=lambda part: part.start)))


def _transcribe(
    model: Any, sound: windows.Samples, request: ports.TranscriptionRequest, on_progress: Callable[[float], None]
) -> values.Recognition:
    """Return what is said in the sound; ``on_progress`` receives the seconds of it that are done."""
    on_poll = partial(on_progress, 0.0)
    speech = _call_library(windows.detect_speech, sound, on_poll=on_poll)
    expected = languages.to_whisper(request.language)
    if expected is None and speech:
        first, hint = speech[:_LANGUAGE_WINDOWS], languages.to_whisper(request.hint)
        expected = _call_library(languages.detect_main, model, sound, first, hint, on_poll=on_poll)
    segments: list[values.Segment] = []
    spoken: list[values.SpokenLanguage] = []
    for start in range(0, len(speech), settings.SPEECH_BATCH_SIZE):
        group = speech[start : start + settings.SPEECH_BATCH_SIZE]
        for passage in _call_library(
            decoding.transcribe, model, sound, group, expected, request.hotwords, on_poll=on_poll
        ):
            spoken.append(passages.spoken_language(passage, request.start))
            segments += passages.split_segments(passage, request.start)
        on_poll = partial(on_progress, group[-1].end)
        on_poll()
    return values.Recognition(tuple(segments), tuple(spoken))


def _call_library(function: Callable[..., T], *arguments: Any, on_poll: Callable[[], None]) -> T:
    """Call ``function`` in a thread, with polling; translate its errors."""

    def call() -> T:
        try:
            return function(*arguments)
        except _LIBRARY_ERRORS as error:
            logger.warning("speech recognition failed: %s", error)
            raise TranscriptionFailed("Speech recognition failed. The server's log says why.") from error

    return run_with_polling(call, on_poll)
