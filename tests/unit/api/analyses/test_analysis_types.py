"""The expected duration of a kind of analysis."""

from analysis.api.analyses import analysis_types
from analysis.execution import workflow

SECONDS = {"extraction": 1.0, "transcription": 2.0, "content_analysis": 10.0, "comment_analysis": 4.0, "synthesis": 0.5}


def steps(*names):
    return [step for step in workflow.STEPS if step.name in names]


def test_steps_side_by_side_cost_as_much_as_the_longer_one():
    assert analysis_types.expected_seconds(steps(*SECONDS), SECONDS) == 13.5


def test_a_step_that_is_left_out_costs_nothing_and_keeps_the_order():
    assert analysis_types.expected_seconds(steps("extraction", "comment_analysis", "synthesis"), SECONDS) == 5.5


def test_it_is_not_known_while_one_step_was_never_measured():
    assert analysis_types.expected_seconds(steps("extraction", "synthesis"), {**SECONDS, "extraction": None}) is None
    assert analysis_types.expected_seconds(steps("extraction", "synthesis"), {**SECONDS, "transcription": None}) == 1.5
