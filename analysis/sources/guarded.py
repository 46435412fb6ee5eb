"""A source as workers ask it: at a distance, not at all while it refuses, and no longer than the answer is wanted."""

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TypeVar

from analysis.exceptions import AnalysisError, CancellationRequested, ExtractionBlocked, RateLimited, TemporaryError
from analysis.pipeline import ports, values
from analysis.pipeline.progress import Progress
from analysis.sources import breaker
from analysis.support.background import aside

T = TypeVar("T")
#: Seconds slept at once while a turn is waited for.
_NAP_SECONDS = 0.5


class GuardedSource:
    """Fulfils ``VideoSource`` by another source, behind the breaker and the pace that all workers share.

    The other source is asked in a thread of its own: a server that is slow, or silent, gives nobody a chance to look
    whether the analysis was cancelled.
    """

    def __init__(self, source: ports.VideoSource, look: Callable[[], None]) -> None:
        """Ask ``source``; ``look`` raises where nobody wants the answer any more."""
        self.name = source.name
        self._source = source
        self._look = look

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return the facts of a video; raises what the source raises, and SourcePaused or SourceRefuses."""
        return self._ask(lambda _: self._source.fetch_video(video_id))

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Return the text of a caption track; raises like :meth:`fetch_video`."""
        return self._ask(lambda _: self._source.fetch_captions(track))

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        """Put the sound of the video into ``directory``; raises like :meth:`fetch_video`."""
        return self._ask(lambda relay: self._source.fetch_audio(video_id, directory, progress=relay), progress)

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        """Return the comments; raises like :meth:`fetch_video`."""
        return self._ask(
            lambda relay: self._source.fetch_comments(video_id, limit=limit, sort=sort, progress=relay), progress
        )

    def _ask(self, question: Callable[[Progress], T], progress: Progress | None = None) -> T:
        progress = progress or Progress(check=self._look)
        breaker.admit(self.name)
        _wait(breaker.next_turn(self.name), progress)
        try:
            answer = _asked_aside(question, progress)
        except (RateLimited, ExtractionBlocked) as error:
            breaker.trip(self.name, error)
            breaker.admit(self.name)  # tells, in place of the bare refusal, until when everybody waits
            raise
        except TemporaryError:
            raise  # the network's trouble says nothing about what YouTube thinks of this server
        except AnalysisError:
            breaker.answered(self.name)  # "private", "no captions": that is an answer
            raise
        breaker.answered(self.name)
        return answer


def _asked_aside(question: Callable[[Progress], T], progress: Progress) -> T:
    """Ask in a thread, and tell here what it tells; it has no connection to the database, and needs none.

    Where ``progress`` raises, the thread stops at its own next chance.
    """
    told: deque[tuple[int, str]] = deque()
    left = Event()

    def stop() -> None:
        if left.is_set():
            raise CancellationRequested

    def look() -> None:
        progress.look()
        while told:
            percent, message = told.popleft()
            progress.update(percent, 100, message)

    relay = Progress(lambda percent, message: told.append((percent, message)), stop, progress.message)
    try:
        answer = aside(lambda: question(relay), look)
        look()
        return answer
    finally:
        left.set()


def _wait(seconds: float, progress: Progress) -> None:
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        progress.look()
        time.sleep(min(_NAP_SECONDS, left))
