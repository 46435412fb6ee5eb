"""The comments of archived dumps: their facts, their order, their number."""

import json
from datetime import UTC, datetime

import pytest

from analysis.exceptions import CommentExtractionFailed, CommentsDisabled
from analysis.pipeline.progress import Progress
from analysis.sources import info_json
from analysis.sources.archive import ArchiveSource

ID = "abcdefghijk"


@pytest.fixture
def folder(tmp_path):
    """Return the folder of one video in an archive."""
    (tmp_path / ID).mkdir()
    return tmp_path / ID


def put(folder, info):
    (folder / f"{ID}.info.json").write_text(json.dumps(info), "utf-8")
    return ArchiveSource([folder.parent])


def comments(folder, given, limit=100, sort="top", **more):
    return put(folder, {"id": ID, "title": "x", "comments": given} | more).fetch_comments(
        ID, limit=limit, sort=sort, progress=Progress()
    )


def test_comments_are_read_with_their_threads(folder):
    given = [
        {"id": "a", "parent": "root", "text": "first", "author": "@x", "author_id": "UCx", "like_count": 3, "timestamp": 1_600_000_000, "is_pinned": True, "is_favorited": True},
        {"id": "b", "parent": "root"},
        {"id": "a.1", "parent": "a", "text": "an\x00swer\ud800", "author_is_uploader": True, "like_count": None},
        {"text": "nobody"},
        {"id": "a", "parent": "root", "text": "twice"},
        "a comment",
    ]  # fmt: skip
    found = comments(folder, given, comment_count=6).comments
    assert [(c.id, c.parent_id, c.text) for c in found] == [
        ("a", None, "first"),
        ("a.1", "a", "answer"),
        ("b", None, ""),
    ]


def test_the_facts_of_a_comment(folder):
    given = [{"id": "a", "parent": "root", "text": "x", "author": "@x", "author_id": "UCx", "like_count": 3, "timestamp": 1_600_000_000, "is_pinned": True, "is_favorited": True, "author_is_uploader": True}]  # fmt: skip
    (found,) = comments(folder, given).comments
    assert (found.author, found.author_channel_id, found.like_count) == ("@x", "UCx", 3)
    assert (found.is_pinned, found.is_hearted, found.is_author, found.published_is_estimated) == (
        True,
        True,
        True,
        True,
    )
    assert found.published_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def thread(name, timestamp, likes):
    return {"id": name, "parent": "root", "text": name, "timestamp": timestamp, "like_count": likes}


def test_the_dumps_own_order_is_the_order_of_the_top_comments(folder):
    given = [thread("a", 100, 1), thread("b", 300, 9), thread("c", 200, 5)]
    assert [comment.id for comment in comments(folder, given).comments] == ["a", "b", "c"]


def test_the_top_of_a_dump_made_newest_first_goes_by_likes(folder):
    given = [thread("a", 300, 1), thread("b", 200, 9), thread("c", 100, 5)]
    assert [comment.id for comment in comments(folder, given).comments] == ["b", "c", "a"]


def test_new_comments_come_newest_first_replies_below_their_thread_and_the_limit_last(folder):
    reply = {"id": "a.1", "parent": "a", "text": "r", "timestamp": 900}
    given = [thread("old", 100, 0), reply, thread("undated", None, 0), thread("a", 300, 0)]
    assert [comment.id for comment in comments(folder, given, sort="new").comments] == ["a", "a.1", "old", "undated"]
    assert [comment.id for comment in comments(folder, given, sort="new", limit=2).comments] == ["a", "a.1"]


def test_replies_inside_of_a_comment_are_replies_to_its_thread(folder):
    inner = {"id": "y", "text": "again", "replies": [None, {"text": "no id"}]}
    given = [{"id": "a", "text": "x", "replies": [{"id": "z", "parent": "root", "text": "r", "replies": [inner]}]}]
    found = comments(folder, [*given, {"id": "b", "text": "c", "replies": "text"}]).comments
    assert [(comment.id, comment.parent_id) for comment in found] == [("a", None), ("z", "a"), ("y", "a"), ("b", None)]


def test_replies_that_go_in_a_circle_are_read_once(folder):
    given = [{"id": "a", "parent": "b", "text": "x"}, {"id": "b", "parent": "a", "text": "y"}]
    assert sorted(comment.id for comment in comments(folder, given).comments) == ["a", "b"]


@pytest.mark.parametrize(("stated", "total"), [(2, None), (1, None), (9, 9), (None, None), ("9", None)])
def test_the_number_fetched_does_not_pass_for_the_number_stated(folder, stated, total):
    given = [{"id": "a", "parent": "root"}, {"id": "b", "parent": "root"}]
    assert comments(folder, given, comment_count=stated).total == total


def test_comments_that_are_off_missing_or_damaged_are_told_apart(folder):
    with pytest.raises(CommentsDisabled):
        comments(folder, None)
    assert ArchiveSource([folder.parent]).fetch_video(ID).comments_enabled is False
    for damaged in ("text", 5, {"a": 1}):
        with pytest.raises(CommentExtractionFailed, match="damaged"):
            comments(folder, damaged)
    with pytest.raises(CommentExtractionFailed, match="contains no comments"):
        put(folder, {"id": ID, "title": "x"}).fetch_comments(ID, limit=5, sort="top", progress=Progress())


def test_a_dump_without_a_single_comment_does_not_say_that_there_are_none(folder):
    with pytest.raises(CommentExtractionFailed, match="no number of comments, and returned none"):
        comments(folder, [], comment_count=0)
    assert info_json.comments({"comments": []}, limit=5, sort="top", total=0).comments == ()


def test_comments_that_cannot_be_told_apart_are_missing_and_not_zero(folder):
    with pytest.raises(CommentExtractionFailed, match="states an id"):
        comments(folder, [{"text": "no id"}, {"text": "none either", "id": 5}])
    with pytest.raises(CommentExtractionFailed, match="states 12 comments but returned none"):
        comments(folder, [], comment_count=12)


def test_what_a_dump_lacks_follows_from_ids_and_is_not_guessed_from_text(folder):
    given = [
        {"id": "t", "author_id": "UCown", "timestamp": 0},
        {"id": "t.r", "author_id": "UCx", "author_is_uploader": "false", "is_pinned": "no"},
        {"id": "own", "parent": "own", "author_id": "UCown", "author_is_uploader": False},
    ]
    found = comments(folder, given, channel_id="UCown").comments
    assert [(c.id, c.parent_id, c.is_author, c.is_pinned, c.published_at) for c in found] == [
        ("t", None, True, False, None),
        ("t.r", "t", False, False, None),
        ("own", None, False, False, None),
    ]
