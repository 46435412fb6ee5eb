"""The second step: captions first, then speech recognition, and the figures of a transcript."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.exceptions import (
    CancellationRequested,
    ExtractionBlocked,
    NoSpeechFound,
    NoTranscript,
    RateLimited,
    SourceBlocked,
    SourcePaused,
    TemporaryError,
)
from analysis.pipeline import transcription
from analysis.pipeline.progress import Progress
from analysis.pipeline.values import (
    Audio,
    CaptionFile,
    CaptionTrack,
    Extraction,
    Segment,
    SpokenLanguage,
    Transcript,
    Video,
)
from tests.support.fakes import FakeSpeech

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nHello there.\n"
AUDIO = Audio(Path("sound.wav"), 10.0)
MANUAL = CaptionTrack("en-GB", False, "vtt", "manual")
AUTOMATIC = CaptionTrack("en-orig", True, "vtt", "automatic")


class Source:
    """Gives the text of a track by its locator, or raises what stands there."""

    name = "fake"

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def fetch_captions(self, track):
        self.asked.append(track.locator)
        answer = self.answers[track.locator]
        if isinstance(answer, Exception):
            raise answer
        return CaptionFile(track, answer)


def transcribe(
    *tracks,
    source=None,
    speech=None,
    recognise=True,
    has_audio=True,
    load=lambda _: AUDIO,
    progress=None,
    language=None,
    **more,
):
    found = Extraction(Video("abcdefghijk", "address", duration_seconds=10.0, language="en"), "fake", tracks, has_audio)
    return transcription.transcribe(
        found,
        source=source or Source(manual=VTT, automatic=VTT),
        speech=speech,
        load_audio=load,
        language=language,
        enable_recognition=recognise,
        progress=progress or Progress(),
        **more,
    )


def test_manual_captions_are_read_first():
    transcript = transcribe(AUTOMATIC, MANUAL, speech=FakeSpeech())
    assert (transcript.source, transcript.language, transcript.duration_seconds) == ("manual_captions", "en-GB", 10.0)
    assert transcript.segments == (Segment(0.0, 2.0, "Hello there."),)


@pytest.mark.parametrize("answer", ["", "WEBVTT\n", NoTranscript("gone"), TemporaryError("busy")])
def test_captions_that_cannot_be_read_give_way_to_the_next(answer):
    source = Source(manual=answer, automatic=VTT)
    transcript = transcribe(MANUAL, AUTOMATIC, source=source)
    assert (transcript.source, transcript.language) == ("automatic_captions", "en")
    assert source.asked == ["manual", "automatic"]


@pytest.mark.parametrize(
    "pause",
    [
        RateLimited(retry_after=60),
        ExtractionBlocked(),
        SourcePaused(code="RATE_LIMIT_EXCEEDED", retry_after=60),
        SourceBlocked(),
    ],
)
def test_a_source_that_asks_for_a_pause_is_asked_no_more(pause):
    source = Source(manual=pause, automatic=VTT)
    with pytest.raises(type(pause)):
        transcribe(MANUAL, AUTOMATIC, source=source, speech=FakeSpeech())
    assert source.asked == ["manual"]


def test_a_silent_source_is_tried_again_later_rather_than_listened_to():
    with pytest.raises(TemporaryError):
        transcribe(MANUAL, source=Source(manual=TemporaryError()), speech=FakeSpeech())


def test_a_video_whose_every_track_fails_is_not_asked_for_a_hundred():
    tracks = [CaptionTrack(f"{first}{second}", False, "vtt", "x") for first in "abcde" for second in "abcde"]
    source = Source(x="")
    with pytest.raises(NoTranscript, match="hold no words"):
        transcribe(*tracks, source=source, recognise=False)
    assert len(source.asked) == transcription.MAX_TRACKS


def test_captions_that_cannot_be_read_are_told_from_those_without_words():
    source = Source(manual=NoTranscript("gone"), automatic="WEBVTT\n")
    with pytest.raises(NoTranscript, match="^No captions of this video could be read, and"):
        transcribe(MANUAL, AUTOMATIC, source=source)
    with pytest.raises(NoTranscript, match="^The captions of this video hold no words, and"):
        transcribe(AUTOMATIC, source=source)


def test_speech_is_recognised_where_there_are_no_captions():
    told = []
    transcript = transcribe(speech=FakeSpeech(), progress=Progress(lambda percent, _: told.append(percent)))
    assert (transcript.source, transcript.language, transcript.model) == ("speech_recognition", "en", "fake-speech")
    assert transcript.segments[0].text == "Hello from the harbour."
    assert transcript.language_confidence == 0.8
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"recognise": False, "speech": FakeSpeech()}, "enable_transcription"),
        ({"has_audio": False, "speech": FakeSpeech()}, "no audio"),
        ({"load": None, "speech": FakeSpeech()}, "no audio"),
        ({"speech": None}, "make speech"),
    ],
)
def test_it_says_why_there_is_no_transcript_and_what_would_help(more, reason):
    with pytest.raises(NoTranscript, match=reason):
        transcribe(**more)


@pytest.mark.parametrize("sentences", [(), ("...", " ")])
def test_a_video_in_which_nobody_speaks_says_so(sentences):
    with pytest.raises(NoSpeechFound):
        transcribe(speech=FakeSpeech(sentences))


def test_recognition_stops_when_it_is_cancelled():
    def stop(percent, message):
        if message.startswith("Transcribing"):
            raise CancellationRequested

    with pytest.raises(CancellationRequested):
        transcribe(speech=FakeSpeech(), progress=Progress(stop))


def facts(*segments, duration=100.0):
    transcript = Transcript("manual_captions", "en", tuple(segments), duration)
    return transcription.transcript_facts(transcript, Video("abcdefghijk", "address", duration_seconds=duration))


def test_the_words_are_counted_and_translated_captions_have_no_rate():
    found = facts(Segment(0, 10, "one two three four"), Segment(10, 20, "five six"))
    assert (found.word_count, found.speech_rate_wpm) == (6, 18.0)
    transcript = Transcript("manual_captions", "de", (Segment(0, 10, "eins zwei drei"),))
    video = Video("abcdefghijk", "address", language="en")
    assert transcription.transcript_facts(transcript, video).speech_rate_wpm is None


def test_what_was_left_out_of_the_captions_is_a_warning():
    warnings = []
    late = VTT + "\n01:00.000 --> 01:02.000\nToo late.\n"
    transcribe(MANUAL, source=Source(manual=late), warn=lambda code, message: warnings.append((code, message)))
    assert warnings == [("CAPTIONS_INCOMPLETE", "1 captions after the end of the video were left out.")]


def test_translated_captions_come_with_a_warning():
    warnings = []
    found = Extraction(Video("abcdefghijk", "address", language="de"), "x", tracks=(MANUAL,))
    transcription.transcribe(
        found, source=Source(manual=VTT), speech=None, load_audio=None, language=None, enable_recognition=False,
        progress=Progress(), warn=lambda code, message: warnings.append((code, message)),
    )  # fmt: skip
    assert warnings == [
        ("CAPTIONS_TRANSLATED", "The captions are in en-GB, the video is in de: quotes are translations.")
    ]


def test_where_all_captions_are_left_out_the_message_says_why():
    late = "WEBVTT\n\n01:00.000 --> 01:02.000\nToo late.\n"
    with pytest.raises(NoTranscript, match="^1 captions after the end of the video were left out, and speech"):
        transcribe(MANUAL, source=Source(manual=late), recognise=False)


class InLanguages(FakeSpeech):
    """Hears the given languages, each for ten seconds: (language, probability)."""

    def __init__(self, *spoken):
        super().__init__()
        self.spoken = spoken

    def transcribe(self, request):
        languages = (SpokenLanguage(10.0 * n, 10.0 * n + 10, *part) for n, part in enumerate(self.spoken))
        return replace(super().transcribe(request), languages=tuple(languages))


def recognised(*spoken, language=None):
    warnings = []
    found = transcribe(speech=InLanguages(*spoken), language=language, warn=lambda *warning: warnings.append(warning))
    return found, warnings


def test_speech_in_a_second_language_is_a_warning():
    found, warnings = recognised(("en", 0.9), ("es", 0.95), ("en", 0.8))
    assert (found.language, found.language_confidence) == ("en", 0.85)
    named = "es from 0:10 to 0:20 (probability 0.95)"
    assert warnings == [("LANGUAGE_CHANGES", f"The speech is not all in one language (en): {named}.")]


def test_speech_of_uncertain_language_is_a_warning_unless_the_caller_named_the_language():
    uncertain = (
        "The language of the speech is uncertain, so words may be wrong: en from 0:00 to 0:10 (probability 0.59)."
    )
    assert recognised(("en", 0.59))[1] == [("LANGUAGE_UNCERTAIN", uncertain)]
    found, warnings = recognised(("en", 0.59), language="en")
    assert (found.language_confidence, warnings) == (None, [])


@pytest.mark.parametrize("spoken", [(("en", 0.6),), (("en", None),)])
def test_speech_in_one_certain_language_is_no_warning(spoken):
    assert recognised(*spoken)[1] == []


def test_a_warning_names_eight_passages_and_counts_the_rest():
    _, [(_, message)] = recognised(*[("en", 0.9), ("es", 0.9)] * 10, ("en", 0.9))
    assert message.count("es from") == 8
    assert message.endswith(", and 2 more passages.")


def test_coverage_leaves_long_pauses_out():
    assert facts(Segment(10, 20, "a"), Segment(50, 60, "b")).coverage == 0.5
    assert facts(Segment(10, 20, "a"), Segment(51, 60, "b")).coverage == 0.19
    assert facts(Segment(0, 250, "a")).coverage == 1.0


def test_confidence_weighs_longer_segments_more_and_is_none_where_nothing_is_known():
    assert facts(Segment(0, 3, "a", 1.0), Segment(3, 4, "b", 0.6), Segment(4, 90, "c")).confidence == 0.9
    assert facts(Segment(0, 3, "a")).confidence is None


def test_what_was_not_measured_is_none():
    found = facts(Segment(5, 5, "word"), duration=None)
    assert (found.coverage, found.speech_rate_wpm, found.duration_seconds) == (None, None, None)
