"""A step on hostile material can be stopped within 2 s, and no part of it holds the GIL for more than 0.2 s.

Both are measured in processor time of the step's thread, so that a busy machine changes neither. Between two checks a
step cannot be stopped: the longest time between them is the longest that a cancellation can take.

What takes longer the more there is was measured to do so in proportion. So half the largest input has half the time.
"""

import gc
import random
import string
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

import pytest

from analysis.execution import leases
from analysis.execution.lifecycle import Claim
from analysis.pipeline import comment_analysis, content_analysis, values
from analysis.pipeline.nlp import feedback, sentiment, spam
from analysis.pipeline.nlp.themes import themes
from analysis.pipeline.progress import Progress
from tests.support import adversarial, run_delay
from tests.support.fakes import comment
from youtube_analyzer.celery_support import garbage_collection

STOP_SECONDS, GIL_SECONDS = 2.0, 0.2
VIDEO = values.Video("aaaaaaaaaaa", "https://youtu.be/aaaaaaaaaaa", title="The machine", duration_seconds=14_400.0)


@dataclass
class Measured:
    """Processor seconds of the step's thread: the longest between two checks, and between two ticks of another."""

    unchecked: float = 0.0
    unticked: float = 0.0


class Watch:
    """Measures the thread that made it."""

    def __init__(self) -> None:
        self.found = Measured()
        self._clock = time.pthread_getcpuclockid(threading.get_ident())
        self._checked_at = self._now()
        self._stopped = threading.Event()
        #: What a step checks in a worker.
        self._lease = leases.Lease(Claim(uuid4(), fence=1))

    def _now(self) -> float:
        return time.clock_gettime(self._clock)

    def check(self) -> None:
        now = self._now()
        self.found.unchecked = max(self.found.unchecked, now - self._checked_at)
        self._checked_at = now
        self._lease.check()

    def tick(self) -> None:
        last, last_delay = self._now(), run_delay.of_thread()
        is_last = False
        while not is_last:
            is_last = self._stopped.wait(0.005)
            now, delay = self._now(), run_delay.of_thread()
            # On a busy machine this thread has the GIL and waits for a processor.
            self.found.unticked = max(self.found.unticked, now - last - (delay - last_delay))
            last, last_delay = now, delay

    @contextmanager
    def ticking(self) -> Iterator[None]:
        ticking = threading.Thread(target=self.tick)
        ticking.start()
        try:
            yield
        finally:
            self._stopped.set()
            ticking.join()


def watched(step: Callable[[Progress], object]) -> Measured:
    """Return how long ``step`` could not be stopped, and how long no other thread could work."""
    watch = Watch()
    with watch.ticking():
        step(Progress(check=watch.check))
        watch.check()
    return watch.found


@pytest.fixture(autouse=True)
def _as_in_a_worker(monkeypatch):
    """Leave longer garbage collections to the time between tasks."""
    before = gc.get_threshold()
    garbage_collection.postpone_collections()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def talk(text: str, cue_chars: int, cues: int) -> values.Transcript:
    """Return four hours of captions that repeat a text."""
    code = adversarial.PIECES[text][1]
    said = adversarial.text(text, cue_chars * cues)
    seconds = 14_400 / cues
    segments = (
        values.Segment(seconds * n, seconds * (n + 1), said[cue_chars * n : cue_chars * (n + 1)]) for n in range(cues)
    )
    return values.Transcript("automatic_captions", code, tuple(segments), 14_400.0)


def analyse_talk(said: values.Transcript, depth: str, progress: Progress) -> None:
    content_analysis.analyse_content(VIDEO, said, depth=depth, progress=progress)


def long_comments(text: str, count: int) -> values.CommentSet:
    return values.CommentSet(tuple(comment(n, f"{n} {adversarial.text(text, 10_000)}") for n in range(count)))


def varied_comments(letters: str, count: int) -> values.CommentSet:
    """Return comments of 10,000 characters that lure and differ, so that each reaches the spam model."""
    draw = random.Random(7)
    texts = (f"free money {''.join(draw.choices(letters, k=9_980))}" for _ in range(count))
    return values.CommentSet(tuple(comment(n, text) for n, text in enumerate(texts)))


def look_for_spam(said: values.CommentSet, progress: Progress) -> None:
    spam.find_spam(said.comments, VIDEO, check=lambda done: progress.check_cancelled())


def score_sentiment(said: values.CommentSet, progress: Progress) -> None:
    texts = [each.text for each in said.comments]
    sentiment.predict(texts, ["en"] * len(texts), check=lambda done: progress.check_cancelled())


