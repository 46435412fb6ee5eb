import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exceptions import CancellationRequested
from analysis.pipeline import values
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.words import tokens
from tests.support import texts


def spoken(*pieces: tuple[float, float, str]) -> tuple[values.Segment, ...]:
    return tuple(values.Segment(*piece) for piece in pieces)


def test_punctuated_captions_are_cut_at_their_punctuation():
    found = sentences.split(spoken((0, 2, "Bread needs time. Sourdough"), (2, 4, "needs more."), (4, 5, "Right?")))
    assert [s.text for s in found] == ["Bread needs time.", "Sourdough needs more.", "Right?"]


def test_a_sentence_knows_its_seconds():
    second = sentences.split(spoken((0, 4, "One two. Four five."), (6, 8, "Six seven.")))[1]
    assert (second.start, second.end) == (pytest.approx(1.89, abs=0.02), 4.0)


def test_no_sentence_starts_before_the_one_in_front_of_it():
    starts = [s.start for s in sentences.split(texts.TRANSCRIPT.segments)]
    assert starts == sorted(starts)


@pytest.mark.parametrize("transcript", [texts.TRANSCRIPT, texts.PLAIN_TRANSCRIPT], ids=["punctuated", "plain"])
def test_every_word_is_kept_in_its_order(transcript):
    said = " ".join(segment.text for segment in transcript.segments).split()
    assert " ".join(s.text for s in sentences.split(transcript.segments)).split() == said


def test_unpunctuated_captions_are_cut_where_the_speaker_pauses():
    found = sentences.split(spoken((0, 2, "so that is the dough"), (3.5, 6, "now we look at the oven")))
    assert [s.text for s in found] == ["so that is the dough", "now we look at the oven"]


def test_unpunctuated_sentences_stay_short():
    assert max(s.words for s in sentences.split(texts.PLAIN_TRANSCRIPT.segments)) <= 30


def test_most_borders_of_unpunctuated_captions_are_real_ones():
    real = {round(s.start, 1) for s in sentences.split(texts.TRANSCRIPT.segments)}
    found = [round(s.start, 1) for s in sentences.split(texts.PLAIN_TRANSCRIPT.segments)]
    hits = sum(any(abs(start - other) < 0.35 for other in real) for start in found)
    assert hits / len(found) > 0.8


def test_no_unpunctuated_sentence_ends_with_an_article():
    last = [s.text.split()[-1] for s in sentences.split(texts.PLAIN_TRANSCRIPT.segments)]
    assert not {"the", "a", "of", "to"} & set(last)


def test_sentences_between_full_stops_are_whole_and_guessed_ones_less():
    assert {s.whole for s in sentences.split(texts.TRANSCRIPT.segments, "en")} == {1.0}
    guessed = [s.whole for s in sentences.split(texts.PLAIN_TRANSCRIPT.segments, "en")]
    assert all(0 <= whole < 1 for whole in guessed)


def test_a_sentence_that_runs_on_is_broken_at_a_comma():
    first = "If you leave the dough on the table in a warm kitchen for the whole of a summer night without any salt,"
    second = (
        "the gas of the yeast will lift the cloth that you laid over the bowl and the rest will run down to the floor"
    )
    found = sentences.split(spoken((0, 40, f"{first} {second}."), (40, 42, "It works. I tried.")), "en")
    assert [s.text for s in found] == [first, f"{second}.", "It works.", "I tried."]
    assert found[0].whole < 1.0 == found[2].whole


def test_english_captions_without_marks_are_cut_by_their_words():
    said = "i went to the store yesterday what did you do on the weekend i stayed at home"
    found = sentences.split(spoken((0, 3, said[:38]), (3, 6, said[39:])), "en")
    assert [s.text for s in found] == [
        "i went to the store yesterday", "what did you do on the weekend", "i stayed at home",
    ]  # fmt: skip


