"""Archives of yt-dlp dumps, tidy, old, odd and hostile."""

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.exceptions import (
    AudioExtractionFailed,
    CancellationRequested,
    ExtractionError,
    VideoAgeRestricted,
    VideoIsLive,
    VideoMembersOnly,
    VideoNotFound,
    VideoNotStarted,
    VideoPrivate,
    VideoUnavailable,
)
from analysis.pipeline.progress import Progress
from analysis.pipeline.values import Chapter
from analysis.sources import archive
from analysis.sources.archive import ArchiveSource

ID = "abcdefghijk"
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n"
AUTOMATIC_VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nHello<00:00:01.000><c> there</c>\n"
FULL = {
    "id": ID,
    "extractor": "youtube",
    "extractor_key": "Youtube",
    "title": "Harbour live 2026-01-02 03:04",
    "fulltitle": "Harbour live",
    "description": "About a harbour",
    "duration": 61,
    "view_count": 10,
    "like_count": 2,
    "comment_count": 5,
    "channel_id": "UC1",
    "channel": "Harbour",
    "channel_follower_count": 1200,
    "timestamp": 1_600_000_000,
    "upload_date": "20200101",
    "tags": ["sea", "tide"],
    "categories": ["Education"],
    "language": "en",
    "thumbnail": "https://i.ytimg.com/vi/a/b.jpg",
    "chapters": [{"title": "Start", "start_time": 0, "end_time": 30.5}, {"title": "Broken", "start_time": None}],
    "availability": "public",
    "live_status": "was_live",
    "formats": [{"format_id": "140", "acodec": "mp4a"}],
}


def source(folder):
    return ArchiveSource([folder.parent])


def put(folder, info, name=f"{ID}.info.json"):
    (folder / name).write_text(info if isinstance(info, str) else json.dumps(info), "utf-8")
    return source(folder)


def test_a_full_dump_is_read_in_full(folder):
    video = put(folder, FULL).fetch_video(ID).video
    assert (video.title, video.duration_seconds, video.comment_count, video.channel_name) == (
        "Harbour live",
        61.0,
        5,
        "Harbour",
    )
    assert video.published_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert video.tags == ("sea", "tide")
    assert (video.category, video.language, video.availability) == ("Education", "en", "public")
    assert video.chapters == (Chapter("Start", 0.0, 30.5),)
    assert video.url == f"https://www.youtube.com/watch?v={ID}"


@pytest.mark.parametrize("url", ["https://i.ytimg.com/vi/a/b.jpg?x=1", "HTTP://example.org:8080"])
def test_a_thumbnail_that_is_a_web_address_is_kept(folder, url):
    assert put(folder, FULL | {"thumbnail": url}).fetch_video(ID).video.thumbnail_url == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:image/png;base64,AA",
        "file:///etc/passwd",
        "//evil.example/x",
        "https://",
        "https://a.example/x y",
        'https://a.example/"onerror=',
        "https://user@a.example/",
        "https://a.example/" + "x" * 3000,
    ],
)
def test_a_thumbnail_that_is_no_plain_web_address_is_none(folder, url):
    assert put(folder, FULL | {"thumbnail": url}).fetch_video(ID).video.thumbnail_url is None


@pytest.mark.parametrize("channel_id", ["UCuAXFkgsw1L7xaCfnd5JJOw", "UC1", "UC_-x"])
def test_a_plausible_channel_id_is_kept(folder, channel_id):
    assert put(folder, FULL | {"channel_id": channel_id}).fetch_video(ID).video.channel_id == channel_id


@pytest.mark.parametrize("channel_id", ["../../watch", "UC1?x=1", 'UC"><b>', "UC 1", "U" * 65])
def test_a_channel_id_that_cannot_be_one_is_none(folder, channel_id):
    assert put(folder, FULL | {"channel_id": channel_id}).fetch_video(ID).video.channel_id is None


@pytest.mark.parametrize("language", ["en", "pt-BR", "zh-Hans-CN", "yue", "es-419"])
def test_a_language_tag_is_kept(folder, language):
    assert put(folder, FULL | {"language": language}).fetch_video(ID).video.language == language


@pytest.mark.parametrize("language", ["English", "e", "en_US", "en-", "<b>", "x" * 500, "en-abcdefghi"])
def test_a_language_that_is_no_tag_is_none(folder, language):
    assert put(folder, FULL | {"language": language}).fetch_video(ID).video.language is None


