"""Text that is on the screen several times is said once; what is said twice is there twice."""

import pytest

from tests.support.caption_files import event, json3, said, vtt


def frames(*texts, seconds=0.3, format="vtt"):
    """Return a file with the texts in touching frames."""
    times = [f"00:{1 + place * seconds:06.3f}" for place in range(len(texts) + 1)]
    return vtt(*zip(times, times[1:], texts, strict=False))


def layered(*lines, layers=3, padding="\u200b \u200b"):
    """Return json3 that shows each line in so many layers at one time."""
    events = [
        event(1000 * place, 900, f"{padding}{line}\u200b", wpWinPosId=layer)
        for place, line in enumerate(lines)
        for layer in range(layers)
    ]
    return json3(*events)


@pytest.mark.parametrize("layers", [1, 2, 3, 5])
@pytest.mark.parametrize("lines", [["We sail", "at dawn"], ["Wir segeln", "früh"], ["我们出海", "天亮了"]])
def test_layers_at_one_time_are_one_line(lines, layers):
    assert said(layered(*lines, layers=layers), "json3") == lines


def test_layers_of_two_lines_at_one_time_in_any_order_are_two_lines():
    events = [event(0, 900, text) for text in ("above", "below", "above", "below", "below", "above")]
    assert said(json3(*events), "json3") == ["above", "below"]


def test_layers_that_end_at_different_times_are_one_line():
    assert said(json3(event(0, 900, "fading"), event(0, 1500, "fading"), event(400, 900, "fading")), "json3") == [
        "fading"
    ]


@pytest.mark.parametrize("format", ["srv3", "ttml"])
def test_layers_in_xml_are_one_line(format):
    times = 't="1000" d="900"' if format == "srv3" else 'begin="1s" end="1.9s"'
    layers = f"<p {times}>above</p><p {times}>above</p>"
    assert said(f"<tt><body>{layers}</body></tt>", format) == ["above"]


@pytest.mark.parametrize("seconds", [0.033, 0.3, 1.5])
def test_text_in_touching_frames_is_one_line(seconds):
    assert said(frames("The ship turns", "The ship turns", "The ship turns", "and sails", seconds=seconds)) == [
        "The ship turns",
        "and sails",
    ]


def test_a_highlight_that_moves_through_the_words_is_no_new_text():
    marked = ["<b>We</b> sail now", "We <b>sail</b> now", 'We sail <font color="red">now</font>']
    assert said(frames(*marked)) == ["We sail now"]
    assert said(frames(*marked), "srt") == ["We sail now"]


@pytest.mark.parametrize("mark", [str.upper, "[{}]".format, "*{}*".format, "«{}»".format])
def test_a_highlight_that_is_written_is_no_new_text(mark):
    words = ["we", "sail", "home"]
    shown = [" ".join(mark(word) if word == spoken else word for word in words) for spoken in words]
    assert [text.casefold() for text in said(frames(*shown, seconds=0.6))] == ["we sail home"]


def test_words_that_appear_one_after_the_other_are_one_line():
    assert said(frames("We", "We sail", "We sail at dawn", "Then we rest", "Then we rest ashore")) == [
        "We sail at dawn",
        "Then we rest ashore",
    ]


def test_a_line_that_stays_after_the_first_has_gone_is_said_once():
    assert said(frames("Who is it?", "Who is it?\nMe.", "Me.", "Come in.", seconds=2.0)) == [
        "Who is it? Me.",
        "Come in.",
    ]


def test_letters_that_appear_one_after_the_other_are_one_line_and_whole_words_two():
    assert said(frames("T", "Ti", "Tid", "Tide", seconds=0.04)) == ["Tide"]
    assert said(frames("The", "They", seconds=1.0)) == ["The", "They"]


@pytest.mark.parametrize("text", ["Yes.", "All are here.", "はい。"])
def test_what_is_said_again_after_a_pause_is_there_twice(text):
    again = vtt(("00:01.000", "00:02.000", text), ("00:02.300", "00:03.000", text), ("00:05.000", "00:06.000", text))
    assert said(again) == [text] * 3


def test_three_flashes_do_not_make_a_track_of_a_thousand_cues_rolling():
    cues = [
        (f"{n // 30:02}:{2 * n % 60:02}.000", f"{n // 30:02}:{2 * n % 60 + 1:02}.000", f"line {n // 2}")
        for n in range(60)
    ]
    cues += [(f"09:00.{n}00", f"09:00.{n}15", f"flash {n}") for n in range(3)]
    assert said(vtt(*cues))[:4] == ["line 0", "line 0", "line 1", "line 1"]


def test_lines_that_roll_in_a_manual_track_are_read_once():
    lines = [f"line {n}" for n in range(9)]
    rolling = [f"{before}\n{line}" for before, line in zip(["", *lines], lines, strict=False)]
    assert said(frames(*rolling, seconds=2.0)) == lines
    assert said(frames(*rolling, seconds=2.0), "srt") == lines


@pytest.mark.parametrize(
    "shown",
    [
        ["we sail", "we sail the sea", "sail the sea", "the sea", "sea"],
        ["we sail the sea", "we sail the", "we sail", "we"],
        ["小さな船", "さな船", "な船", "船"],
        ["我们", "我们出", "我们出海", "我们出"],
    ],
)
def test_text_that_vanishes_bit_by_bit_is_said_once(shown):
    assert said(frames(*shown, "So we go.", seconds=0.15)) == [max(shown, key=len), "So we go."]
    if len(shown) > 4:
        assert said(frames(*shown, "So we go.", seconds=0.6)) == [max(shown, key=len), "So we go."]


def test_an_answer_that_repeats_the_last_words_is_no_frame():
    assert said(frames("do you want tea", "tea", "fine", seconds=1.2)) == ["do you want tea", "tea", "fine"]


def test_a_first_line_that_stays_after_the_second_has_gone_is_said_once():
    assert said(frames("We sail.\nYou row.", "We sail.", "Stop.", seconds=2.0)) == ["We sail. You row.", "Stop."]


def test_letters_of_scripts_without_spaces_are_words_that_appear():
    assert said(frames("静", "静か", "静かな", "静かな海", "帰ろう", seconds=0.5)) == ["静かな海", "帰ろう"]


def test_lines_that_roll_and_grow_word_by_word_are_said_once():
    lines = ["we sail at dawn", "the wind is cold", "nobody speaks", "nobody speaks", "land ahead of us"]
    shown = [
        f"{before}\n{' '.join(line.split()[: count + 1])}".strip()
        for before, line in zip(["", *lines], lines, strict=False)
        for count in range(len(line.split()))
    ]
    assert said(frames(*shown)) == lines


def test_rolling_lines_stay_on_the_screen_in_a_pause():
    lines = ["we sail at dawn", "the wind is cold", "nobody speaks", "land ahead", "we row"]
    events = [
        event(3000 * place, 1500, f"{before}\n{line}".strip())
        for place, (before, line) in enumerate(zip(["", *lines], lines, strict=False))
    ]
    assert said(json3(*events, event(20_000, 900, "we row")), "json3") == [*lines, "we row"]


def test_words_over_a_line_that_is_shown_are_said_once():
    sung = [
        event(0, 2000, "we sail at dawn"),
        event(0, 900, "we"),
        event(900, 500, "sail at"),
        event(1400, 600, "dawn"),
    ]
    assert said(json3(*sung, event(2500, 900, "dawn")), "json3") == ["we sail at dawn", "dawn"]
    assert said(json3(event(0, 2000, "我们出海"), event(0, 900, "我们")), "json3") == ["我们出海"]
