"""A watched task keeps its newest frames without gap, whatever order they come in."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from analysis.events import Frame
from analysis.queries import history
from realtime.hub import RING_FRAMES, TaskChannel

TASK = UUID(int=7)


def frame(seq: int, terminal: bool = False) -> Frame:
    """Return event number ``seq``."""
    return Frame(TASK, seq, "warning", terminal, str(seq), committed_at=0.0)


def seqs(topic: TaskChannel, after: int) -> list[int] | None:
    """Return the numbers of the frames after ``after``."""
    found = topic.frames_after(after)
    return None if found is None else [each.seq for each in found]


def test_it_hands_out_what_is_newer():
    topic = TaskChannel(history.TASKS, TASK, 3)
    assert topic.add(frame(4))
    assert topic.add(frame(5))
    assert (seqs(topic, 3), seqs(topic, 4), seqs(topic, 5), seqs(topic, 9)) == ([4, 5], [5], [], [])


def test_what_came_before_the_first_watcher_is_only_in_the_log():
    assert seqs(TaskChannel(history.TASKS, TASK, 3), 2) is None


def test_it_says_that_frames_are_missing():
    topic = TaskChannel(history.TASKS, TASK, 3)
    assert not topic.add(frame(5))
    assert topic.head == 3


def test_a_frame_that_comes_twice_is_kept_once():
    topic = TaskChannel(history.TASKS, TASK, 0)
    assert topic.add(frame(1)) and topic.add(frame(1))
    assert seqs(topic, 0) == [1]


def test_the_ring_forgets_the_oldest():
    topic = TaskChannel(history.TASKS, TASK, 0)
    for seq in range(1, RING_FRAMES + 2):
        topic.add(frame(seq))
    assert seqs(topic, 0) is None
    assert seqs(topic, 1) == list(range(2, RING_FRAMES + 2))


def test_an_ending_that_something_follows_was_rewritten_and_is_dropped():
    topic = TaskChannel(history.TASKS, TASK, 0)
    topic.add(frame(1, terminal=True))
    assert topic.ended
    topic.add(frame(2))
    assert not topic.ended
    assert (seqs(topic, 0), seqs(topic, 1)) == (None, [2])


@given(
    start=st.integers(0, 5),
    arriving=st.lists(st.integers(1, 90), max_size=200),
    readers=st.lists(st.integers(0, 90), max_size=10),
)
def test_what_it_hands_out_is_without_gap_or_the_log_is_asked(start, arriving, readers):
    topic = TaskChannel(history.TASKS, TASK, start)
    for seq in arriving:
        topic.add(frame(seq))
    for after in readers:
        found = seqs(topic, after)
        assert found is None or found == list(range(after + 1, topic.head + 1))
