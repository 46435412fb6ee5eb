"""A source as workers ask it: at a distance, and not at all while it refuses."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from analysis.exceptions import AnalysisError, ExtractionBlocked, RateLimited, TemporaryError
from analysis.pipeline import ports, values
from analysis.pipeline.progress import Progress
from analysis.sources import breaker

T = TypeVar("T")
#: Seconds slept at once while a turn is waited for.
_NAP_SECONDS = 0.5


class GuardedSource:
    """Fulfils ``VideoSource`` by another source, behind the breaker and the pace that all workers share."""

    def __init__(self, source: ports.VideoSource) -> None:
        self.name = source.name
        self._source = source

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return the facts of a video; raises what the source raises, and SourcePaused or SourceRefuses."""
        return self._ask(lambda: self._source.fetch_video(video_id))

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Return the text of a caption track; raises like :meth:`fetch_video`."""
        return self._ask(lambda: self._source.fetch_captions(track))

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        """Put the sound of the video into ``directory``; raises like :meth:`fetch_video`."""
        return self._ask(lambda: self._source.fetch_audio(video_id, directory, progress=progress), progress)

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        """Return the comments; raises like :meth:`fetch_video`."""
        return self._ask(
            lambda: self._source.fetch_comments(video_id, limit=limit, sort=sort, progress=progress), progress
        )

    def _ask(self, question: Callable[[], T], progress: Progress | None = None) -> T:
        breaker.admit(self.name)
        _wait(breaker.next_turn(self.name), progress)
        try:
            answer = question()
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


def _wait(seconds: float, progress: Progress | None) -> None:
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if progress is not None:
            progress.update(0, None)
        time.sleep(min(_NAP_SECONDS, left))
