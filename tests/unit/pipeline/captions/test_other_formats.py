"""SubStation Alpha, lyrics, SubViewer, SAMI, formats with a cue a line, transcripts in JSON, and odd SubRip."""

import json

import pytest

from analysis.pipeline import captions
from analysis.pipeline.values import CaptionFile, CaptionTrack
from tests.support.caption_files import parse, said

ASS = """[Script Info]
; by hand
Title: The kettle

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,Check this.
Dialogue: 0,0:00:03.00,0:00:05.00,Default,,0,0,0,,{\\k20}Pour {\\k30}it{better: fill}, 3 or\\h4 <cups>.
Dialogue: 0,0:00:01.00,0:00:03.00,Default,Ann,0,0,0,,{\\an8\\i1}The kettle{\\i0}\\Nsings.
Dialogue: 1,0:00:01.00,0:00:03.00,Signs,,0,0,0,,{\\p1}m 0 0 l 10 0 10 10{\\p0}
Dialogue: 0,soon,0:00:09.00,Default,,0,0,0,,No time.
"""
LYRICS = """[ti:Harbour]
[offset:+500]
[00:01.50]All the boats
[00:04.00][00:12.00]come <00:04.50>home
[00:06.00]
[00:08.00]Row
[00:10.00]Row
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_substation_shows_is_text(end):
    text = ASS.replace("\n", end)
    assert said(text, "ass") == ["The kettle sings.", "Pour it, 3 or 4 <cups>."]
    assert captions.is_substation(text)


def test_substation_alpha_of_version_4_has_other_columns():
    text = ASS.replace("Layer, ", "Marked, ").replace("Dialogue: 0", "Dialogue: Marked=0")
    assert said(text, "ssa") == said(ASS, "ass")


def test_a_line_of_lyrics_lasts_until_the_next_and_is_sung_as_often_as_it_has_times():
    found = parse(LYRICS, "lrc")
    assert [(cue.start, cue.text) for cue in found] == [
        (1.0, "All the boats"), (3.5, "come home"), (7.5, "Row"), (9.5, "Row"), (11.5, "come home")
    ]  # fmt: skip
    assert [cue.end for cue in found][:2] == [3.5, 5.5]
    assert captions.is_lyrics(LYRICS)


def test_rolling_captions_that_were_converted_to_lyrics_count_once():
    lines = ["the kettle sings", "pour it now", "and wait a bit", "then drink it"]
    rows, before = [], ""
    for number, line in enumerate(lines):
        rows += [f"[00:{number * 2:02}.00]{text}" for text in (before, line) if text]
        rows.append(f"[00:{number * 2 + 1:02}.99]{line}")
        before = line
    assert said("\n".join(rows), "lrc") == lines


def test_subviewer_of_youtube_studio_is_read():
    text = "0:00:01.000,0:00:03.000\n>> The kettle[br]sings\n42\n\n0:00:03.000,0:00:05.000\nPour it at 1:02,3:04.\n"
    assert said(text, "sbv") == ["The kettle sings 42", "Pour it at 1:02,3:04."]


@pytest.mark.parametrize("text", ["", "[ti:Harbour]\n", "[Script Info]\n", "[Events]\nDialogue: \n", "[00:99"])
def test_files_without_words_have_no_segments(text):
    assert said(text, "ass") == []


def test_the_timing_that_whisper_cpp_prints_is_read():
    text = "[00:00:01.000 --> 00:00:03.000]   The kettle sings.\n[00:00:03.000 --> 00:00:05.000]   Pour it.\n"
    assert said(text, "srt") == ["The kettle sings.", "Pour it."]


def test_a_word_highlighted_by_capitals_is_not_written_in_capitals():
    words = ["the", "kettle", "sings", "in", "Bonn"]
    frames = [" ".join(word.upper() if word == now else word for word in words) for now in words]
    cues = "".join(f"[00:{place + 1:02}.00]{frame}\n" for place, frame in enumerate(frames))
    assert said(cues, "lrc") == ["the kettle sings in Bonn"]


def test_a_wave_beside_a_note_is_no_word():
    assert said("[00:01.00]♪〜\n[00:03.00]♪〜 港へ行く\n", "lrc", language="ja") == ["港へ行く"]


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [
        ("ja", "euc_jp", "船は朝に港を出ます。"), ("ja", "cp932", "船は朝に港を出ます。"),
        ("th", "cp874", "เรือออกจากท่าตอนเช้า"), ("ko", "cp949", "배가 아침에 항구를 떠납니다."),
        ("he", "cp1255", "הספינה יוצאת בבוקר."), ("ar", "cp1256", "السفينة تغادر الميناء."),
        ("el", "cp1253", "Το καράβι φεύγει."),
    ],
)  # fmt: skip
def test_the_script_of_the_language_decides_the_encoding(language, encoding, text):
    line = f"[00:01.00]{text}\n"
    assert captions.decode(line.encode(encoding), language) == line


#: As Whisper and as youtube-transcript-api write it.
TRANSCRIPTS = [
    {
        "text": "...",
        "segments": [{"start": 1.0, "end": 3.0, "text": " We sail."}, {"start": 4, "end": 6, "text": "Row."}],
    },
    [{"text": "We sail.", "start": 1.0, "duration": 2.0}, {"text": "Row.", "start": 4.0, "duration": 2.0}],
]
#: As whisper.cpp, and as the command of youtube-transcript-api write it.
MORE_TRANSCRIPTS = [
    {
        "result": {"language": "en"},
        "transcription": [
            {"offsets": {"from": 1000, "to": 3000}, "text": " We sail."},
            {"offsets": {"from": 4000, "to": 6000}, "text": " Row."},
            {"offsets": {"from": None}, "text": "No time."},
        ],
    },
    [TRANSCRIPTS[1]],
]
#: A language with its first and second cue: "We sail.", "Row.".
MICRODVD = "{1}{1}25\n{25}{75}{y:i}We|sail.\n{100}{150}Row.\n"
MPL2 = "[10][30]We|/sail.\n[40][60]Row.\n"
TABLE = "start\tend\ttext\n1000\t3000\tWe sail.\n4000\t6000\tRow.\n"
SAMI = """<SAMI><HEAD><STYLE><!--
.ENCC {Name: English; lang: en-GB;} .NLCC {Name: Dutch; lang: nl-NL;}
--></STYLE></HEAD><BODY>
<SYNC Start=1000><P Class=ENCC>We<br><font color="red">sail</font>.<P Class=NLCC>Wij varen.
<SYNC Start="3000"><P Class=ENCC>&nbsp;<P Class=NLCC>&nbsp;
<sync start=4000><p class='encc'>Row.</p><P Class=NLCC>Roei.
<SYNC Start=6000><P Class=ENCC>&nbsp;
</BODY></SAMI>"""


@pytest.mark.parametrize(
    "text", [MICRODVD, MPL2, TABLE, TABLE.replace("\t", ","), SAMI, *map(json.dumps, MORE_TRANSCRIPTS)]
)
def test_further_formats(text):
    for written in (text, text.replace("\n", "\r\n"), "\ufeff" + text):
        found = [(line.text, line.start, line.end) for line in parse(written, "sub")]
        assert found == [("We sail.", 1.0, 3.0), ("Row.", 4.0, 6.0)]
    assert captions.holds_cues(text)


def test_of_sami_the_language_of_the_track_is_read():
    assert said(SAMI, "smi", language="nl") == ["Wij varen.", "Roei."]
    assert captions.stated_language(SAMI) == ""
    assert captions.stated_language(SAMI.replace(".NLCC", "NLCC")) == "en-GB"


def test_frames_count_by_the_rate_of_the_video_where_the_file_states_none():
    warnings = []
    file = CaptionFile(CaptionTrack("en", False, "sub", "x", frame_rate=50.0), MICRODVD.split("\n", 1)[1])
    assert [segment.end for segment in captions.parse(file)] == [1.5, 3.0]
    assert parse(file.text, "sub", warn=warnings.append) == ()
    assert warnings == ["The captions count frames, and nothing states how many a second has."]


@pytest.mark.parametrize(
    "text", ["{1}{2} is a set.\n", "[1][2] Lee, 1999.\n[3][4] Kim, 2001.\n", "name\tage\nAnn\t3\n"]
)
def test_other_texts_with_numbers_in_brackets_are_no_captions(text):
    assert not captions.holds_cues(text)


@pytest.mark.parametrize("document", TRANSCRIPTS)
def test_transcripts_in_json_are_read(document):
    for indent in (None, 2):
        found = [(line.text, line.start, line.end) for line in parse(json.dumps(document, indent=indent), "json3")]
        assert found == [("We sail.", 1.0, 3.0), ("Row.", 4.0, 6.0)]
    assert not captions.looks_automatic(json.dumps(document))
    lines = document["segments"] if isinstance(document, dict) else document
    assert captions.looks_automatic(json.dumps({"segments": [line | {"avg_logprob": -0.2} for line in lines]}))


@pytest.mark.parametrize(
    "document", [[1], [{"text": "x"}], {"segments": {}}, {"segments": [{"text": None, "start": "x"}]}]
)
def test_other_json_is_no_transcript(document):
    assert parse(json.dumps(document), "json3") == ()


def test_odd_subrip():
    first, second = "00:00:01,000 --> 00:00:03,000", "00:00:04,000 --> 00:00:06,000"
    assert said(f"1\n{first}\nWe sail.\n\n\ufeff2\n{second}\nRow.\n") == ["We sail.", "Row."]
    assert said(f"#1\n{first}\nWe sail.\n\n#2\n{second}\nRow.\n") == ["We sail.", "Row."]
    assert said(f"1\n{first}\n{{i}}We{{/i}} <!-- sic -->sail.\n\n2\n{second}\nPress {{b}}.\n") == [
        "We sail.",
        "Press {b}.",
    ]
    assert said(f"WEBVTT\n\n{first.replace(',', '.')}\nboard.jpg#xywh=0,0,160,90\n") == []
