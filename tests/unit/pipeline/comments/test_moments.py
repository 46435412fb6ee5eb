import random
from dataclasses import replace

from analysis.pipeline import values
from analysis.pipeline.comments import moments
from analysis.pipeline.comments.moments import CitingComment
from tests.support import texts


def cites(**seconds: tuple[float, ...]) -> list[CitingComment]:
    return [CitingComment(name, name, cited) for name, cited in seconds.items()]


def test_neighbouring_citations_are_one_moment_at_the_second_most_named():
    (moment,) = moments.collect(cites(a=(101.0,), b=(104.0,), c=(104.0,), d=(106.0,)))
    assert (moment.seconds, moment.start, moment.end, moment.count) == (104.0, 101.0, 106.0, 4)
    assert moment.comment_ids == ("a", "b", "c", "d")


def test_a_comment_counts_once_in_a_moment():
    (moment,) = moments.collect(cites(a=(10.0, 12.0)))
    assert (moment.count, moment.commenters) == (1, 1)


def test_one_person_with_many_comments_counts_once():
    loud = [CitingComment(f"loud{i}", "loud", (50.0,)) for i in range(9)]
    found = moments.collect([*loud, *cites(a=(200.0,), b=(201.0,))])
    assert [(moment.seconds, moment.commenters, moment.count) for moment in found] == [(200.0, 2, 2), (50.0, 1, 9)]


def test_moments_are_ranked_by_people_then_likes_then_place():
    found = moments.collect(
        [*cites(a=(10.0,), b=(100.0,), c=(101.0,), d=(200.0,)), CitingComment("e", "e", (300.0,), likes=4)]
    )
    assert [moment.seconds for moment in found] == [100.0, 300.0, 10.0, 200.0]


def test_the_most_liked_comment_of_a_moment_comes_first():
    (moment,) = moments.collect(
        [CitingComment("a", "a", (10.0,), 2), CitingComment("b", "b", (11.0,), 30), CitingComment("c", "c", (10.0,))]
    )
    assert (moment.comment_ids, moment.likes) == (("b", "a", "c"), 32)


def test_unknown_likes_are_not_zero():
    assert moments.collect(cites(a=(10.0,)))[0].likes is None


def test_a_chain_of_citations_does_not_become_one_long_moment():
    found = moments.collect([CitingComment(str(i), str(i), (4.0 * i,)) for i in range(20)])
    assert all(moment.end - moment.start <= 10 for moment in found)
    assert sum(moment.count for moment in found) == 20


def test_a_moment_forms_where_citations_lie_densest():
    found = moments.collect(cites(a=(90.0,), b=(96.0,), c=(97.0,), d=(97.0,), e=(98.0,), f=(104.0,)))
    assert [(moment.seconds, moment.count) for moment in found] == [(97.0, 4), (90.0, 1), (104.0, 1)]


def test_a_table_of_contents_makes_no_moments_and_joins_those_of_others():
    contents = CitingComment("toc", "toc", (0.0, 60.0, 120.0, 180.0, 240.0, 300.0))
    found = moments.collect([contents, *cites(a=(121.0,))])
    assert [(moment.start, moment.end, moment.commenters) for moment in found] == [(120.0, 121.0, 2)]


def test_the_sentiment_of_a_moment_is_that_of_its_scored_comments():
    (moment,) = moments.collect(
        [
            CitingComment("a", "a", (10.0,), score=0.5),
            CitingComment("b", "b", (10.0,), score=-0.1),
            CitingComment("c", "c", (10.0,)),
        ]
    )
    assert (round(moment.sentiment, 3), moment.sentiment_n) == (0.2, 2)
    assert moment.sentiment_95[0] < 0.2 < moment.sentiment_95[1]


def test_no_citations_give_no_moments():
    assert moments.collect([]) == ()


def test_the_order_of_the_comments_changes_nothing():
    draw = random.Random(5)
    citing = [
        CitingComment(f"c{i}", f"p{draw.randrange(60)}", (float(draw.randrange(300)),), draw.randrange(9))
        for i in range(400)
    ]
    shuffled = draw.sample(citing, k=len(citing))
    assert moments.collect(shuffled) == moments.collect(citing)


# Joined with what is said and shown


def moment(seconds: float) -> values.Moment:
    return values.Moment(seconds, 3, ("a", "b", "c"))


def content(*sections: values.Section) -> values.Content:
    return values.Content(None, (), (), (), None, None, values.Structure(None, sections), {}, 1.0)


def test_a_moment_is_reported_with_the_sentence_that_is_spoken_there():
    (found,) = moments.add_context((moment(102.0),), texts.TRANSCRIPT, None)
    assert "oven" in found.quote.text
    assert found.quote.start <= 103.0
    assert found.quote.end >= 102.0
    assert (found.section, found.section_title) == (None, None)


def test_a_moment_is_reported_with_its_section():
    parts = content(values.Section("Dough", 0, 95), values.Section("Oven", 95, 185))
    (found,) = moments.add_context((moment(102.0),), None, parts)
    assert (found.section, found.section_title, found.quote) == (1, "Oven", None)


def test_without_speech_there_is_no_quotation():
    silent = replace(texts.TRANSCRIPT, segments=(values.Segment(0, 4, "Good morning."), values.Segment(60, 64, "Bye.")))
    (found,) = moments.add_context((moment(30.0),), silent, None)
    assert found.quote is None


def test_who_cites_a_second_early_means_the_sentence_that_follows():
    said = replace(
        texts.TRANSCRIPT, segments=(values.Segment(0, 4, "Good morning."), values.Segment(10, 14, "It bites!"))
    )
    (found,) = moments.add_context((moment(8.0),), said, None)
    assert found.quote == values.Quote("It bites!", 10, 14)
