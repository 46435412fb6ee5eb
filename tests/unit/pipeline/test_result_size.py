"""A result stays under its limit; what was cut is stated beside it or in a sentence."""

import random

import pytest

from analysis.pipeline import content_analysis, result_size, values
from analysis.pipeline.progress import Progress
from tests.support import texts
from tests.support.results import full_result


def with_comments(**parts):
    return full_result() | {"comments": full_result()["comments"] | parts}


def test_an_ordinary_result_is_not_changed():
    assert result_size.limit(full_result()) == (full_result(), None)


def test_of_many_comment_ids_the_first_thousand_are_listed_beside_the_number_of_all():
    ids = [f"c{number}" for number in range(10_000)]
    found, cut = result_size.limit(
        with_comments(spam={"count": 10_000, "ratio": 1.0, "comment_ids": ids, "reasons": {}})
    )
    assert found["comments"]["spam"] == {"count": 10_000, "ratio": 1.0, "comment_ids": ids[:1_000], "reasons": {}}
    assert cut is None


def test_the_lists_of_a_result_that_is_too_large_are_shortened_and_the_sentence_says_which():
    days = [{"day": "2026-01-01", "count": number} for number in range(150_000)]
    found, cut = result_size.limit(with_comments(time_distribution={"hourly": [1] * 24, "daily": days}))
    assert found["comments"]["time_distribution"] == {"hourly": [1] * 24, "daily": days[:500]}
    assert cut == "The result was too large. Only the first 500 items are kept of: daily (150,000)."


def test_lists_that_insights_refer_to_by_number_stay_whole():
    result = full_result()
    result["content"]["structure"]["sections"] *= 1_000
    result["video"]["tags"] = ["tag" * 60] * 30_000
    found, cut = result_size.limit(result)
    assert len(found["content"]["structure"]["sections"]) == 1_000
    assert "tags (30,000)" in cut


#: More than the limit of a result, in a field whose bound is missing: a text, a list that stays whole, a mapping.
HUGE = (
    ("content", {"summary": "x" * 5_000_000}),
    ("content", {"structure": {"type": "talk", "sections": [{"title": "x" * 100}] * 50_000}}),
    ("comments", {"themes": [{"name": "x" * 100}] * 50_000}),
    pytest.param(
        "comments", {"languages": {f"l{number}": number for number in range(400_000)}}, marks=pytest.mark.long
    ),
    ("insights", [{"text": "x" * 1_000_000, "evidence": []}] * 6),
    ("transcript", {"model": "𠮷" * 1_250_000}),
)


@pytest.mark.parametrize(("part", "value"), HUGE)
def test_a_part_whose_bound_is_missing_is_left_out_and_the_sentence_says_so(part, value):
    result = full_result()
    result[part] = value if isinstance(value, list) else result[part] | value
    found, cut = result_size.limit(result)
    assert result_size.size(found) <= result_size.MAX_BYTES
    assert found[part] == ([] if isinstance(value, list) else None)
    assert cut.endswith(f"The result was too large, so it does not have: {part}.")
    others = full_result()
    assert {name: found[name] for name in ("video", "recommendations")} == {
        name: others[name] for name in ("video", "recommendations")
    }


def test_the_limit_holds_whatever_is_too_large():
    result = {part: {"text": "x" * 5_000_000} for part in full_result()} | {"insights": [{"text": "x" * 5_000_000}]}
    result["video"] = full_result()["video"] | {"description": "x" * 5_000_000, "title": "Tides"}
    found, cut = result_size.limit(result)
    assert result_size.size(found) <= result_size.MAX_BYTES
    assert (found["video"]["title"], found["video"]["description"]) == ("Tides", None)
    assert "video" in cut


@pytest.mark.long
def test_the_quotes_of_very_many_sections_share_the_room_that_there_is():
    # In Swedish, for which no embeddings are computed. No two sentences say the same.
    names = random.Random(1)

    def said() -> str:
        new = ["".join(names.choices("aeiorstlnk", k=14)) for _ in range(10)]
        return f"I {new[0]} visar {' '.join(new[1:5])} hur {new[5]} och {new[6]} bygger {' '.join(new[7:])}."

    segments = tuple(values.Segment(4.0 * n, 4.0 * n + 4, said()) for n in range(3_000))

    def quoted_bytes(parts: int) -> list[int]:
        chapters = tuple(values.Chapter(f"Del {n}", 12.0 * n, 12.0 * n + 12) for n in range(parts))
        video = values.Video(texts.VIDEO.id, texts.VIDEO.url, duration_seconds=12.0 * parts, chapters=chapters)
        transcript = values.Transcript("manual_captions", "sv", segments[: 3 * parts], 12.0 * parts)
        content = content_analysis.analyse_content(video, transcript, depth="detailed", progress=Progress())
        quotes = [(*part.summary, *part.key_points) for part in content.structure.sections]
        return [sum(len(quote.text.encode()) for quote in each) for each in quotes]

    assert max(quoted_bytes(20)) > 500
    assert 200 < max(quoted_bytes(1_000)) <= 500
