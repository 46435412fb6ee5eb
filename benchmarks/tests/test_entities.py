"""The benchmark's own talks and how it counts."""

from benchmarks.quality import entities


def test_every_talk_has_its_names_in_its_sentences():
    talks = entities.talks()
    assert len(talks) == 10
    assert all(name in " ".join(talk.sentences) for talk in talks for name in talk.names)
    assert not any("|" in sentence or "[" in sentence for talk in talks for sentence in talk.sentences)


def test_names_are_counted_once_a_talk_in_whatever_case():
    talk = entities.Talk(("We saw Rome and Rome again.",), {"Rome": "place", "Oslo": "place"})
    counts = entities.measure([talk], lambda texts: {"rome": "person", "bread": None}, entities.plain)
    assert (counts.found, counts.marked, counts.both) == (2, 2, 1)
    assert (counts.types_predicted, counts.types_right) == (1, 0)
    assert counts.f1() == 50.0
