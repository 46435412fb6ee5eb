"""Files as tools and people write them."""

import pytest

from tests.support.caption_files import parse, said

CUES = ["The kettle sings.", "Pour it."]


@pytest.mark.parametrize("blank", ["\n", "\n\n", " \n", ""])
def test_blank_lines_before_or_inside_a_cue_do_not_end_it(blank):
    cue = "00:00:0{}.000 --> 00:00:0{}.000\n{}\n\n"
    text = cue.format(1, 3, f"{blank}The kettle\n{blank}sings.") + cue.format(3, 5, "Pour it.")
    assert said("WEBVTT\n\n" + text) == CUES
    indexed = text.replace("00:00:01.000", "1\n00:00:01.000").replace("00:00:03.000 -->", "2\n00:00:03.000 -->", 1)
    assert said(indexed, "srt") == CUES


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"], ids=["LF", "CRLF", "CR", "CRCRLF"])
@pytest.mark.parametrize("header", ["", "WEBVTT\n\n"])
def test_any_end_of_line_ends_a_line(end, header):
    text = (
        f"{header}1\n00:00:01.000 --> 00:00:03.000\nThe kettle sings.\n\n2\n00:00:03.000 --> 00:00:05.000\nPour it.\n"
    )
    assert said(text.replace("\n", end), "vtt" if header else "srt") == CUES


@pytest.mark.parametrize("block", ["NOTE a remark", "NOTE\na remark", "STYLE\n::cue { color: red }", "REGION\nid:one"])
def test_blocks_of_webvtt_that_hold_no_cue_are_not_text(block):
    text = f"WEBVTT\n\n{block}\n\n00:01.000 --> 00:03.000\nThe kettle sings.\n\n{block}\n\n00:03.000 --> 00:05.000\nPour it.\n"
    assert said(text) == CUES


def test_the_name_of_a_cue_is_not_text_and_a_number_that_is_said_is():
    text = "WEBVTT\n\nintro\n00:01.000 --> 00:02.000\nThe answer is\n42\n00:02.000 --> 00:03.000\nRight.\n\nend-1\n00:04.000 --> 00:05.000\nBye.\n"
    assert said(text) == ["The answer is 42", "Right.", "Bye."]
    assert said(
        "1\n00:00:01,000 --> 00:00:02,000\nThe answer is\n42\n\n2\n00:00:02,000 --> 00:00:03,000\nRight.\n", "srt"
    ) == [
        "The answer is 42",
        "Right.",
    ]


def test_a_header_without_a_blank_line_after_it_is_no_name():
    text = "WEBVTT\n00:01.000 --> 00:02.000\nThe kettle\n\nsings now.\n00:03.000 --> 00:04.000\nPour it.\n"
    assert said(text) == ["The kettle sings now.", "Pour it."]


def test_names_of_several_words_are_not_text_where_the_first_cue_has_one():
    text = "WEBVTT\n\n{}00:01.000 --> 00:02.000\nThe kettle sings.\n\n2 - the cup\n00:03.000 --> 00:04.000\nPour it.\n"
    assert said(text.format("1 - the kettle\n")) == CUES
    assert said(text.format("")) == ["The kettle sings. 2 - the cup", "Pour it."]


@pytest.mark.parametrize(
    "timing",
    [
        "00:00:01:500 --> 00:00:02:000", "00:00:01, 500 --> 00:00:02, 000", "00:00:01.500 -> 00:00:02.000",
        "0:01,5-->0:02", "00:00:01.500 → 00:00:02.000", "00:00:01.500 --> 00:00:02.000 align:start position:0%",
        "00:00:01,500 --> 00:00:02,000  X1:100 X2:600", "\t00:00:01.500\t-->\t00:00:02.000", "00:01;500 --> 00:02;000",
        "00：00：01，500 --> 00：00：02，000", "00:00:01,500 ==> 00:00:02,000", "00:00:01'500 — > 00:00:02'000",
    ],
)  # fmt: skip
def test_odd_timings_are_read(timing):
    (segment,) = parse(f"1\n{timing}\nHello\n", "srt")
    assert (segment.start, segment.end, segment.text) == (1.5, 2.0, "Hello")


def test_a_cue_that_was_shifted_before_the_video_is_dropped_and_the_others_stay():
    text = "1\n00:00:00,500 --> 00:00:00,900\nStart.\n2\n-00:00:01,300 --> -00:00:00,540\nGone.\n3\n-00:00:00,200 --> 00:00:02,000\nHere.\n"
    assert [(s.start, s.text) for s in parse(text, "srt")] == [(0.0, "Here."), (0.5, "Start.")]


def test_an_arrow_in_a_text_is_text():
    assert said("1\n00:00:01,000 --> 00:00:02,000\nfrom A --> B\n", "srt") == ["from A --> B"]


TT = '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" {}><body{}><div{}>{}</div></body></tt>'


