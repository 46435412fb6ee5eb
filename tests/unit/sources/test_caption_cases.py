"""Small captions that others have filed as faults of players and parsers, beside the checkout where there are any."""

import json

import pytest

from analysis.pipeline import captions, transcription
from analysis.pipeline.progress import Progress
from analysis.pipeline.values import CaptionFile, CaptionTrack
from analysis.sources.archive import ArchiveSource
from tests.support.shared_data import SHARED_DATA, needs_shared_data

pytestmark = needs_shared_data
CASES = SHARED_DATA / "cases"
ID = "abcdefghijk"


def texts():
    """Yield the name of each file whose EXPECTED.json says which texts it holds, and these."""
    for expected in sorted(CASES.glob("F*/EXPECTED.json")):
        for name, case in json.loads(expected.read_text("utf-8")).get("cases", {}).items():
            for path in expected.parent.glob(f"{name}.*"):
                yield pytest.param(path, case, id=f"{expected.parent.name}-{path.name}")


def said(path, automatic=False):
    track = CaptionTrack("en", automatic, path.suffix[1:], str(path))
    text = captions.decode(path.read_bytes(), "en")
    return [segment.text for segment in captions.parse(CaptionFile(track, text))]


def transcribe(folder, warn=lambda code, message: None):
    """Return the transcript of a video in an archive, and the facts of the video."""
    source = ArchiveSource([folder])
    found = source.fetch_video(ID)
    transcript = transcription.transcribe(
        found,
        source=source,
        speech=None,
        load_audio=None,
        language=None,
        enable_recognition=False,
        warn=warn,
        progress=Progress(),
    )
    return transcript, transcription.transcript_facts(transcript, found.video)


def expected(folder):
    return json.loads((CASES / folder / "EXPECTED.json").read_text("utf-8"))["expected"]


@pytest.mark.parametrize(("path", "case"), list(texts()))
def test_a_file_says_what_was_said(path, case):
    if not case.get("text"):
        pytest.skip("the case states no texts")
    assert said(path, case["automatic"]) == case["text"]


def test_words_in_angle_brackets_are_all_there():
    spoken = " ".join(said(CASES / "F02-words-in-angle-brackets/a.en.json3"))
    for words in ("yes", "at all levels", "one word", "oh well often", "String", "div", "p>", "b then swap, else if b"):
        assert words in spoken
    assert said(CASES / "F02-words-in-angle-brackets/c.en.vtt") == [expected("F02-words-in-angle-brackets")["c"]]


@pytest.mark.parametrize("name", ["ja", "many"])
def test_sound_marks_are_not_said(name):
    assert said(CASES / f"F07-sound-marks/{name}.srt") == expected("F07-sound-marks")[name]


def test_flashes_in_manual_captions_cost_no_repeated_words():
    assert said(CASES / "F20-manual-with-flashes/a.vtt") == expected("F20-manual-with-flashes")


@pytest.mark.parametrize(("folder", "language"), [("zh", "zh-Hant"), ("iso3", "en")])
def test_the_track_in_the_videos_own_language_is_read(folder, language):
    assert transcribe(CASES / "F09-language-of-tracks" / folder)[0].language == language


def test_a_dump_in_utf_16_is_read():
    folder = CASES / "F12-encodings"
    assert ArchiveSource([folder]).fetch_video(ID).video.title == "Harbour"


def test_no_second_after_the_end_of_the_video_is_told():
    warnings = []
    transcript, facts = transcribe(CASES / "F13-cues-beyond-the-end", lambda *warning: warnings.append(warning))
    assert max(segment.end for segment in transcript.segments) <= 60
    assert [segment.text for segment in transcript.segments] == [
        "Welcome to the harbour my friends.",
        "Subtitles by the crew.",
    ]
    assert facts.speech_rate_wpm > 1
    assert [code for code, _ in warnings] == ["CAPTIONS_INCOMPLETE"]


def test_a_file_with_word_times_is_automatic():
    assert transcribe(CASES / "F21-source-of-captions")[0].source == "automatic_captions"


def test_captions_in_two_languages_keep_one():
    path = SHARED_DATA / "captions_real/hf_zh_02___/hf_zh_02___.zh.srt"
    segments = captions.parse(CaptionFile(CaptionTrack("zh", False, "srt", str(path)), path.read_text("utf-8")))
    spoken = " ".join(segment.text for segment in segments)
    assert "碳" in spoken
    assert not any(words in spoken for words in ("footprint", " you ", " and "))