def classify_feedback(said: values.CommentSet, progress: Progress) -> None:
    texts = [each.text for each in said.comments]
    scored = [None] * len(texts)
    feedback.classify(texts, ["en"] * len(texts), scored, check=lambda done: progress.check_cancelled())


def find_themes(said: values.CommentSet, language: str, progress: Progress) -> None:
    documents = [themes.Document(each.id, each.text, language) for each in said.comments]
    themes.find_themes(documents, limit=8, check=progress.check_cancelled)


def analyse_comments(said: values.CommentSet, progress: Progress) -> None:
    comment_analysis.analyse_comments(VIDEO, said, depth="basic", progress=progress)


def assert_responsive(step: Callable[[Progress], object], share: float = 1.0) -> None:
    """Fail if ``step``, on this share of the largest input, takes more than the same share of the time."""
    found = watched(step)
    assert found.unchecked < share * STOP_SECONDS
    assert found.unticked < share * GIL_SECONDS


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "cue_chars", "cues", "share"),
    [
        ("no full stop", 40, 7_000, 1 / 2),
        # The whole: this comes nearest to how long others may wait.
        ("no full stop", 2_000, 700, 1),
        ("one word", 37, 7_000, 1 / 2),
        # The reader of captions lets 40,000 through.
        ("one name", 37, 20_000, 1 / 2),
        ("sentences", 37, 7_000, 1 / 2),
        ("chinese", 15, 7_000, 1 / 2),
        ("one letter", 2_000, 700, 1),
        ("combining marks", 2_000, 700, 1),
        ("dots", 2_000, 700, 1),
    ],
)
def test_the_analysis_of_a_hostile_talk_can_be_stopped_and_lets_others_work(text, cue_chars, cues, share):
    analyse_talk(talk(text, cue_chars, 20), "basic", Progress())  # what is loaded at first use
    assert_responsive(partial(analyse_talk, talk(text, cue_chars, cues), "basic"), share)


@pytest.mark.long
def test_the_analysis_of_a_hostile_talk_by_meaning_can_be_stopped_and_lets_others_work():
    analyse_talk(talk("no full stop", 40, 20), "detailed", Progress())
    assert_responsive(partial(analyse_talk, talk("no full stop", 40, 3_000), "detailed"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "count", "share"),
    [
        # What is done for all comments together grows with their number: half of 500.
        ("no full stop", 250, 1 / 2),
        # What is done for each text: measured alike with 60 and with 200.
        ("chinese", 60, 1),
        ("one letter", 60, 1),
        ("digits", 60, 1),
        ("a url", 60, 1),
        ("combining marks", 60, 1),
    ],
)
def test_the_analysis_of_long_comments_can_be_stopped_and_lets_others_work(text, count, share):
    analyse_comments(long_comments(text, 2), Progress())
    assert_responsive(partial(analyse_comments, long_comments(text, count)), share)


@pytest.mark.long
@pytest.mark.parametrize("letters", [string.ascii_lowercase + " " * 6, "我们学习机器今天很好看的视频吗？。"])
@pytest.mark.parametrize("part", [look_for_spam, score_sentiment, classify_feedback])
def test_each_part_of_the_analysis_of_long_varied_comments_can_be_stopped(part, letters):
    part(varied_comments(letters, 2), Progress())
    assert_responsive(partial(part, varied_comments(letters, 150)))


@pytest.mark.long
@pytest.mark.parametrize(
    ("letters", "language", "share"),
    [
        (string.ascii_lowercase + " " * 6, "en", 1 / 2),
        ("我们学习机器今天很好看的视频吗？。", "zh", 1 / 2),
        # The whole: this comes nearest to what is allowed.
        ("".join(map(chr, range(0x4E00, 0x9FA5))), "zh", 1),
        ("".join(map(chr, range(0x3041, 0x3097))) + "海洋机器", "ja", 1 / 2),
        ("".join(map(chr, range(0x0E01, 0x0E2F))), "th", 1 / 2),
    ],
    ids=["latin", "few Chinese characters", "all Chinese characters", "japanese", "thai"],
)
def test_finding_themes_in_long_varied_comments_can_be_stopped(letters, language, share):
    find_themes(varied_comments(letters, 20), language, Progress())
    assert_responsive(partial(find_themes, varied_comments(letters, int(1_000 * share)), language), share)


def test_a_step_that_does_not_check_is_noticed():
    def work(progress: Progress) -> None:
        end = time.thread_time() + 0.3
        while time.thread_time() < end:
            pass

    found = watched(work)
    assert found.unchecked > 0.25
    assert found.unticked < GIL_SECONDS


def test_a_call_that_holds_the_gil_is_noticed():
    found = watched(lambda progress: sorted(range(8_000_000, 0, -1), key=float))
    assert found.unticked > GIL_SECONDS
