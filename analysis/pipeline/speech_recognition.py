"""Speech recognition, a chunk of sound after the other, so that an interrupted run goes on from the last one."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from analysis.exceptions import NoSpeechFound
from analysis.pipeline import ports, values
from analysis.pipeline.progress import Progress

#: Seconds by which the sound of two attempts may differ and still be the same: a resumed run fetches it anew.
_SAME_SECONDS = 0.05
_WORD = re.compile(r"\w")


def recognise(
    speech: ports.Speech,
    load_audio: Callable[[Progress], values.Audio],
    *,
    language: str | None,
    hint: str | None,
    heard: values.Heard | None,
    keep: Callable[[values.Heard], None],
    progress: Progress,
) -> values.Heard:
    """Return what is said, all chunks together.

    ``heard`` is what an earlier attempt kept: it is gone on from where it is of the same sound and model. ``keep`` is
    given the whole after every chunk but the last. The language found in the first chunk that holds speech is
    expected in the rest, so that a passage in another language does not turn the whole; where it is doubtful, ``hint``
    (what the source says) is believed.

    Raises:
        NoSpeechFound: nobody says a word.
        AudioExtractionFailed, TranscriptionFailed: it was tried and broke.
        TemporaryError: the source of the sound did not answer.
    """
    progress.update(0, None, "Getting the speech model ready")
    speech.prepare(language=language, look=lambda: progress.update(0, None))
    audio = load_audio(progress.part(0, 30))
    listening = progress.part(30, 100)

    def tell(seconds: float) -> None:
        said = f"Listening: {values.clock(seconds)} of {values.clock(audio.duration)}"
        listening.update(seconds, audio.duration, said)

    found = heard if heard and _goes_on(heard, speech, audio) else values.Heard(speech.model, audio.duration)
    for start, end in pairwise((found.until, *(cut for cut in audio.cuts if cut > found.until), audio.duration)):
        tell(start)
        expected = language or found.language
        more = speech.listen(audio, start=start, end=end, language=expected, hint=hint, tell=tell)
        found = _joined(found, more, end)
        tell(end)
        if end < audio.duration:
            keep(found)
    if not found.segments:
        raise NoSpeechFound
    return found


def _goes_on(heard: values.Heard, speech: ports.Speech, audio: values.Audio) -> bool:
    same_sound = abs(heard.duration - audio.duration) <= _SAME_SECONDS and heard.until in audio.cuts
    return heard.model == speech.model and same_sound


def _joined(found: values.Heard, more: values.Recognition, until: float) -> values.Heard:
    segments = tuple(segment for segment in more.segments if _WORD.search(segment.text))
    found = replace(found, until=until, segments=found.segments + segments)
    if found.language is None and segments:
        found = replace(found, language=more.language, language_confidence=more.language_confidence)
    return found
