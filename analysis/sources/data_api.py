"""Videos from the YouTube Data API: facts, comments with their replies, and which captions there are.

The API hands out neither captions of other people's videos nor sound: a later source of ``VIDEO_SOURCES`` is asked for
these (``extraction``).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from analysis.exceptions import (
    AudioExtractionFailed,
    CommentExtractionFailed,
    ExtractionError,
    NoTranscript,
    TemporaryError,
    VideoNotFound,
)
from analysis.pipeline import values
from analysis.pipeline.progress import Progress
from analysis.sources import data_api_answers as answers
from analysis.sources import data_api_quota, info_json
from analysis.sources.data_api_client import DataApi
from analysis.sources.info_fields import Losses

_NO_CAPTIONS = "YouTube's Data API does not hand out captions"
#: Languages that a message names.
_MAX_NAMED_LANGUAGES = 10
#: Items of one page, the most that the API gives.
_PAGE = 100
_VIDEO_PARTS = "snippet,contentDetails,statistics,status"


class DataApiSource:
    """Reads videos from the YouTube Data API v3."""

    name = data_api_quota.SOURCE
    is_remote = True

    def __init__(self) -> None:
        self._api = DataApi()

    @staticmethod
    def is_configured() -> bool:
        """Return whether there is a key; without one the source is left out."""
        return bool(settings.YOUTUBE_API_KEY)

    def take_units(self) -> int:
        """Return the units that were used since the last call of this."""
        units, self._api.units = self._api.units, 0
        return units

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return the facts; 2 units, and 50 for the list of captions where its author gave the video some.

        Raises:
            VideoNotFound: there is no such video, or it is private.
            ExtractionError, RateLimited, SourceBlocked, TemporaryError: as for :class:`DataApi`.
        """
        items = self._api.list("videos", part=_VIDEO_PARTS, id=video_id)["items"]
        item = next((each for each in items if isinstance(each, Mapping) and each.get("id") == video_id), None)
        if item is None:
            raise VideoNotFound
        answers.raise_if_unavailable(item)
        losses = Losses()
        return values.Extraction(
            video=info_json.video(answers.video_info(item, self._channel(item)), video_id, losses),
            source=self.name,
            lacks_media=True,
            no_captions=self._no_captions(item, video_id),
            warnings=losses.warnings(),
        )

    def _channel(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        channel_id = answers.part(item, "snippet").get("channelId")
        if not isinstance(channel_id, str) or not channel_id:
            return {}
        items = self._api.list("channels", part="statistics", id=channel_id)["items"]
        return next((each for each in items if isinstance(each, Mapping)), {})

    def _no_captions(self, item: Mapping[str, Any], video_id: str) -> str:
        """Return why there are no captions, with the languages of those that there are."""
        if answers.part(item, "contentDetails").get("caption") != "true":
            return _NO_CAPTIONS
        try:
            items = self._api.list("captions", part="snippet", videoId=video_id)["items"]
        except TemporaryError:
            raise
        except ExtractionError:
            return _NO_CAPTIONS  # the list is for the message only, and some owners forbid it
        found = answers.caption_languages(items)
        more = ", ..." if len(found) > _MAX_NAMED_LANGUAGES else ""
        listed = ", ".join(found[:_MAX_NAMED_LANGUAGES]) + more
        return f"{_NO_CAPTIONS} (there are some in {listed})" if found else _NO_CAPTIONS

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Raise: the API hands out no captions."""
        raise NoTranscript(f"{_NO_CAPTIONS}.")

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        """Raise: the API hands out no sound."""
        raise AudioExtractionFailed("YouTube's Data API does not hand out sound.")

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        """Return at most ``limit`` comments, each thread with its replies; a unit for a page of either."""
        found: list[dict[str, Any]] = []
        try:
            for comment in self._comments(video_id, "time" if sort == "new" else "relevance", limit):
                progress.check_cancelled()
                found.append(comment)
                if len(found) >= limit:
                    break
                if len(found) % _PAGE == 0:
                    progress.update(len(found), limit, f"Fetching comments: {len(found):,} of about {limit:,}")
        except VideoNotFound:
            raise
        except ExtractionError as error:
            raise CommentExtractionFailed(error.message) from error
        info = {"comments": found}
        return info_json.comments(info, limit=limit, sort=sort, total=None if found else 0)

    def _comments(self, video_id: str, order: str, limit: int) -> Iterator[dict[str, Any]]:
        parameters = {"part": "snippet,replies", "videoId": video_id, "order": order}
        for thread in self._pages("commentThreads", limit, **parameters):
            snippet, channel_id = answers.part(thread, "snippet"), answers.part(thread, "snippet").get("channelId")
            top = answers.comment_info(snippet.get("topLevelComment"), None, channel_id)
            yield top
            for reply in self._replies(thread, top["id"], limit):
                yield answers.comment_info(reply, top["id"], channel_id)

    def _replies(self, thread: Mapping[str, Any], parent_id: object, limit: int) -> Iterator[object]:
        """Yield the replies of a thread: those that came with it where these are all, else those of their own pages."""
        with_it = answers.part(thread, "replies").get("comments")
        with_it = with_it if isinstance(with_it, list) else []
        total = answers.number(answers.part(thread, "snippet").get("totalReplyCount"))
        if isinstance(total, int) and total > len(with_it) and isinstance(parent_id, str):
            yield from self._pages("comments", limit, part="snippet", parentId=parent_id)
        else:
            yield from with_it

    def _pages(self, resource: str, limit: int, **parameters: str) -> Iterator[Mapping[str, Any]]:
        """Yield the items of all pages; a token that comes again, or a page without items, is the end."""
        token, seen = "", {""}
        size = min(_PAGE, max(1, limit))
        while True:
            more = {"pageToken": token} if token else {}
            answer = self._api.list(resource, maxResults=size, textFormat="plainText", **parameters, **more)
            yield from (each for each in answer["items"] if isinstance(each, Mapping))
            following = answer.get("nextPageToken")
            if not isinstance(following, str) or following in seen or not answer["items"]:
                return
            token = following
            seen.add(token)
