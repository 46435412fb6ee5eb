"""The steps as data."""

from typing import get_args, get_type_hints

import pytest

from analysis import options
from analysis.choices import StepName
from analysis.execution import steps, workflow
from analysis.pipeline import values
from tests.support.paths import ROOT


def waves(**given):
    """Return the names of the steps in the order in which they run, those that run side by side together."""
    chosen = options.with_defaults(given)
    done = {str(step.name) for step in workflow.STEPS if not workflow.is_requested(step, chosen)}
    order = []
    while ready := workflow.ready_steps(done):
        order.append({str(step.name) for step in ready})
        done |= order[-1]
    return order


def test_content_and_comments_are_analysed_side_by_side():
    assert waves() == [{"extraction"}, {"transcription"}, {"content_analysis", "comment_analysis"}, {"synthesis"}]


def test_a_step_that_was_not_asked_for_does_not_let_others_start_early():
    assert waves(analysis_type="comments") == [{"extraction"}, {"comment_analysis"}, {"synthesis"}]
    assert waves(analysis_type="content") == [{"extraction"}, {"transcription"}, {"content_analysis"}, {"synthesis"}]


@pytest.mark.parametrize("given", [{"include_comments": False}, {"max_comments": 0}])
def test_no_comments_are_read_where_none_are_wanted(given):
    assert {"comment_analysis"} not in waves(**given)
    assert len(waves(**given)) == 4


def test_the_weights_make_a_whole():
    assert sum(step.weight for step in workflow.STEPS) == 100


def test_the_last_step_waits_for_all_others():
    *others, last = workflow.STEPS
    waits_for = {*last.depends_on, *(name for step in last.depends_on for name in workflow.BY_NAME[step].depends_on)}
    assert waits_for == {step.name for step in others}


def test_every_step_has_a_row_and_a_binding():
    assert [step.name for step in workflow.STEPS] == list(StepName)
    assert set(steps.BINDINGS) == set(StepName)


def test_the_part_of_a_step_is_a_member_of_the_result_that_can_be_null():
    members = get_type_hints(values.Result)
    for step in workflow.STEPS:
        assert step.part is None or type(None) in get_args(members[step.part])
        assert (step.part is not None) is step.optional


def test_a_part_needs_the_optional_step_that_its_step_reads():
    needed = {step.part: step.needed_for_part for step in workflow.STEPS if step.part}
    assert needed == {
        "transcript": ("transcription",),
        "content": ("transcription", "content_analysis"),
        "comments": ("comment_analysis",),
    }


def test_the_documents_name_every_step():
    for page in ("api.md", "glossary.md"):
        text = (ROOT / "docs" / page).read_text()
        assert not [name for name in StepName.values if name not in text], page
