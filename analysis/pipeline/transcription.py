"""The second step: what is said, from captions where there are any, else by speech recognition."""

import re
from collections.abc import Callable, Sequence

from analysis.exceptions import AnalysisError, NoSpeechFound, NoTranscript, TemporaryError
from analysis.pipeline import captions, ports, values
from analysis.pipeline.progress import Progress

#: A pause longer than this, seconds, counts as time in which nobody speaks.
PAUSE_SECONDS = 30.0
#: Scripts written without spaces: each character counts as a word, as word processors count them.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_WORD = re.compile(r"\w")


def transcribe(
    extraction: values.Extraction,
    *,
    source: ports.VideoSource,
    speech: ports.Speech | None,
    load_audio: Callable[[Progress], values.Audio],
    language: str | None,
    enable_recognition: bool,
    progress: Progress,
) -> values.Transcript:
    """Return what is said in the video, segments ordered by start (seconds).

    ``load_audio`` fetches and normalises the sound; it is called only where there are no captions.

    Raises:
        NoTranscript: no captions, and no speech recognition or nothing for it to hear; the message says which.
        AudioExtractionFailed, TranscriptionFailed: recognition was tried and broke.
        TemporaryError: the source did not answer.
    """
    video = extraction.video
    found = _from_captions(extraction, source, language, progress)
    if found is not None:
        return found
    if not enable_recognition:
        raise NoTranscript("The video has no captions, and speech recognition was not asked for.")
    if not extraction.has_audio:
        raise NoTranscript("The video has no captions, and there is no sound to listen to.")
    if speech is None:
        raise NoTranscript(
            "The video has no captions, and speech recognition is not installed here: install the extra 'speech'."
        )
    return _from_speech(speech, load_audio, video, language, progress)


def _from_captions(
    extraction: values.Extraction, source: ports.VideoSource, language: str | None, progress: Progress
) -> values.Transcript | None:
    """Return the words of the best track that holds any, None where none does."""
    video, left = extraction.video, list(extraction.tracks)
    silent: TemporaryError | None = None
    while (track := captions.choose_track(left, language=language, video_language=video.language)) is not None:
        left.remove(track)
        kind = "automatic" if track.automatic else "manual"
        progress.update(0, None, f"Reading the {kind} captions ({track.language})")
        try:
            segments = captions.parse(source.fetch_captions(track))
        except TemporaryError as error:
            silent = error
            continue
        except AnalysisError:
            continue  # the next track, or speech recognition, may still give a transcript
        if segments:
            return values.Transcript(
                source=f"{kind}_captions",
                language=track.language.removesuffix("-orig"),
                segments=segments,
                duration_seconds=video.duration_seconds,
            )
    if silent is not None:
        raise silent
    return None


def _from_speech(
    speech: ports.Speech,
    load_audio: Callable[[Progress], values.Audio],
    video: values.Video,
    language: str | None,
    progress: Progress,
) -> values.Transcript:
    audio = load_audio(progress.part(0, 30))
    listening = progress.part(30, 100)
    listening.update(0, audio.duration, "Listening to what is said")
    recognition = speech.listen(audio, language=language)
    segments = []
    for segment in recognition.segments:
        if _WORD.search(segment.text):
            segments.append(segment)
        listening.update(segment.end, audio.duration)
    if not segments:
        raise NoSpeechFound
    return values.Transcript(
        source="speech_recognition",
        language=recognition.language,
        segments=tuple(segments),
        duration_seconds=video.duration_seconds or audio.duration,
        model=speech.model,
    )


def transcript_facts(transcript: values.Transcript, video: values.Video) -> values.TranscriptFacts:
    """Return the transcript in figures."""
    words = sum(count_words(segment.text) for segment in transcript.segments)
    spoken = _spoken_seconds(transcript.segments)
    duration = video.duration_seconds or transcript.duration_seconds
    return values.TranscriptFacts(
        source=transcript.source,
        language=transcript.language,
        word_count=words,
        duration_seconds=duration,
        speech_rate_wpm=round(60 * words / spoken, 1) if spoken else None,
        coverage=round(min(1.0, _covered_seconds(transcript.segments) / duration), 4) if duration else None,
        confidence=_confidence(transcript.segments),
        model=transcript.model,
    )


def count_words(text: str) -> int:
    """Return the words of ``text``; in Chinese, Japanese and Thai each character counts."""
    characters = len(_UNSPACED.findall(text))
    return characters + sum(bool(_WORD.search(word)) for word in _UNSPACED.sub(" ", text).split())


def _spoken_seconds(segments: Sequence[values.Segment]) -> float:
    """Return the time in which somebody speaks: the union of the segments."""
    total, until = 0.0, 0.0
    for segment in segments:
        total += max(0.0, segment.end - max(segment.start, until))
        until = max(until, segment.end)
    return total


def _covered_seconds(segments: Sequence[values.Segment]) -> float:
    """Return the time from the first word to the last, long pauses taken out."""
    covered, until = 0.0, None
    for segment in segments:
        if until is not None and 0 < segment.start - until <= PAUSE_SECONDS:
            covered += segment.start - until
        covered += max(0.0, segment.end - max(segment.start, until or 0.0))
        until = max(until or 0.0, segment.end)
    return covered


def _confidence(segments: Sequence[values.Segment]) -> float | None:
    """Return the mean confidence, longer segments weighing more; None where no segment has one."""
    known = [(s.confidence, max(s.end - s.start, 0.001)) for s in segments if s.confidence is not None]
    if not known:
        return None
    return round(sum(value * weight for value, weight in known) / sum(weight for _, weight in known), 4)
