"""Texts, numbers and lists from outside are bounded where they enter, and a warning says what was lost."""

import json
import math

import pytest

from analysis.models import Comment
from analysis.pipeline.progress import Progress
from analysis.sources import info_json, info_spans
from analysis.sources.archive import ArchiveSource
from analysis.sources.info_fields import Losses
from tests.support.paths import ROOT
from tests.support.shared_data import SHARED_DATA, needs_shared_data

ID = "abcdefghijk"


def read(**fields):
    """Return the video of a dump with ``fields``, and the messages of the warnings by code."""
    losses = Losses()
    video = info_json.video({"id": ID, "title": "Harbour"} | fields, ID, losses)
    return video, {warning.code: warning.message for warning in losses.warnings()}


def comments(*items):
    found = info_json.comments({"comments": list(items)}, limit=10_000, sort="top")
    return found.comments, {warning.code: warning.message for warning in found.warnings}


def test_an_ordinary_dump_gives_no_warning():
    usual = {
        "description": "x" * 5000,
        "tags": ["sea"] * 40,
        "chapters": [{"title": "A", "start_time": 0, "end_time": 9}],
        "view_count": 0,
        "like_count": None,
        "thumbnail": "",
        "duration": 0,
        "upload_date": "20240229",
    }
    assert read(**usual)[1] == {}


@pytest.mark.parametrize(
    ("field", "attribute", "limit"),
    [
        ("fulltitle", "title", info_json.MAX_TITLE),
        ("description", "description", info_json.MAX_DESCRIPTION),
        ("channel", "channel_name", info_json.MAX_NAME),
        ("uploader", "channel_name", info_json.MAX_NAME),
    ],
)
def test_a_long_text_is_shortened_with_a_warning(field, attribute, limit):
    assert read(**{field: "x" * limit})[1] == {}
    video, warnings = read(**{field: "x" * (limit + 1)})
    assert getattr(video, attribute) == "x" * limit
    assert warnings == {"SOURCE_DATA_SHORTENED": f"Shortened: {field} (to {limit:,} characters)."}


def test_titles_and_names_are_one_line():
    chapter = {"title": "A\nB", "start_time": 0, "end_time": 9}
    video, warnings = read(title="A\r\nX-B: 1\u2028C", channel="\nA\x85B", chapters=[chapter], description="A\nB")
    assert (video.title, video.channel_name) == ("A  X-B: 1 C", "A B")
    assert (video.chapters[0].title, video.description, warnings) == ("A B", "A\nB", {})
    (comment,) = comments({"id": "c", "text": "A\nB", "author": "A\tB"})[0]
    assert (comment.text, comment.author) == ("A\nB", "A B")


def test_tags_are_limited_in_number_and_length():
    video, warnings = read(tags=["t" * 300] * 600)
    assert [len(tag) for tag in video.tags] == [info_json.MAX_TAG] * info_json.MAX_TAGS
    assert "tags (500 of 600 are kept)" in warnings["SOURCE_DATA_SHORTENED"]
    assert "entry of tags (to 200 characters) 500 times" in warnings["SOURCE_DATA_SHORTENED"]


def test_chapters_are_limited_in_number_and_length_of_their_titles():
    given = [{"title": "c" * 500, "start_time": n, "end_time": n + 1} for n in range(100_000)]
    video, warnings = read(chapters=given)
    assert len(video.chapters) == info_spans.MAX_CHAPTERS
    assert {len(chapter.title) for chapter in video.chapters} == {info_spans.MAX_TITLE}
    assert "chapters (1,000 of 100,000 are kept)" in warnings["SOURCE_DATA_SHORTENED"]


@pytest.mark.parametrize("value", [-1, 10**40, math.nan, math.inf, "many", True, [1], {"n": 1}])
@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("view_count", "view_count"),
        ("like_count", "like_count"),
        ("comment_count", "comment_count"),
        ("channel_follower_count", "channel_subscriber_count"),
        ("duration", "duration_seconds"),
    ],
)
def test_a_number_that_is_none_is_null_with_a_warning(field, attribute, value):
    video, warnings = read(**{field: value})
    assert getattr(video, attribute) is None
    assert warnings == {"SOURCE_DATA_INVALID": f"Left out because the source states no valid value: {field}."}


