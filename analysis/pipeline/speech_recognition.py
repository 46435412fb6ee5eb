"""Speech recognition, chunk by chunk, so that an interrupted attempt resumes at the last finished chunk."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from analysis.exceptions import NoSpeechFound
from analysis.pipeline import ports, values
from analysis.pipeline.nlp.words import frequency
from analysis.pipeline.progress import Progress

#: Largest difference in duration, seconds, at which the audio of two attempts counts as the same: a resumed attempt
#: fetches it again.
_SAME_SECONDS = 0.05
#: Hot words at most, and characters of each: they take up to 60 or so of the 224 tokens that fit before a window.
_MAX_HOTWORDS = 12
_NAME = re.compile(r"\b\w{3,20}\b")
_WORD = re.compile(r"\w")


def recognise(
    speech: ports.Speech,
    load_audio: Callable[[Progress], values.Audio],
    *,
    language: str | None,
    hint: str | None,
    hotwords: str = "",
    resume_from: values.RecognitionState | None,
    save_state: Callable[[values.RecognitionState], None],
    progress: Progress,
) -> values.RecognitionState:
    """Return what is said, all chunks together.

    ``resume_from`` is the state that an earlier attempt saved; it is used only with the same audio and model.
    ``save_state`` receives the state after every chunk except the last. Without ``language`` the one that was spoken
    longest in the chunks before is expected in the next. In the first one, ``hint`` (the language that the source
    states) is used where detection has low confidence. ``hotwords`` are words that may be said.

    Raises:
        NoSpeechFound: the audio holds no words.
        AudioExtractionFailed, TranscriptionFailed: fetching the audio or recognising it failed.
        TemporaryError: the source of the audio did not answer.
    """
    progress.update(0, None, "Loading the speech model")
    speech.prepare(language=language, check_cancelled=lambda: progress.update(0, None))
    audio = load_audio(progress.part(0, 30))
    transcribing = progress.part(30, 100)

    def on_progress(seconds: float) -> None:
        position, duration = values.format_timecode(seconds), values.format_timecode(audio.duration)
        transcribing.update(seconds, audio.duration, f"Transcribing: {position} of {duration}")

    state = values.RecognitionState(speech.model, audio.duration)
    if resume_from and resume_from.model == speech.model:
        is_same_audio = abs(resume_from.duration - audio.duration) <= _SAME_SECONDS
        state = resume_from if is_same_audio and resume_from.until in audio.cuts else state
    for start, end in pairwise((state.until, *(cut for cut in audio.cuts if cut > state.until), audio.duration)):
        on_progress(start)
        expected = language or state.language
        request = ports.TranscriptionRequest(audio, start, end, expected, hint, hotwords, on_progress)
        recognition = speech.transcribe(request)
        state = _append(state, recognition, end)
        on_progress(end)
        if end < audio.duration:
            save_state(state)
    if not state.segments:
        raise NoSpeechFound
    return state


def hotwords(video: values.Video) -> str:
    """Return names that may be said: words with a capital that no English list knows, of title, channel and tags.

    Common words are left out: with them the model makes a little more errors (41 instead of 40 in 696 words, and 45
    where the title fits another video).
    """
    found: dict[str, str] = {}
    for text in (video.title, video.channel_name, *(video.tags or ())):
        for word in _NAME.findall(text or ""):
            if frequency.rarity(word.lower(), "en") >= 1.0 and word != word.lower():
                found.setdefault(word.lower(), word)
    return ", ".join(list(found.values())[:_MAX_HOTWORDS])


def _append(state: values.RecognitionState, recognition: values.Recognition, until: float) -> values.RecognitionState:
    segments = tuple(segment for segment in recognition.segments if _WORD.search(segment.text))
    # Where no word is recognised, what is detected is noise.
    languages = recognition.languages if segments else ()
    return replace(state, until=until, segments=state.segments + segments, languages=state.languages + languages)
