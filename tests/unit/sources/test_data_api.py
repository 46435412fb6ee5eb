"""The YouTube Data API as a source: facts and comments, of our own answers and of recorded ones."""

import json
from datetime import UTC, datetime

import pytest

from analysis.exceptions import (
    NoTranscript,
    RateLimited,
    SourceBlocked,
    TemporaryError,
    VideoIsLive,
    VideoNotFound,
    VideoNotStarted,
    VideoPrivate,
    VideoProcessing,
    VideoUnavailable,
)
from analysis.pipeline import values
from analysis.sources import data_api_answers, data_api_client
from tests.support.data_api import ID, VIDEO, comment, read, refusal, thread
from tests.support.shared_data import SHARED_DATA, needs_shared_data

RECORDED = SHARED_DATA / "data_api"


# Facts


def test_the_facts_of_a_video_are_those_that_the_api_states(source):
    found = source.fetch_video(ID)
    assert found.video == values.Video(
        id=ID, url=f"https://www.youtube.com/watch?v={ID}", title="Tides & harbours", description="About the sea",
        duration_seconds=3723.0, view_count=1234, like_count=56, comment_count=7, channel_id="UCharbour",
        channel_name="Harbour", channel_subscriber_count=900, published_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        tags=("sea",), category="Education", language="en-GB", thumbnail_url="https://i.ytimg.com/b.jpg",
        availability="unlisted",
    )  # fmt: skip
    assert (found.source, found.lacks_media, found.tracks, found.has_audio) == ("data_api", True, (), False)
    assert found.no_captions == "YouTube's Data API does not hand out captions (there are some in de, en)"
    assert found.warnings == ()


def test_what_the_api_does_not_state_is_null(source, api):
    api.answer("videos", {"items": [{"id": ID, "snippet": {"title": "A talk", "channelId": "UCx"}}]})
    api.answer("channels", {"items": []})
    found = source.fetch_video(ID)
    assert found.video == values.Video(
        id=ID, url=f"https://www.youtube.com/watch?v={ID}", title="A talk", channel_id="UCx"
    )


def test_values_that_are_none_are_null_with_a_warning(source, api):
    wrong = {"statistics": {"viewCount": "-5"}, "contentDetails": {"duration": "soon"}, "snippet": {"title": 7}}
    api.answer("videos", {"items": [VIDEO | wrong]})
    found = source.fetch_video(ID)
    assert (found.video.title, found.video.view_count, found.video.duration_seconds) == (None, None, None)
    assert [warning.code for warning in found.warnings] == ["SOURCE_DATA_INVALID"]


def test_the_list_of_captions_is_asked_for_only_where_there_are_some_and_may_be_forbidden(source, api):
    api.answer("captions", refusal(403, "forbidden"))
    assert source.fetch_video(ID).no_captions == "YouTube's Data API does not hand out captions"
    api.answer("videos", {"items": [VIDEO | {"contentDetails": {"duration": "PT3S", "caption": "false"}}]})
    source.take_units()
    source.fetch_video(ID)
    assert source.take_units() == 2


@pytest.mark.parametrize(
    ("part", "error"),
    [
        ({"status": {"privacyStatus": "private"}}, VideoPrivate),
        ({"status": {"uploadStatus": "uploaded"}}, VideoProcessing),
        ({"status": {"uploadStatus": "rejected"}}, VideoUnavailable),
        ({"snippet": {"liveBroadcastContent": "live"}}, VideoIsLive),
        ({"snippet": {"liveBroadcastContent": "upcoming"}}, VideoNotStarted),
    ],
)
def test_a_video_that_cannot_be_analysed_is_said_to_be_so(source, api, part, error):
    api.answer("videos", {"items": [VIDEO | part]})
    with pytest.raises(error):
        source.fetch_video(ID)


@pytest.mark.parametrize("items", [[], [None], ["x"], [{"id": "another_one"}]])
def test_a_video_that_is_not_there_is_not_found(source, api, items):
    api.answer("videos", {"items": items})
    with pytest.raises(VideoNotFound):
        source.fetch_video(ID)


def test_captions_are_not_handed_out(source):
    with pytest.raises(NoTranscript):
        source.fetch_captions(values.CaptionTrack("en", False, "vtt", "x"))


# Comments


