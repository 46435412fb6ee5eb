"""Words per minute: the same however captions end, pauses under two seconds included."""

from itertools import pairwise

import pytest

from analysis.pipeline import speech_rate
from analysis.pipeline.values import Segment, Transcript

SENTENCES = [
    "we take the boat out early", "nobody had been there before us", "it was cold", "so we went back and waited for the tide",
    "and then it came", "the water rose over the old stones by the gate", "look", "that is how it went that morning",
]  # fmt: skip


def talk(pause, *, repeat=5, words_per_second=3.5):
    """Return segments that end with their last word."""
    segments, start = [], 0.0
    for text in SENTENCES * repeat:
        end = start + len(text.split()) / words_per_second
        segments.append(Segment(start, end, text))
        start = end + pause
    return segments


def loose(segments, seconds=1.0):
    """Return the segments as captions that stay longer, at most until the next."""
    longer = [Segment(s.start, min(s.end + seconds, after.start), s.text) for s, after in pairwise(segments)]
    return [*longer, segments[-1]]


def rate(segments, **transcript):
    facts = {"source": "manual_captions", "language": "en"} | transcript
    return speech_rate.measure(Transcript(segments=tuple(segments), **facts), "en")


@pytest.mark.parametrize("pause", [0.0, 0.3, 1.0, 1.6])
def test_tight_and_loose_captions_of_the_same_talk_have_the_same_rate(pause):
    assert rate(loose(talk(pause))) == pytest.approx(rate(talk(pause)), abs=0.1)


def test_pauses_under_two_seconds_count_as_speech():
    words = sum(len(text.split()) for text in SENTENCES)
    seconds = words / 3.5 + len(SENTENCES) * 1.0
    assert rate(talk(1.0)) == pytest.approx(60 * words / seconds, rel=0.03)


def test_long_pauses_do_not_count():
    talks = talk(0.5)
    later = [Segment(s.start + 60 * (n // 8), s.end + 60 * (n // 8), s.text) for n, s in enumerate(talks)]
    assert rate(later) == pytest.approx(rate(talks), rel=0.03)
    assert rate(loose(later)) == pytest.approx(rate(later), abs=0.1)


def test_where_every_sentence_is_followed_by_a_long_pause_the_lengths_decide():
    assert rate(talk(9.0)) == pytest.approx(210.0)


@pytest.mark.parametrize("words_per_second", [1.3, 2.0, 4.5])
def test_a_slow_and_a_fast_speaker_have_their_own_rate(words_per_second):
    assert rate(talk(0.0, words_per_second=words_per_second)) == pytest.approx(60 * words_per_second, rel=0.02)


def test_one_segment_has_the_rate_of_its_length_and_none_without_time_or_words():
    assert rate([Segment(0, 2, "one two three")]) == 90.0
    assert rate([Segment(5, 5, "word")]) is None
    assert rate([]) is None


@pytest.mark.parametrize(
    ("source", "language", "video_language", "measured"),
    [
        ("manual_captions", "es", "en", False),
        ("manual_captions", "en-GB", "en-US", True),
        ("manual_captions", "he", "iw", True),
        ("manual_captions", "es", None, True),
        ("manual_captions", None, "en", True),
        ("automatic_captions", "es", "en", True),
        ("speech_recognition", "es", "en", True),
    ],
)
def test_translated_captions_have_no_rate(source, language, video_language, measured):
    transcript = Transcript(source, language, tuple(talk(0.0)))
    assert (speech_rate.measure(transcript, video_language) is not None) is measured


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It's a well-known fact - 42!", 5),
        ("灯台は古い", 5),
        ("iPhoneの灯台", 4),
        ("ที่นี่", 2),
        ("등대는 오래되었다", 2),
        ("what the [__]", 3),
        ("... -- !", 0),
    ],
)
def test_words_are_counted_and_letters_where_words_have_no_spaces(text, count):
    assert speech_rate.count_words(text) == count
