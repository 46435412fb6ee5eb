"""The language of each window of speech, by the probabilities that Whisper gives."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.speech import windows
from analysis.speech.windows import Window

#: Probability of each language, by Whisper's code.
Probabilities = Mapping[str, float]

#: Below this probability the language detected for the whole is of low confidence.
_MIN_PROBABILITY = 0.5
#: A window is in another language than the expected one if that is so likely, and so many times as likely. English
#: under noise as loud as the speech keeps 0.2 and half of what the likeliest language has.
_MIN_OTHER, _MIN_RATIO = 0.25, 4.0
#: Whisper's guess for unclear speech of any language; no one speaks it.
_LATIN = "la"
#: Languages for which Whisper's code differs from BCP 47.
_WHISPER_CODES = {"jv": "jw", "nb": "no", "fil": "tl", "iw": "he", "in": "id", "cmn": "zh"}
_BCP_47 = {"jw": "jv"}


def to_whisper(language: str | None) -> str | None:
    """Return Whisper's code of a BCP 47 language, without the region."""
    if not language:
        return None
    base = language.partition("-")[0].lower()
    return _WHISPER_CODES.get(base, base)


def to_bcp_47(code: str) -> str:
    """Return the BCP 47 tag of Whisper's code."""
    return _BCP_47.get(code, code)


def of_encoded(model: Any, encoded: Any) -> list[Probabilities]:
    """Return the probabilities of each window that a multilingual ``WhisperModel`` encoded."""
    return [{token[2:-2]: float(share) for token, share in found} for found in model.model.detect_language(encoded)]


def detect(model: Any, samples: windows.Samples, speech: Sequence[Window]) -> list[Probabilities]:
    """Return the probabilities of each window; the model must be multilingual."""
    return [dict(model.detect_language(audio=windows.cut_window(samples, window))[2]) for window in speech]


def detect_main(model: Any, samples: windows.Samples, speech: Sequence[Window], hint: str | None) -> str:
    """Return Whisper's code of the language that prevails in the windows."""
    if not model.model.is_multilingual:
        return "en"
    return choose_main(speech, detect(model, samples, speech), hint)


def choose_main(speech: Sequence[Window], probabilities: Iterable[Probabilities], hint: str | None) -> str:
    """Return the language of all windows together; longer ones weigh more.

    If the best language is of low confidence, ``hint`` is used if the model knows it.
    """
    total: dict[str, float] = {}
    for window, found in zip(speech, probabilities, strict=True):
        for code, probability in found.items():
            total[code] = total.get(code, 0.0) + (window.end - window.start) * probability
    best = max(total, key=lambda code: total[code])
    length = sum(window.end - window.start for window in speech)
    return hint if hint in total and total[best] < _MIN_PROBABILITY * length else best


def choose(probabilities: Probabilities, expected: str) -> str:
    """Return the language of one window: ``expected``, unless another one is far likelier."""
    others = {code: share for code, share in probabilities.items() if code not in (expected, _LATIN)}
    best = max(others, key=lambda code: others[code], default=expected)
    needed = max(_MIN_OTHER, _MIN_RATIO * probabilities.get(expected, 0.0))
    return best if others.get(best, 0.0) >= needed else expected
