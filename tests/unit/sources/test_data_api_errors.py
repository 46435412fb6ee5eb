"""What the YouTube Data API refuses, what it costs, and what another source does in its place."""

import json
import logging
from datetime import UTC, datetime

import pytest

from analysis.exceptions import (
    CommentExtractionFailed,
    CommentsDisabled,
    ExtractionError,
    RateLimited,
    SourceBlocked,
    SourcePaused,
    TemporaryError,
    VideoNotFound,
)
from analysis.pipeline import extraction, values
from analysis.pipeline.progress import Progress
from analysis.sources import data_api_client, data_api_quota
from tests.support.data_api import ID, KEY, read, refusal

# Errors


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(400, "keyInvalid"), SourceBlocked),
        (refusal(400, "badRequest", message="API key not valid. Please pass a valid API key."), SourceBlocked),
        (refusal(400, "x", details=[{"reason": "API_KEY_INVALID"}]), SourceBlocked),
        (refusal(403, "accessNotConfigured"), SourceBlocked),
        ((401, b""), SourceBlocked),
        (refusal(403, "quotaExceeded"), RateLimited),
        (refusal(403, "rateLimitExceeded"), RateLimited),
        (refusal(429, "anything"), RateLimited),
        (refusal(404, "videoNotFound"), VideoNotFound),
        (refusal(403, "forbidden"), ExtractionError),
        (refusal(500, "backendError"), TemporaryError),
        (refusal(403, "SERVICE_UNAVAILABLE"), TemporaryError),
        (refusal(400, "processingFailure"), TemporaryError),
        ((503, b"<html>"), TemporaryError),
        ((302, b"", ("Location", "http://127.0.0.1:9/")), ExtractionError),
        ((200, b"{"), ExtractionError),
        ((200, b"[" * 100_000), ExtractionError),
        ((200, {"items": {}}), ExtractionError),
        ((404, {"error": "no"}), ExtractionError),
    ],
    ids=repr,
)
def test_an_error_of_the_api_is_one_of_ours_in_plain_words(source, api, answer, error):
    api.answer("videos", answer)
    with pytest.raises(error) as raised:
        source.fetch_video(ID)
    assert raised.type is error
    assert "<" not in raised.value.message
    assert KEY not in raised.value.message


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(403, "commentsDisabled"), CommentsDisabled),
        (refusal(403, "forbidden"), CommentExtractionFailed),
        (refusal(400, "invalidPageToken"), CommentExtractionFailed),
        (refusal(404, "videoNotFound"), VideoNotFound),
        (refusal(503, "backendError"), TemporaryError),
    ],
)
def test_comments_that_cannot_be_read_say_why(source, api, answer, error):
    api.answer("commentThreads", answer)
    with pytest.raises(error):
        read(source)


def test_a_server_that_cannot_be_reached_is_tried_again(source, monkeypatch):
    monkeypatch.setattr(data_api_client, "BASE", "http://127.0.0.1:9/")
    with pytest.raises(TemporaryError, match="could not be reached"):
        source.fetch_video(ID)


def test_an_answer_without_end_is_not_read_to_its_end(source, api, monkeypatch):
    monkeypatch.setattr(data_api_client, "MAX_ANSWER_BYTES", 1000)
    api.answer("videos", (200, b" " * 5000))
    with pytest.raises(ExtractionError, match="too large"):
        source.fetch_video(ID)


def test_the_key_stands_in_no_address_and_no_line_of_the_log(source, api, caplog):
    caplog.set_level(logging.DEBUG)
    source.fetch_video(ID)
    assert {key for _, _, key in api.asked} == {KEY}
    assert KEY not in json.dumps([query for _, query, _ in api.asked])
    assert KEY not in caplog.text


# The quota


def test_a_used_up_quota_is_waited_for_until_midnight_in_california(source, api):
    api.answer("videos", refusal(403, "quotaExceeded"))
    with pytest.raises(RateLimited, match="used up for today") as raised:
        source.fetch_video(ID)
    assert 0 < raised.value.retry_after <= 25 * 3600


