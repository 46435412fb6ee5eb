import json
from dataclasses import asdict, replace

from analysis.pipeline.comparison import comparison
from tests.support.comparisons import analysed, rows, theme

MIXED = [*rows(0, 60, "positive", "praise"), *rows(60, 60, "negative", "complaints"), *rows(120, 30, "neutral")]


def by_name(found):
    return {fact.name: fact for fact in found.facts}


def test_an_analysis_does_not_differ_from_itself():
    found = comparison.compare(analysed(MIXED), analysed(MIXED))
    assert [note.code for note in found.notes] == ["SAME_ANALYSIS"]
    assert not any(fact.differs for fact in found.facts)
    assert found.shared_comments == 150
    tests = [found.sentiment.score, *found.sentiment.distribution.values(), *found.feedback.values()]
    assert {(each.difference, each.more_than_chance) for each in tests} == {(0.0, False)}


def test_a_change_of_the_comments_is_told_from_chance():
    praised = [*rows(200, 150, "positive", "praise")]
    found = comparison.compare(analysed(MIXED), analysed(praised, "b"))
    assert found.notes == ()
    score = found.sentiment.score
    assert (score.first.value, score.second.value, score.difference) == (0.0, 0.8, 0.8)
    assert (score.first.n, score.second.n, score.more_than_chance) == (150, 150, True)
    assert score.interval_95[0] > 0.4
    assert found.sentiment.distribution["positive"].more_than_chance
    assert found.feedback["complaints"].difference == -0.4
    assert found.feedback["complaints"].more_than_chance
    assert found.feedback["questions"].more_than_chance is False


def test_facts_are_subtracted_where_they_are_numbers():
    found = by_name(comparison.compare(analysed(MIXED), analysed(MIXED, "b", view_count=1_234_667, title="New")))
    views, title = found["video.view_count"], found["video.title"]
    assert (views.first, views.second, views.difference, views.differs) == (1_234_567, 1_234_667, 100, True)
    assert (title.second, title.difference, title.differs) == ("New", None, True)
    assert found["video.duration_seconds"].differs is False
    assert "video.like_count" not in found  # neither has it
    assert found["options.include_comments"].difference is None


def test_what_makes_two_analyses_unlike_is_noted():
    other = analysed(MIXED, "b")
    options = other.metadata["options"] | {"comment_sort": "new"}
    other = replace(
        other,
        result=other.result | {"video": other.result["video"] | {"id": "another___1"}},
        metadata=other.metadata | {"options": options, "models": {}},
    )
    notes = comparison.compare(analysed(MIXED), other).notes
    assert [note.code for note in notes] == ["DIFFERENT_VIDEOS", "DIFFERENT_OPTIONS", "DIFFERENT_VERSIONS"]
    assert "comment sort" in notes[1].message


def test_key_phrases_are_matched_in_any_case():
    found = comparison.compare(
        analysed([], keywords={"Tide": 3, "moon": 2}), analysed([], "b", keywords={"tide": 5, "boat": 1})
    ).key_phrases
    assert [(each.text, each.first_frequency, each.second_frequency) for each in found.both] == [("tide", 3, 5)]
    assert [each.text for each in found.first_only] == ["moon"]
    assert [each.text for each in found.second_only] == ["boat"]


def test_parts_that_one_of_them_lacks_are_null():
    bare = replace(analysed([], "b"), result={"video": {}, "comments": None, "content": None}, metadata={})
    found = comparison.compare(analysed(MIXED), bare)
    assert (found.sentiment, found.feedback, found.themes, found.key_phrases, found.shared_comments) == (None,) * 5
    assert by_name(found)["video.view_count"].second is None


def test_comments_without_a_score_have_no_sentiment_to_compare():
    found = comparison.compare(analysed(rows(0, 5, "not_scored", "praise")), analysed(MIXED, "b"))
    assert found.sentiment is None
    assert found.feedback["praise"].first.value == 1


def ids(start, count):
    return [f"c{index}" for index in range(start, start + count)]


def test_themes_come_and_go_and_grow():
    first = [
        theme("Tides", ("tide", "moon"), ids(0, 10)),
        theme("Old sound", ("hiss", "microphone"), ids(20, 6)),
        theme("Boats", ("boat", "mud"), ids(40, 20)),
    ]
    second = [
        theme("The moon and tides", ("tide", "moon", "sun"), ids(300, 70)),
        theme("Ships", ("ships", "harbour"), ids(40, 20) + ids(400, 20)),
        theme("Subtitles", ("subtitles", "captions"), ids(80, 9)),
    ]
    later = [*MIXED, *rows(300, 150, "positive")]
    found = comparison.compare(analysed(MIXED, themes=first), analysed(later, "b", themes=second)).themes
    assert [(each.change, (each.second or each.first).name) for each in found] == [
        ("came", "Subtitles"),
        ("grew", "The moon and tides"),  # by its keywords
        ("steady", "Ships"),  # by its comments, although no word is the same
        ("went", "Old sound"),
    ]
    grew = found[1]
    assert (grew.first.share, grew.second.share) == (0.0667, 0.2333)
    assert grew.share.more_than_chance and grew.share.difference == 0.1667
    assert (found[0].first, found[0].share, found[0].similarity) == (None, None, None)


def test_one_word_in_common_is_not_the_same_theme():
    first = [theme("Video", ("video",), ids(0, 5))]
    second = [theme("Video quality", ("video", "blurry"), ids(80, 5))]
    found = comparison.compare(analysed(MIXED, themes=first), analysed(MIXED, "b", themes=second)).themes
    assert [each.change for each in found] == ["came", "went"]


def test_a_comparison_is_json():
    found = comparison.compare(analysed(MIXED), analysed(rows(0, 1, "positive"), "b"))
    assert json.loads(json.dumps(asdict(found)))["sentiment"]["score"]["p_value"] is None
