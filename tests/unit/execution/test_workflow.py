"""The steps as data."""

import pytest

from analysis import options
from analysis.execution import workflow


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
    assert sum(workflow.WEIGHTS.values()) == 100
