"""Which sides of stereo sound are transcribed apart, and how what they hold is joined."""

import numpy as np
import pytest

from analysis.pipeline.values import Segment
from analysis.speech import channels

_RANDOM = np.random.default_rng(3)
ONE, OTHER, MUSIC = (_RANDOM.normal(size=40_000).astype(np.float32) for _ in range(3))
SILENCE = np.zeros_like(ONE)


def stereo(left, right):
    return np.stack([left, right]).astype(np.float32)


def test_sound_of_one_channel_stays_as_it_is():
    [found] = channels.separate(ONE[None])
    assert np.array_equal(found, ONE)


def test_two_voices_on_two_sides_are_apart():
    left, right = channels.separate(stereo(ONE, OTHER))
    assert np.array_equal(left, ONE)
    assert np.array_equal(right, OTHER)


@pytest.mark.parametrize(
    "sound",
    [
        stereo(ONE, ONE),
        stereo(ONE, 0.1 * ONE),
        stereo(ONE, np.roll(ONE, 200)),  # two microphones, four metres apart
        stereo(ONE + 1.5 * MUSIC, ONE + 1.5 * OTHER),  # a voice in the middle, music at the sides
    ],
    ids=["the same", "quieter", "delayed", "music"],
)
def test_one_voice_on_both_sides_is_mixed(sound):
    [found] = channels.separate(sound)
    assert found == pytest.approx(sound.mean(axis=0), abs=1e-5)


def test_sides_that_would_cancel_each_other_are_not_mixed():
    [found] = channels.separate(stereo(-0.9 * ONE, ONE))
    assert np.array_equal(found, ONE)


@pytest.mark.parametrize("sound", [stereo(SILENCE, ONE), stereo(ONE, SILENCE)])
def test_a_silent_side_is_left_out(sound):
    [found] = channels.separate(sound)
    assert np.array_equal(found, ONE)


def test_silence_on_both_sides_is_one_sound():
    assert len(channels.separate(stereo(SILENCE, SILENCE))) == 1


def test_what_two_sides_hold_is_joined_by_time():
    ask, answer, thank = Segment(0, 2, "How far is it?"), Segment(1.5, 4, "Two miles."), Segment(5, 6, "Thank you.")
    assert channels.join([[ask, thank], [answer]]) == (ask, answer, thank)


def test_a_sentence_that_both_sides_hold_stands_once_as_the_clearer_one():
    clear, faint = Segment(0, 2, "How far is it?", 0.9), Segment(0.1, 2, "How far it is?", 0.4)
    assert channels.join([[faint], [clear]]) == (clear,)
    assert channels.join([[clear], [faint]]) == (clear,)


def test_the_same_words_at_another_time_are_said_again():
    once, again = Segment(0, 1, "Yes."), Segment(1, 2, "Yes.")
    assert channels.join([[once], [again]]) == (once, again)
