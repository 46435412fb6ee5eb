"""A source that takes its time: long enough to be watched, cancelled, or killed in the middle."""

import time

from analysis import youtube
from analysis.exceptions import AudioExtractionFailed, VideoNotFound
from analysis.pipeline import values
from tests.support import fakes

#: The ids that it knows; their comments take that many seconds to fetch.
SECONDS = {"brief_video": 0.5, "slow__video": 3.0, "very_slow__": 60.0}


class SlowSource:
    """Serves the fake video's captions at once and its comments slowly."""

    name = "slow"

    def seconds(self, video_id):
        """Return how long the comments of a video take, None where there is no such video."""
        return SECONDS.get(video_id)

    def fetch_video(self, video_id):
        """Return the facts."""
        if self.seconds(video_id) is None:
            raise VideoNotFound
        track = values.CaptionTrack(language="en", automatic=False, format="vtt", locator=video_id)
        video = values.Video(
            id=video_id, url=youtube.watch_url(video_id), title="Slow <b>tides</b>", duration_seconds=12.0
        )
        return values.Extraction(video=video, source=self.name, tracks=(track,))

    def fetch_captions(self, track):
        """Return the captions."""
        return values.CaptionFile(track, fakes.VTT)

    def fetch_audio(self, video_id, directory, *, progress):
        """Have none."""
        raise AudioExtractionFailed

    def fetch_comments(self, video_id, *, limit, sort, progress):
        """Return the comments after a while, telling progress all along."""
        rounds = int(self.seconds(video_id) * 20)
        for done in range(rounds):
            progress.update(done, rounds, f"Fetching comments: {done} of {rounds}")
            time.sleep(0.05)  # the waiting is what this source is for
        return values.CommentSet((fakes.comment(1, "What a wonderful explanation!"),), total=1)

    def list_videos(self, address, *, limit, progress):
        """Return a channel with the two videos."""
        videos = tuple(values.ListedVideo(video_id, "Slow tides") for video_id in SECONDS)
        return values.VideoList("Slow tides", videos[:limit], is_cut=len(videos) > limit)
