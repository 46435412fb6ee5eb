"""The real yt-dlp reads a playlist and a channel, from pages composed of what it needs of YouTube's."""

import json

import pytest

from analysis import youtube
from analysis.exceptions import CancellationRequested, InvalidUrl, RateLimited
from analysis.pipeline.progress import Progress
from analysis.sources.ytdlp_errors import ListNotFound
from tests.support import innertube

PLAYLIST = "https://www.youtube.com/playlist?list=PLabcdefghijkl"
CHANNEL = "UC0123456789abcdefghijkl"


def page(contents, **tab):
    """Return a page of YouTube with these contents of its only tab."""
    tab = {"tabRenderer": {"selected": True, "content": contents, **tab}}
    data = {
        "contents": {"twoColumnBrowseResultsRenderer": {"tabs": [tab]}},
        "metadata": {"playlistMetadataRenderer": {"title": "Harbour\ntalks"}},
    }
    return f"<!DOCTYPE html><html><body><script>var ytInitialData = {json.dumps(data)};</script></body></html>"


def playlist_page(ids):
    items = [
        {"playlistVideoRenderer": {"videoId": each, "title": {"runs": [{"text": f"Talk\n{each}"}]}}} for each in ids
    ]
    renderer = {"playlistVideoListRenderer": {"contents": items}}
    return page({"sectionListRenderer": {"contents": [{"itemSectionRenderer": {"contents": [renderer]}}]}})


def channel_page(ids):
    items = [{"richItemRenderer": {"content": {"videoRenderer": {"videoId": each}}}} for each in ids]
    return page({"richGridRenderer": {"contents": items}}, title="Videos")


@pytest.fixture
def source(tmp_path, monkeypatch):
    """Return the real source above a tape of lists."""
    ids = [f"video{n:06}" for n in range(5)]
    responses = [
        {"endpoint": "/playlist", "match": {"list": "PLabcdefghijkl"}, "body": playlist_page([*ids, ids[0]])},
        {"endpoint": "/playlist", "match": {"list": "PLlimited"}, "status": 429, "body": ""},
        {"endpoint": f"/channel/{CHANNEL}/videos", "match": {}, "body": channel_page(ids)},
    ]
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "tape.json").write_text(json.dumps({"responses": responses}))
    monkeypatch.setenv("TAPE_DIR", str(tmp_path))
    return innertube.TapedYtDlpSource()


def listed(source, url, limit=500, progress=None):
    return source.list_videos(youtube.parse_list(url).address, limit=limit, progress=progress or Progress())


def test_a_playlist_is_listed_in_its_order_with_titles(source):
    found = listed(source, PLAYLIST)
    assert (found.title, found.is_cut) == ("Harbour talks", False)
    assert [each.video_id for each in found.videos][:2] == ["video000000", "video000001"]
    assert found.videos[0].title == "Talk video000000"


def test_no_more_are_listed_than_wanted_and_it_is_said(source):
    found = listed(source, PLAYLIST, limit=2)
    assert (len(found.videos), found.is_cut) == (2, True)


@pytest.mark.parametrize(
    "address", [f"/channel/{CHANNEL}", f"/channel/{CHANNEL}/featured", f"/channel/{CHANNEL}/videos"]
)
def test_a_channel_is_listed_by_its_videos(source, address):
    found = listed(source, f"youtube.com{address}", limit=3)
    assert [each.video_id for each in found.videos] == ["video000000", "video000001", "video000002"]


def test_a_list_that_does_not_exist_is_said_to_be_absent(source):
    with pytest.raises(ListNotFound):
        listed(source, "https://www.youtube.com/@nobody")


def test_a_limited_rate_and_an_absent_list_are_different_errors(source):
    with pytest.raises(RateLimited):
        listed(source, "https://www.youtube.com/playlist?list=PLlimited")


def test_reading_a_list_can_be_cancelled(source):
    def cancel():
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        listed(source, PLAYLIST, progress=Progress(check=cancel))


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("youtube.com/@harbour", "https://www.youtube.com/@harbour/videos"),
        ("https://m.youtube.com/@harbour/shorts?x=1", "https://www.youtube.com/@harbour/shorts"),
        ("https://youtube.com/c/Harbour/streams", "https://www.youtube.com/c/Harbour/streams"),
        ("https://youtube.com/user/harbour/about", "https://www.youtube.com/user/harbour/videos"),
        ("https://www.youtube.com/watch?v=video000001&list=PLabc", "https://www.youtube.com/playlist?list=PLabc"),
        ("https://youtube.com/@%E6%B8%AF", "https://www.youtube.com/@%E6%B8%AF/videos"),
    ],
)
def test_what_is_read_is_built_from_the_parts_of_the_url(url, address):
    assert youtube.parse_list(url).address == address


@pytest.mark.parametrize(
    "url",
    [
        *("x", "https://youtube.com/", "https://youtube.com/watch?v=video000001", "https://youtube.com/playlist"),
        *("https://youtube.com/playlist?list=../x", "https://youtube.com/@", "https://youtube.com/@a/b/c"),
        *("https://youtube.com@evil/@x", "https://evil.com/@x", "https://youtube.com:80/@x", "ftp://youtube.com/@x"),
        *("https://youtube.com/channel/a%2Fb", "https://youtube.com/feed/history", "https://youtu.be/video000001"),
        *("", "UCabcdefghijklmnopqrstuv"),
    ],
)
def test_what_is_no_playlist_or_channel_is_refused_as_such(url):
    with pytest.raises(InvalidUrl, match="playlist or channel"):
        youtube.parse_list(url)


def test_a_url_of_a_list_has_a_longest_length():
    with pytest.raises(InvalidUrl, match="longer than"):
        youtube.parse_list(f"https://youtube.com/@{'x' * 3000}")
