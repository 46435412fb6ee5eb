"""No duration is negative, also where the clock was set back while it was measured."""

from datetime import UTC, datetime, timedelta

from analysis.support.durations import seconds_between

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_a_duration_is_the_seconds_from_start_to_end():
    assert seconds_between(NOON, NOON + timedelta(seconds=2.5)) == 2.5


def test_a_clock_that_was_set_back_makes_a_duration_of_zero():
    assert seconds_between(NOON, NOON - timedelta(hours=4)) == 0.0
