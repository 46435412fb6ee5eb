import itertools

import numpy as np
import pytest

from analysis.pipeline import values
from analysis.pipeline.nlp.outline import sections
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.vectors import embeddings
from tests.support import texts

SPOKEN = sentences.split(texts.TRANSCRIPT.segments)

_SUBJECTS = (
    "The telescope collects starlight and the astronomer measures the galaxy with a mirror",
    "The goalkeeper caught the ball and the striker missed the penalty in the stadium",
    "The violin leads the orchestra while the conductor counts the melody of the symphony",
)


def three_subjects() -> list[Sentence]:
    said = [subject for subject in _SUBJECTS for _ in range(12)]
    return [Sentence(text + ".", 6.0 * i, 6.0 * i + 5, 13) for i, text in enumerate(said)]


def test_sections_change_where_the_subject_changes():
    found = sections.from_words(three_subjects(), "en")
    assert [part.first for part in found] == [0, 12, 24]


def test_a_section_is_titled_with_its_own_words():
    titles = [part.title.lower() for part in sections.from_words(three_subjects(), "en")]
    assert any(word in titles[0] for word in ("telescope", "starlight", "galaxy", "astronomer", "mirror"))
    assert any(word in titles[1] for word in ("goalkeeper", "ball", "striker", "penalty", "stadium"))
    assert len(set(titles)) == 3


def test_sections_hold_every_sentence_once_and_follow_each_other():
    found = sections.from_words(SPOKEN, "en")
    assert [index for part in found for index in range(part.first, part.stop)] == list(range(len(SPOKEN)))
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))


def test_one_subject_is_one_section():
    said = [Sentence(_SUBJECTS[0] + ".", 6.0 * i, 6.0 * i + 5, 13) for i in range(20)]
    assert len(sections.from_words(said, "en")) == 1


def test_a_short_talk_is_not_cut_into_scraps():
    assert all(part.end - part.start >= 20 for part in sections.from_words(SPOKEN, "en"))


def test_the_authors_chapters_are_kept_as_they_are():
    chapters = (values.Chapter("Starter", 0, 45), values.Chapter("Dough", 45, 95), values.Chapter("Oven", 95, 185))
    found = sections.from_chapters(chapters, SPOKEN)
    assert [(part.title, part.start, part.end) for part in found] == [
        ("Starter", 0, 45),
        ("Dough", 45, 95),
        ("Oven", 95, 185),
    ]
    assert SPOKEN[found[1].first].text.startswith("Now let us look at the dough")


def test_a_chapter_in_which_nobody_speaks_holds_no_sentence():
    (part,) = sections.from_chapters((values.Chapter("Silence", 500, 600),), SPOKEN)
    assert part.first == part.stop


#: Two subjects that share no words within themselves: only their meaning tells them apart.
_PARAPHRASED = (
    "My dog barks at every visitor.",
    "A puppy wants to chew on shoes.",
    "Cats sleep for most of the afternoon.",
    "Our hamster runs in its wheel at night.",
    "The vet weighed the kitten yesterday.",
    "A leash keeps the hound beside you.",
    "Interest rates climbed again in spring.",
    "The bank raised its mortgage fees.",
    "Shares fell after the earnings report.",
    "Inflation eats into everybody's savings.",
    "The treasury sold bonds to investors.",
    "A loan must be paid back with a premium.",
)


def test_meaning_parts_subjects_that_words_cannot():
    said = [Sentence(text, 6.0 * i, 6.0 * i + 5, 7) for i, text in enumerate(_PARAPHRASED)]
    found = sections.from_words(said, "en", embeddings.embed(_PARAPHRASED))
    assert [part.first for part in found] == [0, 6]


def test_the_number_of_sections_grows_more_slowly_than_the_talk():
    draw = np.random.default_rng(3)
    subjects = draw.standard_normal((400, 32))

    def sections_of(count):
        # A new subject every twenty sentences, each sentence somewhere around it.
        points = subjects[np.arange(count) // 20] + draw.standard_normal((count, 32))
        said = [Sentence(f"w{i}", 6.0 * i, 6.0 * i + 5, 15) for i in range(count)]
        return len(sections.from_words(said, "en", points.astype(np.float32)))

    short, long = sections_of(200), sections_of(3_000)
    assert 7 <= short <= 12
    assert 20 <= long <= 80


def test_a_short_sentence_is_the_title_where_single_words_would_be():
    lines = [
        "The yeast was far too old.", "Nobody had fed the yeast for a month.", "It smelled of glue and dust.",
        "My neighbour sold me fresh yeast.", "The yeast doubled in four hours.", "So we waited until noon.",
    ]  # fmt: skip
    said = [Sentence(text, 5.0 * n, 5.0 * n + 4, len(text.split())) for n, text in enumerate(lines)]
    first, second = sections.from_words(said, "en")
    assert (first.title, first.quoted) == ("Nobody had fed the yeast for a month", 1)
    assert (second.title, second.quoted) == ("The yeast doubled in four hours", 4)
    # Without that sentence: what is said from one word to the other.
    first, second = sections.from_words(said, "en", taken=[1])
    assert (first.title, first.quoted, second.quoted) == ("Yeast for a month", None, 4)
    assert [part.quoted for part in sections.from_words(said, "en", taken=range(len(said)))] == [None, None]


def test_no_sentences_give_no_sections():
    assert sections.from_words([], "en") == []


@pytest.mark.parametrize("code", texts.SAMPLES)
def test_every_language_can_be_divided(code):
    said = sentences.split([values.Segment(10 * i, 10 * i + 9, texts.SAMPLES[code]) for i in range(8)])
    found = sections.from_words(said, code)
    assert found[0].start == 0
    phrases = [phrase for section in found for phrase in section.title.split(", ")]
    assert all(phrase.casefold() in texts.SAMPLES[code].casefold() for phrase in phrases)


def test_sentences_without_a_single_word_still_make_a_section():
    (part,) = sections.from_words([Sentence("...", 0, 1, 0), Sentence("!!!", 1, 2, 0)], None)
    assert (part.title, part.first, part.stop) == ("Part 1", 0, 2)


def test_marks_without_words_make_no_more_blocks_than_words_do():
    shouts = [Sentence("...", float(second), second + 1.0, 0) for second in range(20_000)]
    assert len(sections.from_words(shouts, "en")) <= 240
