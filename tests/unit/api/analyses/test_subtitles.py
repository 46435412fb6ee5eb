"""Transcripts as files, and the search in them."""

from analysis.api.analyses import subtitles
from analysis.models import Transcript

SEGMENTS = subtitles.segments_json(
    Transcript(
        segments=[
            [0.0, 2.5, "The tide comes in", None],
            [2.5, 4.0, "twice a day.\n\nNot <always>", 0.9],
            [3599.9996, 3661.25, "Straße & Sea --> end", 0.5],
        ]
    )
)


def rendered(segments, form):
    return "".join(subtitles.render(segments, form))


def test_text_has_a_line_a_segment():
    assert rendered(SEGMENTS, "txt") == ("The tide comes in\ntwice a day. Not <always>\nStraße & Sea --> end\n")


def test_subrip_numbers_its_cues_and_has_no_empty_line_in_one():
    assert rendered(SEGMENTS, "srt").split("\n\n")[1:] == [
        "2\n00:00:02,500 --> 00:00:04,000\ntwice a day. Not <always>",
        "3\n01:00:00,000 --> 01:01:01,250\nStraße & Sea --> end",
        "",
    ]


def test_webvtt_escapes_what_would_be_markup():
    assert rendered(SEGMENTS, "vtt").split("\n\n") == [
        "WEBVTT",
        "00:00:00.000 --> 00:00:02.500\nThe tide comes in",
        "00:00:02.500 --> 00:00:04.000\ntwice a day. Not &lt;always&gt;",
        "01:00:00.000 --> 01:01:01.250\nStraße &amp; Sea --&gt; end",
        "",
    ]


def test_an_empty_transcript_is_an_empty_file():
    assert [rendered([], form) for form in ("txt", "srt", "vtt")] == ["", "", "WEBVTT\n\n"]


def test_words_are_found_whatever_their_case_and_spacing():
    assert [place["start"] for place in subtitles.search(SEGMENTS, "  TIDE   comes ")] == [0.0]
    assert [place["start"] for place in subtitles.search(SEGMENTS, "STRASSE")] == [3599.9996]


def test_a_phrase_is_found_across_lines_with_the_seconds_of_both():
    assert subtitles.search(SEGMENTS, "comes in twice") == [
        {"start": 0.0, "end": 4.0, "text": "The tide comes in twice a day.\n\nNot <always>", "confidence": 0.9}
    ]


def test_a_line_that_holds_the_words_twice_is_found_once():
    assert len(subtitles.search(SEGMENTS, "i")) == 2
    assert subtitles.search(SEGMENTS, "whale") == []
    assert subtitles.search(SEGMENTS, " ") == []
    assert subtitles.search([], "tide") == []
