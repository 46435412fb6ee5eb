import numpy as np
import pytest

from analysis.exceptions import CancellationRequested
from analysis.pipeline.nlp.sentences import boundaries, pauses


def ends(text: str, language: str | None = "en") -> list[str]:
    """Return the words of ``text`` after which a sentence more likely ends than not."""
    words = text.split()
    odds = boundaries.log_odds(words, language)
    return [word for word, odd in zip(words, odds, strict=False) if odd > 0]


def test_english_sentences_end_where_a_reader_would_end_them():
    assert ends("hi how are you today i am fine thank you what did you do on the weekend") == [
        "hi",
        "today",
        "fine",
        "you",
    ]


def test_every_gap_between_words_is_judged():
    assert boundaries.log_odds(["one", "two", "three"], "en").shape == (2,)
    assert boundaries.log_odds([], "en").shape == boundaries.log_odds(["one"], None).shape == (0,)


def test_no_sentence_ends_behind_a_hesitation():
    words = ["that", "was", "great", "uh", "what", "do", "you", "think"]
    odds = boundaries.log_odds(words, "en")
    assert odds[words.index("uh")] == boundaries.NEVER
    assert odds[words.index("great")] == pytest.approx(
        boundaries.log_odds(["that", "was", "great", "what", "do", "you", "think"], "en")[2]
    )


def test_capitals_and_marks_change_nothing_but_a_comma():
    plain = boundaries.log_odds(["so", "i", "went", "home", "it", "was", "late"], "en")
    assert boundaries.log_odds(["So", "I", "went", "HOME", "it", "was", "late"], "en") == pytest.approx(plain)
    assert boundaries.log_odds(["So", "I", "went", "home,", "it", "was", "late"], "en")[3] > plain[3]


def test_a_lone_mark_belongs_to_the_word_before_it():
    odds = boundaries.log_odds(["i", "went", "home", "–", "it", "was", "late"], "en")
    assert odds[2] == boundaries.NEVER


@pytest.mark.parametrize(
    ("language", "text", "last"),
    [
        ("ko", "빵을 굽습니다 그리고 먹어요 좋아하는 빵", ["굽습니다", "먹어요"]),
        ("hi", "रोटी को समय चाहिए है आटा नरम है मैं", ["है", "है"]),
    ],
)
def test_languages_that_close_with_the_verb_go_by_its_ending(language, text, last):
    assert ends(text, language) == last


def test_an_unknown_language_is_judged_by_what_opens_and_never_closes():
    odds = boundaries.log_odds(["el", "pan", "y", "entonces", "comemos"], None)
    assert odds[0] < odds[1]


def test_a_long_text_can_be_stopped():
    def stop():
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        boundaries.log_odds(["word"] * 10, "en", check=stop)


# Silences


def test_longer_silences_are_of_higher_kinds():
    assert [pauses.classify_pause(seconds) for seconds in (0.0, 0.1, 0.3, 0.7, 1.5, 9.0)] == [1, 2, 3, 4, 5, 6]


def test_a_silence_at_which_words_suggest_a_border_gains_worth():
    odds = np.array([-4.0] * 200 + [3.0] * 50 + [-1.0] * 50)
    kinds = np.array([pauses.WITHIN] * 200 + [2] * 100)
    worth = pauses.pause_log_odds(odds, kinds)
    assert worth[2] > pauses.PRIOR[2] + 1
    assert worth[pauses.WITHIN] < pauses.PRIOR[pauses.WITHIN]


def test_a_line_break_that_falls_anywhere_is_worth_nothing():
    odds = np.tile([3.0, -3.0, -3.0, -3.0], 100)
    kinds = np.tile([1, 1, 1, 1, pauses.WITHIN, pauses.WITHIN, pauses.WITHIN, pauses.WITHIN], 50)
    assert pauses.pause_log_odds(odds, kinds)[1] == pytest.approx(0, abs=0.2)


def test_a_few_silences_keep_to_the_prior():
    assert pauses.pause_log_odds(np.array([-3.0, 2.0]), np.array([3, 0])) == pytest.approx(pauses.PRIOR, abs=0.2)