def test_comments_of_all_pages_come_with_their_replies(source, api):
    api.answer(
        "commentThreads",
        {"items": [thread(1, comment("1.a"), comment("1.b"))], "nextPageToken": "p2"},
        {"items": [thread(2)]},
    )
    found = read(source)
    assert [(each.id, each.parent_id) for each in found.comments] == [
        ("c1", None), ("c1.a", "c1"), ("c1.b", "c1"), ("c2", None),
    ]  # fmt: skip
    first = found.comments[0]
    assert (first.author, first.author_channel_id, first.like_count) == ("@ann", "UCann", 3)
    assert (first.published_at, first.published_is_estimated) == (datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC), False)
    assert [query.get("pageToken") for _, query, _ in api.asked] == [None, "p2"]
    assert api.asked[0][1]["order"] == "relevance"
    assert source.take_units() == 2


def test_replies_that_did_not_come_with_their_thread_are_asked_for(source, api):
    api.answer("commentThreads", {"items": [thread(1, comment("1.a"), total=3)]})
    api.answer("comments", {"items": [comment(f"1.{each}") for each in "abc"]})
    assert [each.id for each in read(source).comments] == ["c1", "c1.a", "c1.b", "c1.c"]
    assert api.asked[-1][1]["parentId"] == "c1"


def test_no_more_comments_are_asked_for_than_are_wanted(source, api):
    api.answer("commentThreads", {"items": [thread(n) for n in range(3)], "nextPageToken": "more"})
    assert len(read(source, limit=2, sort="new").comments) == 2
    ((_, query, _),) = api.asked
    assert (query["maxResults"], query["order"]) == ("2", "time")


def test_pages_that_go_in_a_circle_end(source, api):
    api.answer("commentThreads", {"items": [thread(1)], "nextPageToken": "p"})
    assert len(read(source).comments) == 1
    assert len(api.asked) == 2


def test_the_author_of_the_video_is_told_from_others(source, api):
    api.answer("commentThreads", {"items": [thread(1, authorChannelId={"value": "UCharbour"}), thread(2)]})
    assert [each.is_author for each in read(source).comments] == [True, False]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('You&#39;re right<br>at <a href="https://x.y/?a=1&amp;b=2">1:02</a>', "You're right\nat 1:02"),
        ("<b>bold</b> <i>slanted</i> &amp;amp;", "bold slanted &amp;"),
        ("I <3 this, a < b > c", "I <3 this, a < b > c"),
    ],
)
def test_html_of_a_text_becomes_plain(source, api, html, text):
    item = thread(1)
    snippet = item["snippet"]["topLevelComment"]["snippet"]
    del snippet["textOriginal"]
    snippet["textDisplay"] = html
    api.answer("commentThreads", {"items": [item]})
    assert read(source).comments[0].text == text


def test_the_original_text_is_taken_as_it_is(source, api):
    api.answer("commentThreads", {"items": [thread(1, text="a &amp; <b>")]})
    assert read(source).comments[0].text == "a &amp; <b>"


def test_a_video_without_comments_has_none_and_that_is_no_error(source):
    assert read(source).comments == ()


def test_damaged_items_are_left_out_with_a_warning(source, api):
    api.answer("commentThreads", {"items": [thread(1), None, {"snippet": []}, {"snippet": {"topLevelComment": 7}}]})
    found = read(source)
    assert len(found.comments) == 1
    assert [warning.code for warning in found.warnings] == ["SOURCE_DATA_INVALID"]


# Recorded answers


@needs_shared_data
def test_recorded_answers_are_read(source, api):
    def recorded(name):
        return json.loads((RECORDED / name).read_text())

    videos = recorded("python-youtube/videos/videos_info_multi.json")
    api.answer("videos", videos)
    found = source.fetch_video(videos["items"][0]["id"])
    assert found.video.title == "What are Actions on Google (Assistant on Air)"
    assert (found.video.view_count, found.video.duration_seconds) == (None, None)  # these parts were not asked for
    captions = recorded("python-youtube/captions/captions_by_video.json")
    assert data_api_answers.caption_languages(captions["items"]) == ["en", "zh-Hans"]
    pages = [recorded(f"python-youtube/comment_threads/comment_threads_by_video_paged_{n}.json") for n in (1, 2)]
    api.answer("commentThreads", *pages)
    assert {each.id for each in read(source).comments} == {item["id"] for page in pages for item in page["items"]}
    api.answer("commentThreads", {"items": recorded("commentThreads_gir8BEqAutk_40.json")})
    texts = [each.text for each in read(source).comments]
    assert len(texts) >= 20
    assert "Am I the only one who can't hear the difference?🥺🙈" in texts
    for name, error in {
        "errors/403_quotaExceeded.json": RateLimited,
        "python-youtube/error_response.json": SourceBlocked,
        "python-youtube/error_permission_resp.json": TemporaryError,
    }.items():
        answer = recorded(name)
        assert type(data_api_client.error_of(answer["error"]["code"], answer)) is error
