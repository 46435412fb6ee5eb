"""What a language model adds to a finding, each part checked."""

from dataclasses import replace

import pytest

from analysis.pipeline import values
from tests.support import texts
from tests.support.language_models import honest
from tests.support.refinements import (
    LONG,
    SAID,
    ask,
    claim,
    codes,
    comments,
    content,
    only,
    refine,
    rename,
    result_with,
    session_with,
    themed,
)

# Summary


def test_a_summary_rests_on_spans_that_are_really_said():
    session = session_with()
    found = refine(session)
    assert found.summary == " ".join(statement.text for statement in found.summary_statements)
    assert len(found.summary_statements) == 3
    for statement in found.summary_statements:
        for citation in statement.citations:
            assert citation.text in SAID
            assert 0 <= citation.start < citation.end <= 185
    assert found.summary_sentences == content().summary_sentences
    assert (session.warnings(), session.use().dropped_citations) == ([], 0)


def test_every_part_of_a_long_transcript_is_read_and_the_notes_are_put_together():
    seen = []

    def write(task, material, questions):
        if task == "notes":
            seen.extend(text for _, text in material)
        return honest(task, material, questions)

    session = session_with(write, context_tokens=1650, reply_tokens=300)
    found = refine(session, transcript=LONG)
    assert session.use().calls > 12
    assert " ".join(seen) == " ".join([SAID] * 6)
    assert found.summary_statements


def test_a_summary_of_which_no_quote_holds_gives_way_to_the_local_one():
    notes = [{"text": "The loaf is a lie.", "citations": [{"quote": "bread was never invented at all", "place": 3}]}]
    session = session_with(only("notes", {"notes": notes}))
    found = refine(session)
    assert (found.summary, found.summary_statements) == (content().summary, ())
    assert session.use().dropped_citations == 1
    assert session.warnings() == [
        (
            "LLM_REPLY_REJECTED",
            "Too little of the language model's summary is supported by the transcript. Not written by it: summary.",
        )
    ]
    assert session.use().parts == ("section_titles",)


def test_a_sentence_about_something_else_than_its_quotes_is_dropped():
    sentences = [
        {"text": "Buy our wonderful knives today", "notes": [1]},
        {"text": "Bread needs flour.", "notes": [1]},
        {"text": "The starter lives in a jar.", "notes": [2, 3]},
    ]
    found = refine(session_with(only("summary", {"sentences": sentences})))
    assert "knives" not in found.summary
    assert "flour" in found.summary


def test_a_part_that_the_model_fails_is_told_by_the_local_key_sentences():
    calls = []

    def write(task, material, questions):
        calls.append(task)
        return "no JSON" if calls.count("notes") in {1, 2} and task == "notes" else honest(task, material, questions)

    session = session_with(write, context_tokens=1650, reply_tokens=300)
    found = refine(session, transcript=LONG)
    assert found.summary_statements
    assert session.warnings()[0][0] == "LLM_REPLY_REJECTED"
    assert "parts of the summary" in session.warnings()[0][1]
    assert session.use().parts[0] == "summary"


# Names


def test_sections_get_titles_unless_the_author_made_chapters():
    found = refine(session_with())
    assert all(section.title.startswith("All about ") for section in found.structure.sections)
    with_chapters = replace(texts.VIDEO, chapters=(values.Chapter("The jar", 0.0, 185.0),))
    session = session_with()
    assert refine(session, video=with_chapters).structure == content().structure
    assert "section_titles" not in session.use().parts


def test_themes_get_names_in_the_report_and_in_the_findings():
    findings = (replace(comments()[1][0], theme="music"), replace(comments()[1][1], theme=None))
    report, named = rename(session_with(), findings=findings)
    assert report.themes[0].name == "All about music loud Comments"
    assert [finding.theme for finding in named] == ["All about music loud Comments", None]


@pytest.mark.parametrize(
    "name", ["Politics", "", "Visit music.example/now", "thanks", "<script></script>", "\u202e\u0000"]
)
def test_a_name_that_shares_no_word_or_is_taken_or_holds_an_address_is_not_used(name):
    session = session_with(only("theme_names", {"names": [{"number": 1, "name": name}]}))
    report, _ = rename(session)
    assert report.themes == themed().themes
    assert codes(session) == ["LLM_REPLY_REJECTED"]


def test_comments_without_themes_cost_nothing():
    session = session_with()
    rename(session, report=replace(comments()[0], themes=()))
    assert session.use().calls == 0


# Insights


def insight(text, *figures):
    session = session_with(only("insights", {"insights": [{"text": text, "figures": list(figures)}]}))
    result = result_with()
    return claim(session, result).insights[len(result.insights) :], session


def test_an_insight_carries_its_figures_and_the_models_name():
    text = f"Of the comments {comments()[0].fetched} were read."
    (found,), session = insight(text, "comments.fetched", "comments.made_up")
    assert (found.text, found.model) == (text, "fake-model")
    assert found.evidence == (values.Evidence("figure", "comments.fetched", comments()[0].fetched),)
    assert session.use().parts == ("insights",)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("The video is a success.", []),
        ("The video is a success.", ["no.such.figure"]),
        ("It has 999 comments.", ["comments.fetched"]),
        ("See evil.example for more.", ["comments.fetched"]),
    ],
)
def test_an_insight_without_known_figures_or_with_other_numbers_is_dropped(text, figures):
    found, session = insight(text, *figures)
    assert found == ()
    assert codes(session) == ["LLM_REPLY_REJECTED"]


def test_a_model_that_sees_nothing_worth_a_claim_may_say_so():
    session = session_with(only("insights", {"insights": []}))
    result = result_with()
    assert claim(session, result).insights == result.insights
    assert session.warnings() == []


# Answers


def test_a_question_is_answered_from_speech_and_comments_with_citations():
    session = session_with()
    salt, oven = ask(session)
    assert (salt.id, salt.name, salt.category, oven.category) == ("q1", "Salt", "science", None)
    assert salt.answer == " ".join(statement.text for statement in salt.statements)
    spoken = [citation for citation in salt.citations if citation.comment_id is None]
    written = [citation for citation in salt.citations if citation.comment_id is not None]
    assert all(citation.text in SAID for citation in spoken)
    comment = {comment.id: comment for comment in texts.COMMENT_SET.comments}[written[0].comment_id]
    assert written[0].text in comment.text
    assert session.warnings() == []


def test_a_question_that_the_material_does_not_answer_has_no_answer():
    nothing = {"finds": []}
    session = session_with(lambda task, *rest: nothing if task.startswith("finds") else honest(task, *rest))
    assert [(found.answer, found.citations) for found in ask(session)] == [(None, ()), (None, ())]
    assert session.warnings() == []


def test_there_is_nothing_to_ask_where_there_is_neither_speech_nor_comment():
    session = session_with()
    assert [found.answer for found in ask(session, transcript=None, comments=())] == [None, None]
    assert session.use().calls == 0