def test_what_a_dump_leaves_out_or_has_as_null_is_none(folder):
    absent = put(folder, {"id": ID, "title": "x"}).fetch_video(ID).video
    null = put(folder, dict.fromkeys(FULL) | {"id": ID, "title": "x"}).fetch_video(ID).video
    assert absent == null
    known = {name for name, value in vars(absent).items() if value is not None}
    assert known == {"id", "url", "title"}


def test_values_of_the_wrong_kind_are_none_and_break_nothing(folder):
    nonsense = [{"a": 1}, [], "word", -5, True, 1e999, 10**30]
    for value in nonsense:
        found = put(
            folder,
            dict.fromkeys(FULL, value)
            | {"id": ID, "extractor": "youtube", "extractor_key": "Youtube", "live_status": None},
        )
        try:
            found.fetch_video(ID)
        except VideoUnavailable:
            assert not isinstance(value, str)  # no title and no formats


@pytest.mark.parametrize(
    "name",
    [f"Title [{ID}].info.json", f"{ID}.info.json", f"Title-{ID}.info.json", f"Title-{ID}.info_no_date.json"],
)
def test_every_name_of_a_dump_is_found(folder, name):
    assert put(folder, FULL, name).fetch_video(ID).video.title == "Harbour live"


def test_the_dump_of_the_video_is_found_among_others(folder):
    put(folder, FULL | {"id": "zzzzzzzzzzz", "fulltitle": "Another"}, "a.info.json")
    assert put(folder, FULL, "b.info.json").fetch_video(ID).video.title == "Harbour live"


def test_a_sole_dump_without_an_id_is_the_videos(folder):
    assert put(folder, {"title": "Old dump"}, "old.info.json").fetch_video(ID).video.title == "Old dump"


def test_files_that_lie_flat_in_the_archive_are_found_by_the_id(tmp_path):
    (tmp_path / f"Talk [{ID}].info.json").write_text(json.dumps(FULL))
    (tmp_path / f"Talk [{ID}].en.vtt").write_text(VTT)
    found = ArchiveSource([tmp_path / "missing", tmp_path]).fetch_video(ID)
    assert (found.video.title, [track.language for track in found.tracks]) == ("Harbour live", ["en"])


@pytest.mark.parametrize(
    ("info", "error"),
    [
        ({"live_status": "is_live"}, VideoIsLive),
        ({"live_status": None, "is_live": True}, VideoIsLive),
        ({"live_status": "is_upcoming"}, VideoNotStarted),
        ({"availability": "private", "formats": []}, VideoPrivate),
        ({"availability": "subscriber_only", "formats": []}, VideoMembersOnly),
        ({"availability": "premium_only", "formats": None}, VideoMembersOnly),
        ({"availability": "needs_auth", "formats": []}, VideoAgeRestricted),
        ({"title": f"youtube video #{ID}", "fulltitle": None, "formats": []}, VideoUnavailable),
    ],
)
def test_what_the_dump_says_of_the_video_is_the_answer(folder, info, error):
    with pytest.raises(error):
        put(folder, FULL | info).fetch_video(ID)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"id": "abc', "not complete JSON"),
        ("", "not complete JSON"),
        ("[" * 100_000, "not complete JSON"),
        ("[1]", "not a yt-dlp dump"),
        (json.dumps(FULL | {"extractor": "twitch:clips", "extractor_key": "TwitchClips"}), "TwitchClips"),
        (json.dumps(FULL | {"id": "zzzzzzzzzzz"}), "another video"),
    ],
)
def test_a_dump_that_is_no_dump_of_the_video_is_a_clear_and_final_error(folder, text, reason):
    with pytest.raises(ExtractionError, match=reason) as raised:
        put(folder, text).fetch_video(ID)
    assert not isinstance(raised.value, VideoNotFound)


def test_a_dump_that_is_too_large_is_not_read(folder, monkeypatch):
    monkeypatch.setattr(archive, "MAX_DUMP_BYTES", 10)
    with pytest.raises(ExtractionError, match="at most 10 are read"):
        put(folder, FULL).fetch_video(ID)


@pytest.mark.parametrize("name", ["a.info.json", "a.en.vtt", "a.m4a"])
def test_a_link_that_leads_out_of_the_archive_is_refused(folder, tmp_path_factory, name):
    secret = tmp_path_factory.mktemp("outside") / "secret"
    secret.write_text(json.dumps(FULL))
    put(folder, FULL, "b.info.json")
    (folder / name).symlink_to(secret)
    with pytest.raises(ExtractionError, match="points out"):
        source(folder).fetch_video(ID)


