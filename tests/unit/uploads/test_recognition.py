"""What an uploaded file is, by its content."""

import json

import pytest

from analysis.uploads import recognition
from analysis.uploads.budget import Budget

CAPTIONS = [
    ("1\n00:00:01,000 --> 00:00:02,000\nWe sail.\n", "srt"),
    ("1\n00:00: 1.000 ->> 00:00: 2.000\nWe sail.\n", "srt"),
    ("00:01,5 - -> 00:02,5\nWe sail.\n", "srt"),
    ('<?xml version="1.0"?>\n<!DOCTYPE tt>\n<tt xmlns="http://www.w3.org/ns/ttml"><body/></tt>', "ttml"),
    ("<transcript><text start='1'>We sail</text></transcript>", "srv1"),
    ("[Script Info]\nTitle: x\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,x,,0,0,0,,We sail.\n", "ass"),
    ("[ti:Harbour]\n[00:01.00]We sail\n", "lrc"),
    ("0:00:01.000,0:00:02.000\nWe sail.\n", "sbv"),
    ("{25}{75}We sail\n", "sub"),
    ("[10][30]We sail\n", "mpl"),
    ("start\tend\ttext\n1000\t3000\tWe sail\n", "tsv"),
    ("<SAMI><BODY><SYNC Start=1000><P Class=ENCC>We sail</BODY></SAMI>", "smi"),
    ('{"transcription": [{"offsets": {"from": 0, "to": 9}, "text": "We sail"}]}', "json3"),
    ('{"text": "", "segments": [{"start": 1, "end": 2, "text": "We sail."}], "language": "nl"}', "json3"),
    ('[{"text": "We sail.", "start": 1, "duration": 2}]', "json3"),
    ("WEBVTT\nKind: captions\nLanguage: de\n\n00:01.000 --> 00:02.000\nWir segeln\n", "vtt"),
]


@pytest.mark.parametrize(("text", "format"), CAPTIONS)
def test_captions_are_known_by_their_text(tmp_path, text, format):
    path = tmp_path / "file"
    path.write_text(text)
    found = recognition.recognise(path, "talk.German.txt", Budget())
    assert (found.kind, found.format, found.language) == ("captions", format, "de")


@pytest.mark.parametrize(("stated", "language"), [("nl", "nl"), ("../x", ""), (None, "")])
def test_the_language_that_whisper_states_is_taken_if_it_is_a_code(tmp_path, stated, language):
    path = tmp_path / "file"
    path.write_text(json.dumps({"segments": [{"start": 1, "end": 2, "text": "We sail."}], "language": stated}))
    assert recognition.recognise(path, "talk.json", Budget()).language == language


@pytest.mark.parametrize(
    "text", ["Call me at 10:30 - 11:00", "0:15 - the harbour\n", '{"replayChatItemAction": {}}\n' * 2]
)
def test_other_texts_are_nothing(tmp_path, text):
    path = tmp_path / "file"
    path.write_text(text)
    assert recognition.recognise(path, "chat.live_chat.json", Budget()) is None


def test_a_table_of_contents_is_no_lyrics(tmp_path):
    path = tmp_path / "file"
    path.write_text("[0:15] the harbour\n[1:20] the sea\n")
    assert recognition.recognise(path, "parts.txt", Budget()) is None
    assert recognition.recognise(path, "parts.lrc", Budget()).format == "lrc"
