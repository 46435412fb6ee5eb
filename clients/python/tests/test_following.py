"""Following through lost connections, without a connection."""

import pytest
from youtube_analyzer_client import errors, events
from youtube_analyzer_client.following import Following

LOST = errors.ConnectionFailed("lost")


def frame(seq, type="progress_update", **more):
    head = {"task_id": "x", "seq": seq, "timestamp": "2026-03-01T12:00:00.000Z", "terminal": False}
    return {"type": type, **head, "progress": 1, "message": "Reading", **more}


def test_each_event_is_taken_once():
    following = Following()
    taken = [following.take(frame(seq)) for seq in (1, 2, 2, 1, 3)]
    assert [event and event.seq for event in taken] == [1, 2, None, None, 3]
    assert following.after == 3


def test_it_ends_with_the_terminal_event():
    following = Following(after=4)
    event = following.take(frame(5, "task_cancelled", reason="Cancelled", terminal=True))
    assert isinstance(event, events.TaskCancelled)
    assert following.is_ended


def test_an_event_of_tomorrow_is_an_event():
    event = Following().take(frame(1, "colour_changed", colour="blue"))
    assert type(event) is events.Event
    assert event.raw["colour"] == "blue"


def test_a_way_that_brings_nothing_twice_is_left_for_the_next_one_and_all_are_tried_in_turn():
    following = Following()
    ways = []
    for _ in range(7):
        ways.append(following.transport)
        following.failed(LOST)
    assert ways == ["websocket", "websocket", "sse", "sse", "poll", "poll", "websocket"]


def test_a_way_that_works_is_kept_when_it_breaks():
    following = Following()
    for seq in range(1, 9):
        following.take(frame(seq))
        following.failed(LOST)
        assert following.transport == "websocket"


@pytest.mark.parametrize("code", ["TASK_NOT_FOUND", "AUTHENTICATION_REQUIRED", "INVALID_PARAMETERS"])
def test_what_no_other_attempt_can_change_is_final(code):
    following = Following()
    with pytest.raises(errors.ApiError) as caught:
        following.take({"type": "error", "error": {"code": code, "message": "No"}})
    with pytest.raises(errors.ApiError):
        following.failed(caught.value)


@pytest.mark.parametrize("code", [4429, 4503, 1012, 1011, 1006])
def test_what_may_pass_is_waited_for(code):
    assert 0 <= Following().failed(errors.of_close_code(code)) <= 15


def test_it_gives_up_when_nothing_has_worked_for_long():
    times = iter([0.0, 200.0, 299.0, 300.0])
    following = Following(clock=lambda: next(times), patience=300.0)
    for _ in range(3):
        following.failed(LOST)
    with pytest.raises(errors.ConnectionFailed):
        following.failed(LOST)
