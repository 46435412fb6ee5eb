"""The second step: what is said, from captions where there are any, else by speech recognition."""

import logging
import re
from collections.abc import Callable, Sequence

from analysis.exceptions import (
    AnalysisError,
    ExtractionBlocked,
    NoTranscript,
    RateLimited,
    SourcePaused,
    SourceRefuses,
    TemporaryError,
)
from analysis.pipeline import captions, ports, speech_recognition, values
from analysis.pipeline.progress import Progress

logger = logging.getLogger(__name__)

#: A pause longer than this, seconds, counts as time in which nobody speaks.
PAUSE_SECONDS = 30.0
#: Tracks that are tried before captions are given up: where several fail, more requests make it worse.
MAX_TRACKS = 5
#: Letters of scripts written without spaces (Chinese, Japanese, Thai, Lao, Burmese, Khmer). Where a word ends cannot be
#: seen, so each letter counts as a word, as word processors count them; signs that sit on a letter count with it.
_UNSPACED = re.compile(
    "[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u1000-\u102a\u103f\u1780-\u17b3]"
)
_WORD = re.compile(r"\w")


def _keep_nothing(heard: values.Heard) -> None:
    """Keep nothing between attempts."""


def transcribe(
    extraction: values.Extraction,
    *,
    source: ports.VideoSource,
    speech: ports.Speech | None,
    load_audio: Callable[[Progress], values.Audio] | None,
    language: str | None,
    enable_recognition: bool,
    progress: Progress,
    heard: values.Heard | None = None,
    keep: Callable[[values.Heard], None] = _keep_nothing,
) -> values.Transcript:
    """Return what is said in the video, segments ordered by start (seconds).

    ``load_audio`` fetches and normalises the sound; it is called only where there are no captions. ``heard`` and
    ``keep`` are as in :func:`recognition.recognise`.

    Raises:
        NoTranscript: no captions, and no speech recognition or nothing for it to hear; the message says which.
        AudioExtractionFailed, TranscriptionFailed: recognition was tried and broke.
        TemporaryError: the source did not answer.
    """
    captioned = _from_captions(extraction, source, language, progress)
    if captioned is not None:
        return captioned
    none = "No captions of this video could be read" if extraction.tracks else "The video has no captions"
    if not enable_recognition:
        raise NoTranscript(f"{none}, and speech recognition was not asked for (`enable_transcription`).")
    if not extraction.has_audio or load_audio is None:
        raise NoTranscript(f"{none}, and there is no sound to listen to.")
    if speech is None:
        raise NoTranscript(f"{none}, and speech recognition is not installed here: `make speech` installs it.")
    found = speech_recognition.recognise(
        speech, load_audio, language=language, hint=extraction.video.language, heard=heard, keep=keep, progress=progress
    )
    return _speech_transcript(found, extraction.video)


def _from_captions(
    extraction: values.Extraction, source: ports.VideoSource, language: str | None, progress: Progress
) -> values.Transcript | None:
    """Return the words of the best track that holds any, None where none does.

    A source that does not answer is asked for the next track only where it is not overloaded: RateLimited,
    ExtractionBlocked, SourcePaused and SourceRefuses end the attempt at once.
    """
    video, left = extraction.video, list(extraction.tracks)
    silent: TemporaryError | None = None
    for _ in range(MAX_TRACKS):
        track = captions.choose_track(left, language=language, video_language=video.language)
        if track is None:
            break
        left.remove(track)
        kind = "automatic" if track.automatic else "manual"
        progress.update(0, None, f"Reading the {kind} captions ({track.language})")
        try:
            segments = captions.parse(source.fetch_captions(track))
        except (RateLimited, ExtractionBlocked, SourcePaused, SourceRefuses):
            raise
        except TemporaryError as error:
            silent = error
        except AnalysisError as error:
            # The next track, or speech recognition, may still give a transcript.
            logger.info("Captions %s of %s cannot be read: %s", track.language, video.id, error.message)
        else:
            if segments:
                return _caption_transcript(track, segments, video)
    if silent is not None:
        raise silent
    return None


def _caption_transcript(
    track: values.CaptionTrack, segments: tuple[values.Segment, ...], video: values.Video
) -> values.Transcript:
    return values.Transcript(
        source="automatic_captions" if track.automatic else "manual_captions",
        language=captions.language_of(track.language),
        segments=segments,
        duration_seconds=video.duration_seconds,
    )


def _speech_transcript(heard: values.Heard, video: values.Video) -> values.Transcript:
    return values.Transcript(
        source="speech_recognition",
        language=heard.language,
        segments=heard.segments,
        duration_seconds=video.duration_seconds or heard.duration,
        model=heard.model,
        language_confidence=heard.language_confidence,
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
        language_confidence=transcript.language_confidence,
    )


def count_words(text: str) -> int:
    """Return how many words ``text`` has; in scripts without spaces each letter counts as one."""
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