def test_where_no_model_reads_the_language_a_long_text_breaks_between_captions():
    lines = ("اليوم سوف نتعلم كيف نصنع الخبز بالخميرة الطبيعية في البيت",
             "تحتاج الخميرة إلى الدقيق والماء فقط ويجب إطعامها كل يوم",
             "ثم نخلط الدقيق مع الماء والملح ونعجن العجين لمدة عشر دقائق",
             "يجب أن يرتاح العجين أربع ساعات في مكان دافئ")  # fmt: skip
    found = sentences.split([values.Segment(4.0 * i, 4.0 * i + 4, line) for i, line in enumerate(lines)], "ar")
    assert len(found) > 1
    assert all(s.text.startswith(lines) and s.text.endswith(lines) for s in found)


def test_a_long_transcript_can_be_stopped():
    def stop():
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        sentences.split(texts.PLAIN_TRANSCRIPT.segments, "en", check=stop)


def test_sounds_are_left_out():
    found = sentences.split(spoken((0, 2, "[Music]"), (2, 4, "Hello there. [Applause]"), (4, 5, "♪♪")))
    assert [s.text for s in found] == ["Hello there."]


def test_another_speaker_begins_another_sentence():
    found = sentences.split(spoken((0, 1, ">> are you baking"), (1, 2, ">> yes I am")))
    assert [s.text for s in found] == ["are you baking", "yes I am"]


def test_abbreviations_initials_and_numbers_do_not_end_a_sentence():
    text = "Dr. Alvarez paid 3.50 for it. J. R. Baker ate it, e.g. with butter. He stood at plan B. It failed."
    assert tokens.sentences(text) == [
        "Dr. Alvarez paid 3.50 for it.", "J. R. Baker ate it, e.g. with butter.", "He stood at plan B.", "It failed.",
    ]  # fmt: skip


@pytest.mark.parametrize("text", [*texts.SAMPLES.values(), "a .!?…\"') b. 。\n c!\n\n"])
def test_the_ends_of_sentences_are_the_same_in_pieces_of_any_length(monkeypatch, text):
    whole = tokens.sentence_spans(text)
    for length in range(1, 8):
        monkeypatch.setattr(tokens, "_SEARCHED_CHARS", length)
        assert tokens.sentence_spans(text) == whole


def test_chinese_segments_are_joined_without_spaces():
    found = sentences.split(spoken((0, 1, "面包需要"), (1, 2, "时间。我喜欢"), (2, 3, "面包。")))
    assert [s.text for s in found] == ["面包需要时间。", "我喜欢面包。"]


@pytest.mark.parametrize("code", texts.SAMPLES)
def test_every_language_falls_apart_into_its_sentences(code):
    assert len(tokens.sentences(texts.SAMPLES[code])) in {3, 4}


def test_no_speech_gives_no_sentence():
    assert sentences.split(()) == ()
    assert sentences.split(spoken((0, 5, "[Music]"), (5, 6, "  "))) == ()


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100), st.text())))
def test_any_segments_give_sentences_with_sensible_seconds(pieces):
    segments = [values.Segment(start, start + length, text) for start, length, text in sorted(pieces)]
    for sentence in sentences.split(segments):
        assert sentence.text.strip()
        assert 0 <= sentence.start <= 200
        assert 0 <= sentence.end <= 200


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_hostile_texts_lose_no_letter(text):
    letters = [char for char in text if char.isalpha()]
    found = sentences.split([values.Segment(0, 1, text)])
    assert [char for sentence in found for char in sentence.text if char.isalpha()] == letters


def test_marks_of_hindi_and_arabic_stay_with_their_words():
    assert tokens.tokens("हिन्दी में") == ["हिन्दी", "में"]
    assert tokens.tokens("شكراً لك") == ["شكراً", "لك"]


def test_unspaced_scripts_are_read_in_pairs():
    assert tokens.tokens("面包店 ok") == ["面包", "包店", "ok"]


def test_french_articles_are_taken_off():
    assert tokens.tokens("l'eau qu'il aime") == ["eau", "il", "aime"]
