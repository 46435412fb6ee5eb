"""Comments of other programs, as yt-dlp writes them."""

import json

import pytest

from analysis.pipeline.values import Comment
from analysis.sources import info_json
from analysis.uploads import comment_formats
from tests.support import shared_data, uploads


def read(items):
    """Return the comments as the source reads them."""
    found = [comment for item in items for comment in comment_formats.convert(item)]
    return info_json.comments({"comments": found}, limit=1000, sort="top").comments


def test_a_page_of_the_data_api_has_threads_and_replies_with_exact_times():
    first, reply = read([uploads.THREADS])
    assert (first.id, first.text, first.like_count, first.author_channel_id) == ("t1", "Lovely talk", 4, "UCann")
    assert (reply.parent_id, reply.is_author, first.is_author) == ("t1", True, False)
    assert (first.published_at.isoformat(), first.published_is_estimated) == ("2024-05-06T07:08:09+00:00", False)


def test_a_text_that_is_only_there_as_html_is_read_as_text():
    item = uploads.api_comment("c", "")
    del item["snippet"]["textOriginal"]
    item["snippet"]["textDisplay"] = 'I &lt;3 it<br>see <a href="https://x.example">this</a> &#39;'
    assert read([item])[0].text == "I <3 it\nsee this '"


def test_comments_of_the_downloader_have_rounded_likes_and_their_thread():
    first, reply = read(uploads.DOWNLOADED)
    assert (first.like_count, first.is_hearted, first.published_is_estimated) == (1200, True, True)
    assert (reply.id, reply.parent_id, reply.like_count) == ("d1.r1", "d1", 3)


@pytest.mark.parametrize(
    ("votes", "number"),
    [("1.2K", 1200), ("3M", 3_000_000), ("1,234", 1234), (5, 5), ("viele", None), (None, None)]
    # Texts that are no numbers, or numbers without end.
    + [(each, None) for each in ("1.2.3K", "1.5", "9," * 400 + "9K", "9" * 400, "٣K", "1,2K", [1], {}, "NaN", "1e9")],
)
def test_likes_as_youtube_shows_them(votes, number):
    assert read([{"cid": "a", "text": "x", "votes": votes}])[0].like_count == number


@pytest.mark.parametrize(
    "item",
    [
        {"kind": "youtube#comment"},
        {"kind": "youtube#commentThread", "snippet": {"topLevelComment": None}},
        {"kind": "youtube#commentThreadListResponse", "items": [None, 5, {"snippet": 1}]},
        {"cid": None, "text": 5},
        {"cid": ["x"]},
    ],
)
def test_a_damaged_comment_is_left_out_and_reported(item):
    found = list(comment_formats.convert(item))
    read_back = info_json.comments({"comments": found}, limit=10, sort="top")
    assert read_back.comments == ()
    assert [warning.code for warning in read_back.warnings] == ["SOURCE_DATA_INVALID"]


def test_recorded_threads_of_the_data_api_are_read_whole():
    path = shared_data.SHARED_DATA / "data_api" / "commentThreads_gir8BEqAutk_40.json"
    if not path.exists():
        pytest.skip("no recorded data beside the checkout")

    threads = json.loads(path.read_text())
    found = read(threads)
    assert {thread["id"] for thread in threads} <= {comment.id for comment in found}
    assert all(isinstance(comment, Comment) and comment.text and comment.published_at for comment in found)