@pytest.mark.parametrize(
    "fields",
    [
        {"thumbnail": "javascript:alert(1)"},
        {"channel_id": "../../watch"},
        {"language": "<b>"},
        {"availability": "<script>"},
        {"timestamp": 10**12},
        {"timestamp": -5},
        {"upload_date": "20240231"},
        {"upload_date": "99999999"},
        {"description": ["a", "list"]},
        {"tags": "sea"},
        {"categories": {"a": 1}},
    ],
)
def test_a_value_that_is_not_valid_is_null_with_a_warning(fields):
    video, warnings = read(**fields)
    assert video == read()[0]
    assert warnings == {
        "SOURCE_DATA_INVALID": f"Left out because the source states no valid value: {next(iter(fields))}."
    }


def test_a_comment_is_shortened_to_what_youtube_allows():
    (kept,), none = comments({"id": "a", "text": "x" * 10_000})
    (cut,), warnings = comments({"id": "a", "text": "x" * 1_000_000, "author": "@" * 1000})
    assert (kept.text, cut.text, none) == ("x" * 10_000, "x" * 10_000, {})
    assert warnings == {
        "SOURCE_DATA_SHORTENED": "Shortened: text of a comment (to 10,000 characters), author of a comment (to 200 characters)."
    }


def test_the_author_of_a_comment_fits_its_column():
    assert Comment._meta.get_field("author").max_length == info_json.MAX_NAME


@pytest.mark.parametrize("broken", [{}, {"id": None}, {"id": "x" * 101}, {"id": "a b"}, {"id": ["a"]}, "text", None])
def test_a_comment_without_a_valid_id_is_left_out_with_a_warning(broken):
    found, warnings = comments(broken, {"id": "a"}, broken)
    assert [comment.id for comment in found] == ["a"]
    assert "comment without a valid id 2 times" in warnings["SOURCE_DATA_INVALID"]


@pytest.mark.parametrize(
    "fields",
    [
        {"like_count": -3},
        {"like_count": 10**30},
        {"timestamp": 10**20},
        {"author_id": "U" * 500},
        {"parent": "q" * 500},
    ],
)
def test_a_value_of_a_comment_that_is_not_valid_is_null_with_a_warning(fields):
    (found,), warnings = comments({"id": "a", "text": "x"} | fields)
    assert (found.like_count, found.published_at, found.author_channel_id, found.parent_id) == (None, None, None, None)
    assert f"{next(iter(fields))} of a comment" in warnings["SOURCE_DATA_INVALID"]


def test_a_warning_names_ten_fields_and_counts_the_rest():
    (message,) = read(**dict.fromkeys(
        ["view_count", "like_count", "duration", "thumbnail", "language", "channel_id", "tags", "categories",
         "availability", "description", "upload_date", "channel_follower_count"], "")
        | dict.fromkeys(["view_count", "like_count", "duration", "comment_count", "channel_follower_count"], -1)
        | dict.fromkeys(["thumbnail", "language", "channel_id", "availability", "upload_date", "timestamp"], "<")
    )[1].values()  # fmt: skip
    assert message.endswith(" and 1 more fields.")


def test_caption_tracks_are_limited_in_number_and_their_names_and_addresses_are_checked():
    item = {"ext": "vtt", "url": "https://www.youtube.com/api/timedtext?lang=en"}
    losses = Losses()
    many = {f"en-{number:011d}": [item] for number in range(1000)}
    assert len(info_json.tracks({"subtitles": many}, losses)) == info_json.MAX_TRACKS
    assert "caption tracks (500 of 1,000 are kept)" in losses.warnings()[0].message
    for broken in ({"<b>": [item]}, {"e" * 500: [item]}, {"en": [item | {"url": "x" * 10_000}]}):
        assert info_json.tracks({"subtitles": broken}, Losses()) == ()


def warned(folder, video_id):
    source = ArchiveSource([folder])
    read = source.fetch_comments(video_id, limit=10_000, sort="top", progress=Progress())
    return source.fetch_video(video_id).warnings + read.warnings


def test_the_sample_of_the_project_is_read_without_a_loss():
    assert warned(ROOT / "sample", "sample_talk") == ()


@needs_shared_data
@pytest.mark.parametrize(
    "path", sorted((SHARED_DATA / "archive").glob("*/*.info.json")), ids=lambda path: path.parent.name
)
def test_a_recorded_dump_is_read_without_a_loss(path):
    losses, info = Losses(), json.loads(path.read_text("utf-8"))
    info_json.video(info, path.parent.name, losses)
    assert losses.warnings() == ()
    if "comments" in info:
        assert info_json.comments(info, limit=10_000, sort="top").warnings == ()
