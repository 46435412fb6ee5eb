"""Captions: the formats, rolling lines, and which track is read."""

import itertools
import json
import re

import pytest

from analysis.pipeline import captions
from tests.support import growth
from tests.support.caption_files import event, json3, parse, said, track, vtt
from tests.support.shared_data import SHARED_DATA, needs_shared_data

#: Two lines that roll upwards, as YouTube's speech recognition writes them, with "~" for the space of its blank lines.
#: "no" is said three times.
ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:01.000 --> 00:00:03.000 align:start position:0%
~
the<00:00:01.500><c> lamp</c><00:00:02.000><c> is</c>

00:00:03.000 --> 00:00:03.010 align:start position:0%
the lamp is
~

00:00:03.010 --> 00:00:05.000 align:start position:0%
the lamp is
small,<00:00:03.500><c> &gt;&gt;</c><00:00:04.000><c> no</c>

00:00:05.000 --> 00:00:05.010 align:start position:0%
small, &gt;&gt; no
~

00:00:05.010 --> 00:00:06.000 align:start position:0%
small, &gt;&gt; no
no

00:00:06.000 --> 00:00:06.010 align:start position:0%
no
~

00:00:06.010 --> 00:00:07.000 align:start position:0%
no
no

00:00:07.000 --> 00:00:09.000 align:start position:0%
~
[music]
""".replace("~", " ")


@pytest.mark.parametrize("automatic", [True, False])
def test_rolling_lines_are_read_once_and_what_is_said_twice_twice(automatic):
    segments = parse(ROLLING, automatic=automatic)
    assert [segment.text for segment in segments] == ["the lamp is", "small, no", "no", "no"]
    assert [(segment.start, segment.end) for segment in segments] == [
        (1.0, 3.01),
        (3.01, 5.01),
        (5.01, 6.01),
        (6.01, 7.0),
    ]


def test_automatic_cues_that_overlap_in_time_are_cut_where_the_next_begins():
    text = vtt(("00:00.000", "00:04.000", "one"), ("00:02.000", "00:06.000", "two"))
    assert [(s.start, s.end) for s in parse(text, automatic=True)] == [(0.0, 2.0), (2.0, 6.0)]
    assert [(s.start, s.end) for s in parse(text)] == [(0.0, 4.0), (2.0, 6.0)]


@pytest.mark.parametrize("automatic", [True, False])
def test_a_line_that_is_shown_on_is_said_once_and_after_a_pause_twice(automatic):
    shown_on = vtt(("00:00.000", "00:02.000", "no no no"), ("00:02.000", "00:04.000", "no no no"))
    said_again = vtt(("00:00.000", "00:02.000", "no no no"), ("00:03.000", "00:04.000", "no no no"))
    assert [(s.end, s.text) for s in parse(shown_on, automatic=automatic)] == [(4.0, "no no no")]
    assert said(said_again, automatic=automatic) == ["no no no", "no no no"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("<i>so</i> <c.colorE5E5E5>much</c> <v Ann>sea", "so much sea"),
        ('<font color="#fff">one</font> <lang fr>deux</lang><br>three', "one deux three"),
        ("Tom&nbsp;&amp;&#39;Ann&#39;", "Tom &'Ann'"),
        ("if a < b and c > d", "if a < b and c > d"),
        ("♪ the tide ♪", "the tide"),
        ("- Who is it?", "Who is it?"),
        (">> Me. [laughs] Open!", "Me. Open!"),
        ("what the [ __ ] is list[int]", "what the [__] is list[int]"),
        ("a\u200bb\ufeff \x00c\ud800", "ab c"),
    ],
)
def test_a_line_is_stripped_to_its_words(line, words):
    assert said(vtt(("00:01.000", "00:02.000", line))) == [words]


@pytest.mark.parametrize("automatic", [True, False])
@pytest.mark.parametrize("mark", ["[Music]", "[APPLAUSE]", "[音楽]", "♪♪", " ", "&nbsp;", "..."])
def test_what_nobody_says_is_no_segment(mark, automatic):
    assert said(vtt(("00:01.000", "00:02.000", mark)), automatic=automatic) == []


def test_subrip_with_carriage_returns_a_mark_of_byte_order_and_no_blank_lines():
    text = "\ufeff1\r\n00:00:01,500 --> 00:00:02,000\r\nHello\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\n<b>there</b>\r\nyou\r\n"
    assert [(s.start, s.end, s.text) for s in parse(text, "srt")] == [(1.5, 2.0, "Hello"), (2.0, 3.0, "there you")]


def test_cues_without_times_are_skipped_and_the_others_read_in_order():
    text = "WEBVTT\n\nNOTE nothing\n\n00:09.000 --> 00:10.000\nlast\n\n00:05.000 --> 00:01.000\nbackwards\n\nx --> y\nno times\n\n00:01.000 --> 00:02.000\nfirst\n"
    assert said(text) == ["first", "backwards", "last"]


def test_words_of_a_cue_that_ends_before_it_begins_are_said_when_it_begins():
    negative = json3(event(0, 900, "one"), event(2000, -500, "two"), event(-400, 900, "zero"), event(-900, 100, "none"))
    expected = [(0.0, 0.9, "one"), (0.0, 0.5, "zero"), (2.0, 2.0, "two")]
    assert sorted((s.start, s.end, s.text) for s in parse(negative, "json3")) == sorted(expected)
    assert said('<transcript><text start="2" dur="-1">two</text></transcript>', "srv1") == ["two"]


def test_json3_skips_events_without_words_and_nonsense():
    text = json3(
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1},
        {"tStartMs": 160, "dDurationMs": 4320, "segs": [{"utf8": "Dash"}, {"utf8": "boards", "tOffsetMs": 9}]},
        {"tStartMs": 2230, "dDurationMs": 10, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": "soon", "segs": [{"utf8": "x"}]},
        {"tStartMs": float("inf"), "segs": [{"utf8": "x"}]},
        {"tStartMs": 3000, "segs": "words"},
        "an event",
        {"tStartMs": 4000, "segs": [None, {"utf8": None}, {"utf8": "are\nhere"}]},
    )
    assert [(s.start, s.end, s.text) for s in parse(text, "json3", automatic=True)] == [
        (0.16, 4.0, "Dashboards"),
        (4.0, 4.0, "are here"),
    ]


def test_json3_with_word_times_repeats_only_what_is_repeated():
    word = {"dDurationMs": 900, "segs": [{"utf8": "yeah"}]}
    timed = {"tStartMs": 0, "dDurationMs": 900, "segs": [{"utf8": "oh"}, {"utf8": " yes", "tOffsetMs": 300}]}
    text = json3(timed, word | {"tStartMs": 1000}, word | {"tStartMs": 1000}, word | {"tStartMs": 2000})
    assert said(text, "json3", automatic=True) == ["oh yes", "yeah", "yeah"]


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("srv1", '<?xml version="1.0"?><transcript><text start="1" dur="1.5">it&amp;#39;s &lt;i&gt;in&lt;/i&gt;</text><text start="x">no</text></transcript>'),
        ("srv2", '<timedtext><text t="1000" d="1500">it\'s in</text><text t="-5" d="1">no</text></timedtext>'),
        ("srv3", '<timedtext format="3"><body><p t="1000" d="1500"><s>it\'s</s><s t="300"> in</s></p><p t="2" a="1">\n</p></body></timedtext>'),
        ("ttml", '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="00:00:01.000" end="00:00:02.500">it\'s<br/>in</p></div></body></tt>'),
        ("ttml", '<tt><body><p begin="1s" dur="1500ms"><span>it\'s</span> in</p></body></tt>'),
    ],
)  # fmt: skip
def test_each_xml_format_is_read(format, text):
    assert [(s.start, s.end, s.text) for s in parse(text, format)] == [(1.0, 2.5, "it's in")]


def test_xml_that_is_cut_short_gives_what_came_before():
    assert said('<transcript><text start="1" dur="1">whole</text><text start="2" dur="1">cu', "srv1") == ["whole"]


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("json3", '{"events": [{"tStart'),
        ("json3", "[" * 100_000),
        ("json3", "[1, 2]"),
        ("srv3", '<!DOCTYPE a [<!ENTITY b "c">]><transcript><text start="1">&b;</text></transcript>'),
        ("ttml", "no xml at all"),
        ("vtt", ""),
        ("srt", "\ufeff\r\n"),
    ],
)
def test_a_file_that_cannot_be_read_says_nothing(format, text):
    assert said(text, format) == []


@pytest.mark.long
@pytest.mark.parametrize("filler", ["[" * 60, "<c" * 60, "no no " * 20], ids=["brackets", "tags", "repeats"])
def test_reading_takes_linear_time(filler):
    def read(count):
        text = "WEBVTT\n\n" + "".join(
            f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000 --> 99:00:00.000\n{filler}\n\n" for n in range(count)
        )
        parse(text, automatic=True)

    growth.assert_linear(read, 1_500)


MANUAL_EN, AUTO_EN, AUTO_DE = track("en"), track("en-orig", automatic=True), track("de", automatic=True)


@pytest.mark.parametrize(
    ("tracks", "language", "video_language", "chosen"),
    [
        ([AUTO_EN, MANUAL_EN], None, "en", "en"),
        ([AUTO_DE, AUTO_EN], None, None, "en-orig"),
        ([AUTO_DE, AUTO_EN], "de", None, "en-orig"),
        ([AUTO_DE], None, "en", None),
        ([track("fr"), track("en-GB")], "en", "fr", "en-GB"),
        ([track("fr"), track("en")], "en-GB", "fr", "en"),
        ([track("en-US"), track("en-GB")], "en-GB", None, "en-GB"),
        ([track("fr"), AUTO_EN], None, None, "en-orig"),
        ([track("fr"), AUTO_EN], "es", None, "en-orig"),
        ([track("fr"), AUTO_DE], None, "en", "fr"),
        ([track("ja-orig", automatic=True), MANUAL_EN], None, "en", "en"),
        ([track("ja-orig", automatic=True)], None, "en", "ja-orig"),
        ([track("ar-kH2EDplw2PE"), track("fr")], "ar", None, "ar-kH2EDplw2PE"),
        ([track("ar"), track("zh-Hant"), track("en")], None, None, "en"),
        ([track("iw")], "he", None, "iw"),
        ([track("zh-Hans"), track("zh-Hant")], None, "zh-TW", "zh-Hant"),
        ([track("zh-Hans"), track("zh-Hant")], "zh-HK", "en", "zh-Hant"),
        ([track("zh-Hans"), track("zh-TW")], None, "zh-MO", "zh-TW"),
        ([track("zh-Hant"), track("zh-Hans")], None, "zh-CN", "zh-Hans"),
        ([track("zh-TW"), track("zh-CN")], None, "zh-SG", "zh-CN"),
        ([track("zh-Hans")], None, "zh-TW", "zh-Hans"),
        ([track("sr-Latn"), track("sr")], "sr-RS", None, "sr"),
        ([track("es-ES"), track("es-419")], "es-MX", None, "es-419"),
        ([track("es"), track("es-419")], None, "es-AR", "es-419"),
        ([track("es-419"), track("es-ES")], "es", None, "es-ES"),
        ([track("pt-BR"), track("pt-PT")], None, "pt-AO", "pt-PT"),
        ([track("en-US"), track("en-GB")], "en-AU", None, "en-GB"),
        ([track("deu"), track("eng")], None, "en", "eng"),
        ([track("fre"), track("ger")], "de-AT", "fr", "ger"),
        ([track("deu"), track("eng-orig", automatic=True)], None, "en", "eng-orig"),
        ([track("en"), track("tl")], "fil", None, "tl"),
        ([track("en"), track("fil")], "tl", None, "fil"),
        ([track("live_chat", format="json3")], None, None, None),
        ([track("en", format="html")], "en", None, None),
        ([], "en", "en", None),
    ],
)
def test_the_track_that_is_read(tracks, language, video_language, chosen):
    found = captions.choose_track(tracks, language=language, video_language=video_language)
    assert (found and found.language) == chosen


def test_the_language_of_a_track_is_told_without_what_youtube_adds():
    names = ["en-orig", "ar-kH2EDplw2PE", "zh-Hans-abcdefghijk", "pt-BR", "iw", "eng", "deu", "ger", "nob", "fil"]
    plain = ["en", "ar", "zh-Hans", "pt-BR", "he", "en", "de", "de", "no", "fil"]
    assert [captions.language_of(name) for name in names] == plain


@needs_shared_data
def test_a_recorded_stream_of_four_hours_is_read_once():
    text = (SHARED_DATA / "archive/Nd9rzBUcOHA/transcript.en.vtt").read_text("utf-8")
    segments = parse(text, automatic=True)
    # Counted another way: every line that is finished stands alone in exactly one cue of 10 ms.
    lines = re.findall(r"(\d\d)\.(\d{3}) --> [\d:]+(\d\d)\.(\d{3})[^\n]*\n(.*)\n", text)
    alone = [line for s1, ms1, s2, ms2, line in lines if (int(s2 + ms2) - int(s1 + ms1)) % 60_000 == 10]
    spoken = sum(len(re.sub(r"\[[^\]_]*\]|&gt;&gt;|&nbsp;", " ", line).split()) for line in alone)
    words = sum(len(segment.text.split()) for segment in segments)
    assert 22_000 < words < 24_000
    assert abs(words - spoken) < 0.05 * spoken
    assert all(before.end <= after.start for before, after in itertools.pairwise(segments))


@needs_shared_data
def test_recorded_json3_is_read_once():
    text = (SHARED_DATA / "captions/unknown-id-dashboard-design.en.json3").read_text("utf-8")
    words = " ".join(said(text, "json3", automatic=True)).split()
    raw = [part["utf8"] for event in json.loads(text)["events"] for part in event.get("segs", ())]
    assert len(words) == 1710
    assert abs(len(words) - len(re.sub(r"\[\w+\]", "", "".join(raw)).split())) < 0.01 * len(words)
