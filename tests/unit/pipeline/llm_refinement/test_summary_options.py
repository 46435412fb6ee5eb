"""The language and the style of a summary that a caller asks for."""

import pytest

from analysis.pipeline import llm_refinement
from analysis.pipeline.llm_refinement import SummaryRequest
from analysis.pipeline.progress import Progress
from tests.support import refinements, texts
from tests.support.language_models import honest

BREAD = {"quote": "Good bread needs three things: flour, water and time", "place": 0.5}
SALT = {"quote": "Without salt the dough runs over the table like soup", "place": 68}
NOTES = {"notes": [{"text": "Bread needs flour.", "citations": [BREAD]}, {"text": "Salt.", "citations": [SALT]}]}


def summarised(wanted, *sentences):
    """Return the content and the session; without ``sentences``, the model writes honestly."""

    def write(task, material, questions):
        if task == "notes" and sentences:
            return NOTES
        if task == "summary" and sentences:
            return {"sentences": [{"text": text, "notes": [number]} for text, number in sentences]}
        return honest(task, material, questions)

    session = refinements.session_with(write)
    content = llm_refinement.refine_content(
        refinements.content(), texts.VIDEO, texts.TRANSCRIPT, session=session, progress=Progress(), wanted=wanted
    )
    return content, session


def instruction(session, task):
    prompts = [prompt for prompt in session._model.prompts if prompt.schema_name == task]
    return prompts[0].messages[0][1]


def test_the_language_that_is_asked_for_is_that_of_the_summary_and_not_of_the_notes():
    _, session = summarised(SummaryRequest(language="zh-Hans"))
    assert "“zh-Hans”" in instruction(session, "summary")
    assert "“zh-Hans”" not in instruction(session, "notes")


def test_a_sentence_in_another_language_is_kept_only_if_it_means_what_its_quotes_say():
    content, _ = summarised(
        SummaryRequest(language="zh-Hans"),
        ("好面包需要面粉、水和时间。", 1),
        ("没有盐,面团就像汤一样流满桌子。", 2),
        ("昨天的足球比赛以三比零结束。", 1),
    )
    assert [statement.text for statement in content.summary_statements] == [
        "好面包需要面粉、水和时间。",
        "没有盐,面团就像汤一样流满桌子。",
    ]
    assert [statement.citations[0].text for statement in content.summary_statements] == [
        "Good bread needs three things: flour, water and time",
        "Without salt the dough runs over the table like soup",
    ]


def test_a_language_that_the_encoder_does_not_know_needs_quotes_that_hold():
    content, _ = summarised(SummaryRequest(language="hi"), ("अच्छी रोटी को आटा चाहिए।", 1), ("नमक।", 2), ("फुटबॉल।", 99))
    assert len(content.summary_statements) == 2


@pytest.mark.parametrize(
    ("style", "most"), [("brief", 2), ("detailed", 12), ("bullets", 8), ("tutorial", 12), (None, 5)]
)
def test_each_style_has_its_length_and_its_words(style, most):
    content, session = summarised(SummaryRequest(style=style), *[("Bread needs flour and water.", 1)] * 30)
    assert f"in at most {most} sentences" in instruction(session, "summary") or style is None
    assert len(content.summary_statements) == (most if style else len(content.summary_sentences))


@pytest.mark.parametrize(
    ("style", "summary"),
    [
        ("bullets", "- Bread needs flour.\n- Dough needs salt."),
        ("tutorial", "1. Bread needs flour.\n2. Dough needs salt."),
        ("detailed", "Bread needs flour. Dough needs salt."),
    ],
)
def test_a_list_has_a_line_for_each_sentence(style, summary):
    content, _ = summarised(SummaryRequest(style=style), ("Bread needs flour.", 1), ("Dough needs salt.", 2))
    assert content.summary == summary


def test_a_brief_summary_may_be_one_sentence():
    content, _ = summarised(SummaryRequest(style="brief"), ("Bread needs flour.", 1))
    assert content.summary == "Bread needs flour."