@pytest.mark.parametrize(
    ("moment", "reset"),
    [
        (datetime(2026, 1, 5, 7, 59, tzinfo=UTC), datetime(2026, 1, 5, 8, tzinfo=UTC)),
        (datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2026, 1, 6, 8, tzinfo=UTC)),
        (datetime(2026, 7, 5, 12, tzinfo=UTC), datetime(2026, 7, 6, 7, tzinfo=UTC)),
        # The days of 25 and of 23 hours.
        (datetime(2026, 11, 1, 7, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)),
        (datetime(2026, 3, 8, 8, tzinfo=UTC), datetime(2026, 3, 9, 7, tzinfo=UTC)),
    ],
)
def test_a_day_of_the_quota_ends_at_midnight_in_california(moment, reset):
    assert data_api_quota.next_reset(moment) == reset


def test_captions_cost_fifty_units_and_all_else_one(source):
    source.fetch_video(ID)
    assert (source.take_units(), source.take_units()) == (52, 0)


# Chains of sources


class Other:
    """Another source, which answers or raises what it is given."""

    name = "other"

    def __init__(self, answer):
        self.answer = answer

    def fetch_video(self, video_id):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def extract(*sources, is_last=False):
    return extraction.extract(ID, sources=sources, max_seconds=20_000, progress=Progress(), is_last_attempt=is_last)


TRACK = values.CaptionTrack("en", True, "json3", "https://www.youtube.com/x")
CHAPTERS = (values.Chapter("One", 0.0, 9.0),)
OTHERS = values.Extraction(
    video=values.Video(id=ID, url="u", title="Another title", chapters=CHAPTERS),
    source="other",
    tracks=(TRACK,),
    has_audio=True,
    warnings=(values.SourceWarning("W", "w"),),
)


def test_captions_and_sound_come_from_the_next_source_and_facts_and_comments_from_the_api(source):
    found = extract(source, Other(OTHERS))
    assert (found.source, found.media_source, found.lacks_media) == ("data_api", "other", False)
    assert (found.video.title, found.video.chapters) == ("Tides & harbours", CHAPTERS)
    assert (found.tracks, found.has_audio, found.warnings) == ((TRACK,), True, OTHERS.warnings)


PAUSED = SourcePaused(code="EXTRACTION_BLOCKED", retry_after=60)


@pytest.mark.parametrize("error", [SourceBlocked(), PAUSED, ExtractionError("Too odd.")], ids=repr)
def test_where_the_next_source_refuses_there_is_no_transcript_and_a_warning_says_why(source, error):
    assert_that_media_are_missing(extract(source, Other(error)), error)


def assert_that_media_are_missing(found, error):
    assert (found.source, found.media_source, found.tracks) == ("data_api", None, ())
    (warning,) = found.warnings
    assert warning == values.SourceWarning(error.code, f"Captions and sound were not read: {error.message}")


def test_a_network_that_fails_is_tried_again_and_passed_over_in_the_last_attempt(source):
    error = TemporaryError()
    for sources in ([source, Other(error)], [Other(error), source]):
        with pytest.raises(TemporaryError):
            extract(*sources)
    assert_that_media_are_missing(extract(source, Other(error), is_last=True), error)
    assert extract(Other(error), source, is_last=True).source == "data_api"
    with pytest.raises(TemporaryError):
        extract(Other(error), is_last=True)


def test_where_the_api_refuses_the_next_source_is_asked(source, api):
    api.answer("videos", refusal(400, "keyInvalid"))
    assert extract(source, Other(OTHERS)) == OTHERS
    assert extract(Other(PAUSED), Other(OTHERS)) == OTHERS
    with pytest.raises(SourceBlocked):
        extract(Other(PAUSED), source)


def test_where_another_source_refuses_the_api_gives_facts_and_comments(source):
    assert extract(Other(SourceBlocked()), source).source == "data_api"
