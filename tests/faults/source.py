"""A source whose videos say by their id how long their comments take."""

import time

from analysis.pipeline import values
from tests.support.slow_source import SlowSource

_PREFIX = "talk-"


def video_id(comments_seconds: float = 0.0) -> str:
    """Return the id of a video whose comments take so long to fetch, to the tenth of a second."""
    return f"{_PREFIX}{round(10 * comments_seconds):06d}"


class ScriptedSource(SlowSource):
    """Serves any such id."""

    name = "scripted"

    def seconds(self, video_id):
        """Return how long the comments of a video take."""
        return int(video_id.removeprefix(_PREFIX)) / 10

    def list_videos(self, address, *, limit, progress):
        """Return a channel with four videos; reading it takes three seconds."""
        for _ in range(30):
            progress.check_cancelled()
            time.sleep(0.1)  # long enough to be killed in the middle
        return values.VideoList("Talks", tuple(values.ListedVideo(video_id(n / 10), "Talk") for n in range(4)), False)