@pytest.mark.parametrize(
    ("attributes", "body", "div", "inside"),
    [
        ("", "", "", '<p begin="3s" end="4.5s">Up</p>'),
        ("", "", "", '<p><span begin="00:00:03.000" end="00:00:04.500">Up</span></p>'),
        ("", ' begin="1s"', ' begin="1s"', '<p begin="1s" dur="1500ms">Up</p>'),
        ("", "", ' begin="2s"', '<p begin="1s"><span begin="0s" dur="1.5s">Up</span></p>'),
        ('ttp:frameRate="24"', "", "", '<p begin="00:00:03:00" end="00:00:04:12">Up</p>'),
        ('ttp:frameRate="30" ttp:frameRateMultiplier="1 2"', "", "", '<p begin="45f" end="00:00:04:7.5">Up</p>'),
        ('ttp:frameRate="25" ttp:subFrameRate="2"', "", "", '<p begin="150t" end="225t">Up</p>'),
        ('ttp:tickRate="1000"', "", "", '<p begin="3000t" end="4500t">Up</p>'),
        ("", "", "", '<p begin="0.05m" end="4.5s">Up</p>'),
        ("", "", "", '<p begin="00:00:03,000" end="00:00:04,500">Up<metadata>by Ann</metadata></p>'),
        ("", "", ' begin="1s" timeContainer="seq"', '<p dur="2s"/><p dur="1500ms">Up</p>'),
        ("", "", ' timeContainer="seq"', '<p><span begin="1s" dur="2s"/></p><p><span end="1500ms">Up</span></p>'),
        ("", ' timeContainer="seq"', "", '<p end="3s"/></div><div><p dur="1500ms">Up</p>'),
    ],
)  # fmt: skip
def test_times_of_ttml_add_up_from_the_outside(attributes, body, div, inside):
    assert [(s.start, s.end, s.text) for s in parse(TT.format(attributes, body, div, inside), "ttml")] == [
        (3.0, 4.5, "Up")
    ]


def test_spans_of_ttml_with_times_are_cues_of_their_own():
    text = TT.format(
        "", "", "", '<p><span begin="1s" end="2s">Who pays?</span><br/><span begin="2s" end="3s">BELL</span></p>'
    )
    assert said(text, "ttml") == ["Who pays?", "BELL"]


def test_words_that_srv2_appends_to_a_line_are_one_cue():
    words = [("we", ""), (" sail", ' append="1"'), ("\n", ' append="1"'), ("home", ""), (" now", ' append="1"')]
    timed = "".join(
        f'<text t="{place}000" d="3000" w="1"{append}>{word}</text>' for place, (word, append) in enumerate(words)
    )
    found = parse(f'<timedtext><window t="0" id="1"/>{timed}</timedtext>', "srv2")
    assert [(segment.start, segment.end, segment.text) for segment in found] == [(0, 3, "we sail"), (3, 7, "home now")]


def test_how_characters_are_read_is_not_said_a_second_time_in_ttml():
    ruby = '<span tts:ruby="base">海</span><span tts:ruby="textContainer"><span>うみ</span></span>へ'
    text = TT.format('xmlns:tts="http://www.w3.org/ns/ttml#styling"', "", "", f'<p begin="1s" end="2s">{ruby}</p>')
    assert said(text, "ttml") == ["海へ"]


def test_paragraphs_inside_of_paragraphs_are_read_once():
    assert said('<timedtext><body><p t="0" d="9">outer<p t="10" d="9">inner</p></p></body></timedtext>', "srv3") == [
        "outer",
        "inner",
    ]


@pytest.mark.parametrize("named", ["vtt", "srt", "json3", "srv1", "ttml"])
@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:01.000 --> 00:02.000\nWe sail\n",
        "1\n00:00:01,000 --> 00:00:02,000\nWe sail\n",
        '{"events": [{"tStartMs": 1000, "dDurationMs": 1000, "segs": [{"utf8": "We sail"}]}]}',
        '<transcript><text start="1" dur="1">We sail</text></transcript>',
    ],
)
def test_the_text_says_its_format_whatever_the_name(named, text):
    assert said(text, named) == ["We sail"]


def test_xml_with_ampersands_and_a_plain_declaration_is_read_to_its_end():
    text = '<!DOCTYPE tt><tt><body><p begin="1s" end="2s">Ann & Bob</p><p begin="3s" end="4s">R&D&nbsp;team</p></body></tt>'
    assert said(text, "ttml") == ["Ann & Bob", "R&D team"]


@pytest.mark.parametrize(
    "timing",
    ["00:00:04,000 ->> 00:00:05,000", "00:00:04,000 - -> 00:00:05,000", "00:00: 4,000 --> 00:00: 5,000",
     "00.00.04,000 --> 00.00.05,000", "00:00:04,-10 --> 00:00:05,000", "00:00:04,000 --&gt; 00:00:05,000"],
)  # fmt: skip
def test_odd_timings_and_what_stands_beside_them_are_read(timing):
    assert said(f"1\n00:00:01,000 --> 00:00:02,000 We sail.\n\n2.\n\n{timing} X1:1 X2:9\nWe rest.\n", "srt") == [
        "We sail.",
        "We rest.",
    ]


def test_segments_of_a_stream_that_were_joined_are_one_file():
    one, two = (f"WEBVTT\nKind: captions\n\n00:0{n}.000 --> 00:0{n}.500\nPart {n}\n\n" for n in (1, 2))
    assert said(one + two) == ["Part 1", "Part 2"]
