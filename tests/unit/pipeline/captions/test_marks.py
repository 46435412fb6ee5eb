"""Marks of captions are counted before they are taken away."""

import pytest

from analysis.pipeline import captions, values


def marks(text: str, form: str = "vtt") -> values.CaptionMarks:
    track = values.CaptionTrack("en", automatic=False, format=form, locator="")
    found: list[values.CaptionMarks] = []
    captions.parse(values.CaptionFile(track, text), note_marks=found.append)
    (counted,) = found
    return counted


def vtt(*cues: tuple[float, float, str]) -> str:
    return "WEBVTT\n\n" + "\n\n".join(f"00:{a:06.3f} --> 00:{b:06.3f}\n{text}" for a, b, text in cues)


@pytest.mark.parametrize(
    "text", ["[Music]", "♪ la la la ♪", "(Música)", "[Musik spielt]", "（音楽）", "[музыка]", "*music*", "[♪♪♪]"]
)
def test_seconds_of_music_are_counted(text):
    assert marks(vtt((0, 5, text), (5, 8, "Hello."))) == values.CaptionMarks(5.0, 0, 0)


@pytest.mark.parametrize("text", ["[Laughter]", "(laughs)", "(Rires)", "[risas]", "（笑）", "（笑声）", "[Смех]"])
def test_laughter_is_counted(text):
    assert marks(vtt((0, 5, f"Hello. {text}"), (5, 8, text))).laughter == 2


def test_changes_of_speaker_are_counted():
    text = vtt((0, 3, ">> Hello."), (3, 6, "Good day."), (6, 9, "- One.\n- Two."), (9, 12, "He said. >> She said."))
    assert marks(text).speaker_changes == 4


def test_what_rolling_captions_carry_over_counts_once():
    text = vtt((0, 2, ">> Hello."), (2, 4, ">> Hello.\nWe are here."), (4, 6, "We are here.\n[Laughter]"))
    assert marks(text) == values.CaptionMarks(0.0, 1, 1)


def test_music_at_the_same_time_counts_once():
    assert marks(vtt((0, 4, "[Music]"), (2, 6, "[Music]"))).music_seconds == 6.0


def test_words_about_sounds_are_no_marks():
    said = vtt((0, 4, "The music made us laugh."), (4, 8, "list[int] and 200 livres [87kg]"), (8, 9, "a -- b"))
    assert marks(said) == values.CaptionMarks(0.0, 0, 0)
