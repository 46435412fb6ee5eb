"""Speech recognition by faster-whisper, an optional extra."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from analysis.exceptions import TranscriptionFailed
from analysis.pipeline import values
from analysis.speech import model_loader, passages, windows
from analysis.support.background import aside

T = TypeVar("T")

#: What faster-whisper, CTranslate2 and the voice detector raise.
_FOREIGN = (ImportError, MemoryError, OSError, RuntimeError, ValueError)
#: Windows of speech in which the language is looked for: a greeting in another language does not decide.
_LANGUAGE_WINDOWS = 3
#: Below this probability a language is doubtful.
_DOUBTFUL = 0.5
#: Ways that are followed at once. Five take 5 to 10 % more time than one and make a fifth fewer errors: 6.0 % of 700
#: synthetic words against 7.6 % with Whisper base, 7.0 % against 9.0 % with tiny.en.
_BEAMS = 5
#: Where the model ran in a circle, it is asked again and may not say so many word pieces in a row twice.
_NO_CIRCLE = 5
#: Languages that Whisper names otherwise than BCP 47 does.
_WHISPER_NAMES = {"jv": "jw", "nb": "no", "fil": "tl", "iw": "he", "in": "id", "cmn": "zh"}
_BCP_47 = {"jw": "jv"}


class WhisperSpeech:
    """Whisper on this machine. The model is loaded when something is to be heard, and kept."""

    #: Packages without which it cannot work.
    requires = ("faster_whisper",)

    def __init__(self) -> None:
        # Where the model is a folder, its name tells enough: the result is for everybody.
        self.model = f"faster-whisper {Path(settings.SPEECH_MODEL).name} ({settings.SPEECH_COMPUTE_TYPE})"

    def prepare(self, *, language: str | None, look: Callable[[], None]) -> None:
        """Fetch the model where it is not on disk, and load it."""
        try:
            model = aside(model_loader.loaded, look, limit_seconds=settings.SPEECH_FETCH_SECONDS)
        except TimeoutError as error:
            raise model_loader.not_had(settings.SPEECH_MODEL) from error
        spoken = _whisper_name(language)
        if spoken and spoken not in model.supported_languages:
            raise TranscriptionFailed(
                f"The speech model {Path(settings.SPEECH_MODEL).name} does not know the language {language!r}."
            )

    def listen(
        self,
        audio: values.Audio,
        *,
        start: float,
        end: float,
        language: str | None,
        hint: str | None,
        tell: Callable[[float], None],
    ) -> values.Recognition:
        """Return what is said from ``start`` to ``end``; ``tell`` is called twice a second."""
        look = partial(tell, start)
        model = aside(model_loader.loaded, look)
        sound = windows.samples(audio, start, end)
        found = _ours(windows.spoken, sound, look=look)
        if not found:
            return values.Recognition(None, None, ())
        asked, certainty = _whisper_name(language), None
        if asked is None:
            asked, certainty = _ours(_language, model, sound, found[:_LANGUAGE_WINDOWS], _whisper_name(hint), look=look)
        segments: list[values.Segment] = []
        for group in _groups(found, settings.SPEECH_BATCH_SIZE):
            for passage in _ours(_hear, model, sound, group, asked, look=look):
                segments += passages.segments(passage, start)
            look = partial(tell, start + group[-1].end)
            look()
        return values.Recognition(_BCP_47.get(asked, asked), certainty, tuple(segments))


def _ours(work: Callable[..., T], *arguments: Any, look: Callable[[], None]) -> T:
    """Do ``work`` aside, its errors made ours."""

    def translated() -> T:
        try:
            return work(*arguments)
        except _FOREIGN as error:
            raise TranscriptionFailed(f"Speech recognition broke: {error}") from error

    return aside(translated, look)


def _whisper_name(language: str | None) -> str | None:
    """Return a BCP 47 language as Whisper names it, its region left out."""
    if not language:
        return None
    base = language.partition("-")[0].lower()
    return _WHISPER_NAMES.get(base, base)


def _language(
    model: Any, sound: windows.Samples, found: Sequence[windows.Window], hint: str | None
) -> tuple[str, float | None]:
    """Return the language of the windows and its probability, longer windows weighing more.

    ``hint`` is believed where the likeliest language is doubtful. The probability is None where the model knows one
    language only: nothing was looked for.
    """
    if not model.model.is_multilingual:
        return "en", None
    total = sum(window.end - window.start for window in found)
    chances: dict[str, float] = {}
    for window in found:
        share = (window.end - window.start) / total
        _, _, heard = model.detect_language(audio=windows.cut(sound, window))
        for code, probability in heard:
            chances[code] = chances.get(code, 0.0) + share * probability
    likeliest = max(chances, key=lambda code: chances[code])
    if chances[likeliest] < _DOUBTFUL and hint in chances:
        likeliest = hint
    return likeliest, round(min(1.0, chances[likeliest]), 4)


def _groups(found: Sequence[windows.Window], size: int) -> Iterator[Sequence[windows.Window]]:
    for first in range(0, len(found), size):
        yield found[first : first + size]


def _hear(model: Any, sound: windows.Samples, group: Sequence[windows.Window], language: str) -> list[passages.Passage]:
    """Return what is credibly said in the windows; those in which the model ran in a circle are heard a second time."""
    heard = dict(zip(group, _passages(model, sound, group, language), strict=True))
    circular = [window for window in group if heard[window].circular]
    if circular:
        again = _passages(model, sound, circular, language, no_repeat_ngram_size=_NO_CIRCLE)
        heard |= zip(circular, again, strict=True)
    return [passage for passage in heard.values() if passage.credible]


def _passages(
    model: Any, sound: windows.Samples, group: Sequence[windows.Window], language: str, **more: int
) -> list[passages.Passage]:
    from faster_whisper import BatchedInferencePipeline

    # Without time stamps among the text: with them, the batched pipeline loses what follows the last one in a window
    # (measured; compare https://github.com/SYSTRAN/faster-whisper/issues/1179). The words bring their own times.
    found, _ = BatchedInferencePipeline(model).transcribe(
        sound,
        language=language,
        clip_timestamps=windows.clips(group),
        batch_size=len(group),
        beam_size=_BEAMS,
        word_timestamps=True,
        **more,
    )
    return [passages.passage(list(parts)) for _, parts in groupby(found, key=lambda part: part.seek)]
