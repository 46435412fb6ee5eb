"""Warnings about the languages in which speech was transcribed."""

from collections.abc import Iterator, Sequence

from analysis.pipeline import values

#: Below this probability a language is uncertain.
_CERTAIN = 0.6
#: Passages that a warning names at most; it says how many more there are.
_MOST_NAMED = 8


def warnings(state: values.RecognitionState, *, is_stated: bool) -> Iterator[values.SourceWarning]:
    """Yield a warning about passages in another language than the rest, and one about those of uncertain language.

    ``is_stated`` says that the caller named the language of the rest, which is then certain.
    """
    main = state.language
    others = [part for part in state.languages if part.language != main]
    if others:
        message = f"The speech is not all in one language ({main}): {_name(others)}."
        yield values.SourceWarning("LANGUAGE_CHANGES", message)
    suspects = others if is_stated else state.languages
    uncertain = [part for part in suspects if part.probability is not None and part.probability < _CERTAIN]
    if uncertain:
        message = f"The language of the speech is uncertain, so words may be wrong: {_name(uncertain)}."
        yield values.SourceWarning("LANGUAGE_UNCERTAIN", message)


def _name(parts: Sequence[values.SpokenLanguage]) -> str:
    named = [
        f"{part.language} from {values.format_timecode(part.start)} to {values.format_timecode(part.end)}"
        + ("" if part.probability is None else f" (probability {part.probability:.2f})")
        for part in parts[:_MOST_NAMED]
    ]
    more = len(parts) - len(named)
    return ", ".join(named) + (f", and {more} more passages" if more else "")
