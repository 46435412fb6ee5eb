"""A source whose videos say by their id how long their comments take."""

import time

from analysis import youtube
from analysis.exceptions import AudioExtractionFailed
from analysis.pipeline import values
from tests import fakes

#: Seconds between two tellings of progress, which is what the number in an id counts.
TICK_SECONDS = 0.1


def video_id(comments_seconds: float = 0.0) -> str:
    """Return the id of a video whose comments take so long to fetch, to the tenth of a second."""
    return f"talk-{round(10 * comments_seconds):06d}"


class ScriptedSource:
    """Serves any id."""

    name = "scripted"

    def fetch_video(self, video_id):
        """Return the facts."""
        track = values.CaptionTrack(language="en", automatic=False, format="vtt", locator=video_id)
        video = values.Video(id=video_id, url=youtube.watch_url(video_id), title="Tides", duration_seconds=12.0)
        return values.Extraction(video=video, source=self.name, tracks=(track,))

    def fetch_captions(self, track):
        """Return the captions."""
        return values.CaptionFile(track, fakes.VTT)

    def fetch_audio(self, video_id, directory, *, progress):
        """Have none."""
        raise AudioExtractionFailed

    def fetch_comments(self, video_id, *, limit, sort, progress):
        """Return one comment after the stated time, telling progress all along."""
        rounds = int(video_id.removeprefix("talk-"))
        for done in range(rounds):
            progress.update(done, rounds, f"Fetching comments: {done} of {rounds}")
            time.sleep(TICK_SECONDS)  # the waiting is what this source is for
        return values.CommentSet((fakes.comment(1, "What a wonderful explanation!"),), total=1)