def test_links_in_a_circle_or_to_nothing_are_passed_over(folder):
    (folder / "loop.info.json").symlink_to(folder / "loop.info.json")
    (folder / "gone.en.vtt").symlink_to(folder / "nowhere")
    assert put(folder, FULL).fetch_video(ID).tracks == ()


@pytest.mark.parametrize("video_id", ["../" + "a" * 8, "..", "/etc/passwd", "a/b/c/d/e/f", "", "zzzzzzzzzzz"])
def test_an_id_that_leads_elsewhere_or_is_not_archived_is_not_found(folder, video_id):
    put(folder, FULL)
    with pytest.raises(VideoNotFound):
        source(folder).fetch_video(video_id)


def test_an_error_that_clients_read_does_not_quote_the_operating_system(folder, monkeypatch, caplog):
    put(folder, FULL)

    def fail(path):
        raise OSError(errno.EIO, "Input/output error", "/srv/secret/place")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(ExtractionError, match="cannot be read. The server's log says why") as raised:
        source(folder).fetch_video(ID)
    assert "Input/output" not in raised.value.message
    assert "Input/output" in caplog.text


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_a_clear_error(folder):
    put(folder, FULL)
    (folder / f"{ID}.info.json").chmod(0)
    with pytest.raises(ExtractionError, match="cannot be read"):
        source(folder).fetch_video(ID)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_a_dump_is_read_in_whichever_encoding_a_shell_wrote_it(folder, encoding):
    (folder / f"{ID}.info.json").write_bytes(json.dumps(FULL).encode(encoding))
    assert source(folder).fetch_video(ID).video.title == "Harbour live"


def test_sound_is_copied_the_sound_file_before_the_film(folder, tmp_path_factory):
    (folder / "a.mp4").write_bytes(b"film")
    (folder / "a.opus").write_bytes(b"sound")
    target = tmp_path_factory.mktemp("target")
    assert put(folder, FULL).fetch_video(ID).has_audio
    copied = source(folder).fetch_audio(ID, target, progress=Progress())
    assert (copied.parent, copied.read_bytes()) == (target, b"sound")


def test_sound_that_is_missing_too_large_or_no_more_wanted_leaves_nothing_behind(folder, tmp_path_factory, settings):
    target = tmp_path_factory.mktemp("target")

    def cancel():
        raise CancellationRequested

    def fetch(progress):
        return source(folder).fetch_audio(ID, target, progress=progress)

    put(folder, FULL)
    with pytest.raises(AudioExtractionFailed, match="no audio"):
        fetch(Progress())
    (folder / "a.m4a").write_bytes(b"sound")
    with pytest.raises(CancellationRequested):
        fetch(Progress(check=cancel))
    settings.MAX_AUDIO_BYTES = 4
    with pytest.raises(AudioExtractionFailed, match="5 bytes"):
        fetch(Progress())
    assert list(target.iterdir()) == []


# Names and values that no tool writes


@pytest.mark.parametrize("other", [["x"], {"x": 1}, 7, True])
def test_a_dump_whose_id_is_no_text_is_of_another_video(folder, other):
    with pytest.raises(ExtractionError, match="describes another video"):
        put(folder, FULL | {"id": other}).fetch_video(ID)


def test_a_name_that_is_not_utf_8_gives_a_title_that_can_be_stored(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9 [abcdefghijk].en.vtt")).write_text(VTT)
    assert ArchiveSource([tmp_path]).fetch_video(ID).video.title == "caf"


def test_a_name_that_is_not_utf_8_gives_a_message_that_can_be_stored(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9 [abcdefghijk].info.json")).write_text("{")
    with pytest.raises(ExtractionError) as refused:
        ArchiveSource([tmp_path]).fetch_video(ID)
    assert "caf? [abcdefghijk]" in refused.value.message


def test_a_link_to_a_folder_outside_tells_nothing_of_its_files(tmp_path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.info.json").write_text("{}")
    (tmp_path / ID).symlink_to(outside)
    with pytest.raises(ExtractionError) as refused:
        ArchiveSource([tmp_path]).fetch_video(ID)
    assert "secret" not in refused.value.message
