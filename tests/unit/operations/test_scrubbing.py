"""What remains of JSON and texts once an author's comments are erased."""

import pytest

from analysis.operations.erasure.scrubbing import Scrubber

TEXT = "I watched this twice and still do not get it"


@pytest.fixture
def scrubber():
    return Scrubber(["c1"], [TEXT, "Nice"], ["@mia", "Max Muster"])


@pytest.mark.parametrize(
    "before, after",
    [
        (
            {"top_comments": [{"id": "c1", "text": TEXT}, {"id": "c2", "text": "x"}]},
            {"top_comments": [{"id": "c2", "text": "x"}]},
        ),
        ({"size": 2, "comment_ids": ["c1", "c2"]}, {"size": 2, "comment_ids": ["c2"]}),
        ({"pinned_comment_id": "c1"}, {"pinned_comment_id": None}),
        ({"examples": [{"comment_id": "c1", "text": "Nice"}]}, {"examples": []}),
        ({"threads": [{"comment_id": "c9", "question": "q", "reply_id": "c1", "reply": "Nice"}]}, {"threads": []}),
        (
            {"evidence": [{"kind": "comment", "ref": "c1"}, {"kind": "figure", "ref": "a"}]},
            {"evidence": [{"kind": "figure", "ref": "a"}]},
        ),
        ({"a": {"b": [{"c": f"They said: {TEXT}."}]}}, {"a": {"b": [{"c": "They said: [erased]."}]}}),
        ({"text": "Thanks @Mia, and @max muster!"}, {"text": "Thanks @[erased], and @[erased]!"}),
    ],
)
def test_it_is_removed_wherever_it_stands(scrubber, before, after):
    assert scrubber.value(before) == after


@pytest.mark.parametrize(
    "value", [{"text": "Nice"}, {"text": "@mia-2 and @miaow"}, {"n": 3, "none": None, "f": [1.5, True]}]
)
def test_what_is_not_the_authors_stays(scrubber, value):
    assert scrubber.value(value) == value


def test_a_statement_that_rests_on_the_comment_goes_with_its_words_in_the_answer(scrubber):
    statements = [
        {"text": "Viewers did not follow it.", "citations": [{"comment_id": "c1", "text": "do not get it"}]},
        {"text": "The moon pulls.", "citations": [{"comment_id": None, "text": "moon"}]},
    ]
    answer = "Viewers did not follow it. The moon pulls."
    cleaned = scrubber.value({"answer": answer, "statements": statements, "citations": statements[0]["citations"]})
    assert cleaned == {"answer": "[erased] The moon pulls.", "statements": statements[1:], "citations": []}
