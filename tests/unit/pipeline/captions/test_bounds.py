"""Captions are bounded where they enter; what is cut is reported."""

import json

import pytest

from analysis.exceptions import CancellationRequested
from analysis.pipeline.captions import bounds, cues
from tests.support import growth
from tests.support.caption_files import event, json3, parse, srt, vtt


def reported(text, format="vtt", **more):
    messages = []
    return parse(text, format, warn=messages.append, **more), messages


def test_nested_paragraphs_take_linear_time():
    def read(count):
        parse("<timedtext><body>" + '<p t="1000" d="1">word ' * count + "</p>" * count, "srv3")

    growth.assert_linear(read, 2_000)


@pytest.mark.parametrize(
    "filler",
    ["(", "[a]", "(a", "*a", "（笑い", "笑い", "{\\", "&#9", "&amp;", "<v a", "<i></i>", "\\N", "\u200b", ">> ", "♪ a ", "-->", "1:", "\r"],
)  # fmt: skip
@pytest.mark.parametrize("format", ["srt", "json3"])
def test_a_long_cue_takes_linear_time(filler, format):
    def read(count):
        text = filler * count
        parse(json3(event(0, 9, text)) if format == "json3" else srt(text), format)

    growth.assert_linear(read, 4_000)


def test_a_cue_longer_than_any_real_one_is_cut_and_it_is_said():
    segments, messages = reported(srt("word " * 50_000, "short"), "srt")
    assert [len(segment.text) <= cues.MAX_CHARACTERS for segment in segments] == [True, True]
    assert messages == ["1 captions with more than 2,000 characters were cut."]


def test_a_cue_of_much_markup_and_the_end_of_the_words_is_not_cut_in_silence():
    assert reported(vtt(("00:00.000", "00:01.000", "<c></c>" * 10_000 + "end")))[1] != []


def test_only_so_many_cues_are_read_and_it_is_said(monkeypatch):
    monkeypatch.setattr(bounds, "MAX_CUES", 3)
    segments, messages = reported(srt("a", "b", "c", "d"), "srt")
    assert [segment.text for segment in segments] == ["a", "b", "c"]
    assert messages == ["Only the first 3 captions were read."]
    assert reported(srt("a", "b", "c"), "srt")[1] == []


@pytest.mark.parametrize(("bound", "value"), [("MAX_SEGMENTS", 2), ("MAX_CHARACTERS", 10)])
def test_only_so_much_text_is_kept_and_it_is_said(monkeypatch, bound, value):
    monkeypatch.setattr(bounds, bound, value)
    segments, messages = reported(srt("one", "two", "three three"), "srt")
    assert [segment.text for segment in segments] == ["one", "two"]
    assert messages == ["The captions after 0:10 were left out: there are too many."]


def test_layers_count_once_towards_the_bound(monkeypatch):
    monkeypatch.setattr(bounds, "MAX_SEGMENTS", 2)
    events = [event(1000 * n, 900, f"line {n}") for n in (0, 0, 0, 1, 1, 1)]
    assert reported(json3(*events), "json3")[1] == []


def test_what_is_after_the_end_of_the_video_is_left_out_and_it_is_said():
    text = vtt(
        ("00:01.000", "00:03.000", "Welcome."),
        ("00:05.000", "99:59:59.000", "By the crew."),
        ("10:05.000", "10:09.000", "Cut."),
    )
    segments, messages = reported(text, duration=60.0)
    assert [(s.start, s.end, s.text) for s in segments] == [(1.0, 3.0, "Welcome."), (5.0, 60.0, "By the crew.")]
    assert messages == ["1 captions after the end of the video were left out."]
    assert [s.text for s in parse(text, automatic=True, duration=60.0)] == ["Welcome.", "By the crew."]
    assert len(parse(text)) == 3


def test_the_last_words_stay_where_the_length_of_the_video_is_rounded_down():
    (segment,), messages = reported(vtt(("01:00.400", "01:00.900", "Bye.")), duration=60.0)
    assert (segment.start, segment.end, messages) == (60.0, 60.0, [])


def test_reading_can_be_cancelled():
    def stop():
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        parse(srt("a"), "srt", check_cancelled=stop)


@pytest.mark.parametrize("document", ['{"events": ' + "[" * 50_000, json.dumps({"events": [[], 1, None, {}]})])
def test_json_without_captions_says_nothing(document):
    assert parse(document, "json3") == ()
