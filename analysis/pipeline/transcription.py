"""The second step: what is said, from captions if the video has any, otherwise by speech recognition."""

import logging
from collections.abc import Callable, Sequence

from analysis.exceptions import (
    AnalysisError,
    ExtractionBlocked,
    NoTranscript,
    RateLimited,
    SourceBlocked,
    SourcePaused,
    TemporaryError,
)
from analysis.pipeline import captions, ports, speech_rate, speech_recognition, spoken_languages, values
from analysis.pipeline.progress import Progress

logger = logging.getLogger(__name__)

#: A longer pause, in seconds, counts as time that the transcript does not cover.
PAUSE_SECONDS = 30.0
#: Caption tracks that are tried at most: where several fail, more requests make it worse.
MAX_TRACKS = 5


def transcribe(
    extraction: values.Extraction,
    *,
    source: ports.VideoSource,
    speech: ports.Speech | None,
    load_audio: Callable[[Progress], values.Audio] | None,
    language: str | None,
    enable_recognition: bool,
    progress: Progress,
    warn: Callable[[str, str], None] = lambda code, message: None,
    resume_from: values.RecognitionState | None = None,
    save_state: Callable[[values.RecognitionState], None] = lambda state: None,
) -> values.Transcript:
    """Return what is said in the video, segments ordered by start (seconds).

    ``load_audio`` fetches and normalises the audio; it is called only if there are no captions. What was
    left out of the captions, and speech in more than one language, is reported to ``warn(code, message)``.
    ``resume_from`` and ``save_state`` are those of :func:`speech_recognition.recognise`.

    Raises:
        NoTranscript: there are no captions, and no speech recognition or no audio; the message says which.
        AudioExtractionFailed, TranscriptionFailed: speech recognition was tried and failed.
        TemporaryError: the source did not answer.
    """
    captioned, none = _from_captions(extraction, source, language, progress, warn)
    if captioned is not None:
        return captioned
    if not enable_recognition:
        raise NoTranscript(f"{none}, and speech recognition is turned off for this analysis (`enable_transcription`).")
    if not extraction.has_audio or load_audio is None:
        raise NoTranscript(f"{none}, and the source offers no audio to transcribe.")
    if speech is None:
        raise NoTranscript(
            f"{none}, and speech recognition is not installed on this server: `make speech` installs it."
        )
    state = speech_recognition.recognise(
        speech,
        load_audio,
        language=language,
        hint=extraction.video.language,
        hotwords=speech_recognition.hotwords(extraction.video),
        resume_from=resume_from,
        save_state=save_state,
        progress=progress,
    )
    for warning in spoken_languages.warnings(state, is_stated=language is not None):
        warn(warning.code, warning.message)
    return values.Transcript(
        source="speech_recognition",
        language=state.language,
        segments=state.segments,
        duration_seconds=extraction.video.duration_seconds or state.duration,
        model=state.model,
        language_confidence=None if language else state.language_confidence,
    )


def _from_captions(
    extraction: values.Extraction,
    source: ports.VideoSource,
    language: str | None,
    progress: Progress,
    warn: Callable[[str, str], None],
) -> tuple[values.Transcript | None, str]:
    """Return the transcript of the best track that holds words; None and the reason if no track does.

    After a temporary error the next track is tried, unless more requests would make it worse: RateLimited,
    ExtractionBlocked, SourcePaused and SourceBlocked end the attempt at once.
    """
    video, left = extraction.video, list(extraction.tracks)
    none = extraction.no_captions
    unanswered: TemporaryError | None = None
    for _ in range(MAX_TRACKS):
        track = captions.choose_track(left, language=language, video_language=video.language)
        if track is None:
            break
        left.remove(track)
        origin = "automatic" if track.automatic else "manual"
        progress.update(0, None, f"Reading the {origin} captions ({track.language})")
        try:
            left_out: list[str] = []
            marks: list[values.CaptionMarks] = []
            segments = captions.parse(
                source.fetch_captions(track),
                duration=video.duration_seconds,
                warn=left_out.append,
                note_marks=marks.append,
                check_cancelled=progress.check_cancelled,
            )
        except (RateLimited, ExtractionBlocked, SourcePaused, SourceBlocked):
            raise
        except TemporaryError as error:
            unanswered = error
        except AnalysisError as error:
            # The next track, or speech recognition, may still give a transcript.
            none = "No captions of this video could be read"
            logger.info("captions %s of video %s are unreadable: %s", track.language, video.id, error.message)
        else:
            if segments:
                found = values.Transcript(
                    source=f"{origin}_captions",
                    language=None if track.language == values.UNDETERMINED else captions.language_of(track.language),
                    segments=segments,
                    duration_seconds=video.duration_seconds,
                    marks=marks[-1],
                )
                _warn_about(found, video, left_out, warn)
                return found, ""
            if none == extraction.no_captions:
                none = left_out[0].removesuffix(".") if left_out else "The captions of this video hold no words"
    if unanswered is not None:
        raise unanswered
    return None, none


def _warn_about(
    found: values.Transcript, video: values.Video, left_out: Sequence[str], warn: Callable[[str, str], None]
) -> None:
    for message in left_out:
        warn("CAPTIONS_INCOMPLETE", message)
    if speech_rate.is_translated(found, video.language):
        message = f"The captions are in {found.language}, the video is in {video.language}: quotes are translations."
        warn("CAPTIONS_TRANSLATED", message)


def transcript_facts(transcript: values.Transcript, video: values.Video) -> values.TranscriptFacts:
    """Return the figures of the transcript: words, speech rate, coverage, confidence."""
    rate = speech_rate.measure(transcript, video.language)
    # Covered: from the first word to the last, without long pauses.
    covered = until = 0.0
    for index, segment in enumerate(transcript.segments):
        pause = segment.start - until if index else 0.0
        covered += max(0.0, segment.end - max(segment.start, until)) + (pause if 0 < pause <= PAUSE_SECONDS else 0.0)
        until = max(until, segment.end)
    known = [(s.confidence, max(s.end - s.start, 0.001)) for s in transcript.segments if s.confidence is not None]
    total = sum(seconds for _, seconds in known)
    duration = video.duration_seconds or transcript.duration_seconds
    return values.TranscriptFacts(
        source=transcript.source,
        language=transcript.language,
        word_count=sum(speech_rate.count_words(segment.text) for segment in transcript.segments),
        duration_seconds=duration,
        speech_rate_wpm=round(rate, 1) if rate else None,
        coverage=round(min(1.0, covered / duration), 4) if duration else None,
        confidence=round(sum(value * seconds for value, seconds in known) / total, 4) if known else None,
        model=transcript.model,
        language_confidence=transcript.language_confidence,
    )
