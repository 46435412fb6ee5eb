"""The real yt-dlp, run on tapes: no request gets out."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from yt_dlp.networking import Response
from yt_dlp.networking.exceptions import HTTPError

from analysis.exceptions import (
    AnalysisError,
    AudioExtractionFailed,
    CancellationRequested,
    CommentExtractionFailed,
    CommentsDisabled,
    DiskFull,
    ExtractionError,
    NoTranscript,
    RateLimited,
    TemporaryError,
)
from analysis.pipeline import captions
from analysis.pipeline.progress import Progress
from analysis.pipeline.values import CaptionTrack
from analysis.sources import ytdlp_errors, ytdlp_session
from tests.support import innertube, tapes
from tests.support.paths import ROOT
from tests.support.shared_data import SHARED_DATA

RECORDED = SHARED_DATA / "innertube"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the folder of the composed tapes."""
    return tapes.write(tmp_path_factory.mktemp("tapes"))


@pytest.fixture
def source(written, monkeypatch):
    """Return the real source, above the composed tapes."""
    monkeypatch.setenv("TAPE_DIR", str(written))
    innertube.requested.clear()
    return innertube.TapedYtDlpSource()


def recorded(monkeypatch, folder):
    monkeypatch.setenv("TAPE_DIR", str(folder))
    return innertube.TapedYtDlpSource()


def comments(source, video_id=tapes.NORMAL, limit=100, sort="top", progress=None):
    return source.fetch_comments(video_id, limit=limit, sort=sort, progress=progress or Progress())


def code_of(call, *args, **kwargs):
    with pytest.raises(AnalysisError) as raised:
        call(*args, **kwargs)
    return raised.value.code


def test_the_facts_of_a_video(source):
    found = source.fetch_video(tapes.NORMAL)
    video = found.video
    assert (video.title, video.duration_seconds, video.view_count) == (tapes.TITLE, 600.0, 4321)
    assert (video.comment_count, video.channel_id, video.language) == (tapes.COMMENTS_STATED, tapes.CHANNEL, "en")
    assert video.tags == ("lighthouse", "sea")
    assert found.has_audio
    assert found.source == "ytdlp"


def test_only_captions_that_are_no_translation_are_named(source):
    found = source.fetch_video(tapes.NORMAL).tracks
    assert [(track.language, track.automatic, track.format) for track in found] == [
        ("en", False, "json3"),
        ("en-orig", True, "json3"),
        ("en", True, "json3"),
    ]


def test_captions_are_fetched(source):
    track = source.fetch_video(tapes.NORMAL).tracks[0]
    segments = captions.parse(source.fetch_captions(track))
    assert [segment.text for segment in segments] == ["The lamp is small.", "The lens makes it great."]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("v=gone", NoTranscript),
        (f"v={tapes.NORMAL}&lang=empty", NoTranscript),
        (f"v={tapes.NORMAL}&lang=busy", RateLimited),
    ],
)
def test_captions_that_are_gone_or_empty_are_no_transcript_and_a_pause_is_a_pause(source, query, error):
    with pytest.raises(error):
        source.fetch_captions(CaptionTrack("en", False, "json3", f"https://www.youtube.com/api/timedtext?{query}"))


@pytest.mark.parametrize(
    "locator",
    [
        "http://www.youtube.com/a",
        "https://youtube.com.evil.org/a",
        "https://127.0.0.1/a",
        "file:///etc/passwd",
        "/etc/passwd",
    ],
)
def test_captions_are_fetched_from_youtube_and_nowhere_else(source, locator):
    with pytest.raises(NoTranscript, match="not on a server of YouTube"):
        source.fetch_captions(CaptionTrack("en", False, "json3", locator))
    assert innertube.requested == []


def test_two_pages_of_comments_and_the_replies_between_them(source):
    found = comments(source)
    assert [comment.id for comment in found.comments] == ["c1", "c1.r1", "c2", "c3", "c4"]
    assert found.total == tapes.COMMENTS_STATED
    reply = found.comments[1]
    assert (reply.parent_id, reply.is_author, reply.author) == ("c1", True, "@harbour")
    assert (reply.like_count, reply.published_is_estimated) == (7, True)


def test_no_more_comments_are_fetched_than_wanted(source):
    assert len(comments(source, limit=3).comments) == 3
    asked = [url.rpartition(" ")[2] for url in innertube.requested]
    assert [page for page in asked if page] == ["first", "page1", "replies1"]


def test_progress_is_told_a_page_of_comments(source):
    told = []
    comments(source, limit=10, progress=Progress(lambda percent, message: told.append((percent, message))))
    assert told == [
        (0, "Fetching comments: 0 of about 10"),
        (10, "Fetching comments: 1 of about 10"),
        (30, "Fetching comments: 3 of about 10"),
    ]


def test_cancelling_goes_through_yt_dlp_untouched(source):
    def stop(percent, message):
        if percent >= 10:
            raise CancellationRequested

    with pytest.raises(CancellationRequested):
        comments(source, limit=10, progress=Progress(stop))


def test_comments_that_are_turned_off_and_comments_that_are_withheld_are_told_apart(source):
    with pytest.raises(CommentsDisabled):
        comments(source, tapes.DISABLED)
    with pytest.raises(CommentExtractionFailed, match="1,200"):
        comments(source, sort="new")  # no such page is on the tape, and YouTube stated 1,200


@pytest.mark.parametrize("name", tapes.REFUSALS)
def test_each_refusal_becomes_its_own_error(source, name):
    code, _ = tapes.REFUSALS[name]
    assert code_of(source.fetch_video, tapes.tape_id(name)) == code


@pytest.mark.parametrize("name", tapes.FAILURES)
def test_a_line_or_server_that_fails_is_tried_again_later(source, name):
    code, _ = tapes.FAILURES[name]
    for call in (source.fetch_video, lambda video_id: comments(source, video_id)):
        with pytest.raises(TemporaryError) as raised:
            call(tapes.tape_id(name))
        assert raised.value.code == code


def test_the_wait_that_youtube_asks_for_is_kept(source):
    with pytest.raises(RateLimited) as raised:
        source.fetch_video(tapes.tape_id("toomany"))
    assert raised.value.retry_after == 120.0


@pytest.mark.parametrize(
    ("video_id", "code"),
    [(tapes.LIVE, "VIDEO_IS_LIVE"), (tapes.UPCOMING, "VIDEO_NOT_STARTED"), (tapes.TRAILER, "VIDEO_MEMBERS_ONLY")],
)
def test_what_is_not_over_or_only_a_trailer_is_refused(source, video_id, code):
    assert code_of(source.fetch_video, video_id) == code


def test_refused_comments_are_no_refused_video(source):
    assert code_of(comments, source, tapes.tape_id("private")) == "COMMENT_EXTRACTION_FAILED"


def test_a_video_without_captions_and_formats_is_read_for_its_facts(source):
    found = source.fetch_video(tapes.SILENT)
    assert (found.video.title, found.tracks, found.has_audio) == (tapes.TITLE, (), False)


def test_sound_is_downloaded_and_told(source, tmp_path):
    told = []
    progress = Progress(lambda percent, message: told.append((percent, message)))
    path = source.fetch_audio(tapes.NORMAL, tmp_path, progress=progress)
    assert path.read_bytes() == tapes.SOUND
    assert list(tmp_path.iterdir()) == [path]
    assert told[-1] == (100, "Fetching the audio")


def test_sound_that_is_too_large_is_not_asked_for(source, tmp_path, settings):
    settings.MAX_AUDIO_BYTES = len(tapes.SOUND) - 1
    with pytest.raises(AudioExtractionFailed):
        source.fetch_audio(tapes.NORMAL, tmp_path, progress=Progress())
    assert not any("videoplayback" in url for url in innertube.requested)
    assert list(tmp_path.iterdir()) == []


def test_sound_that_lies_about_its_size_is_given_up_and_removed(monkeypatch, tmp_path, settings):
    liar = tapes.player(tapes.NORMAL)
    del liar["streamingData"]["adaptiveFormats"][0]["contentLength"]
    sound = {"endpoint": "/videoplayback", "match": {"id": tapes.NORMAL}, "body": "x" * 5000}
    tapes.put(tmp_path / "tapes", tapes.NORMAL, [tapes.player_entry(tapes.NORMAL, liar), sound])
    settings.MAX_AUDIO_BYTES = 4000
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(AudioExtractionFailed, match="larger"):
        recorded(monkeypatch, tmp_path / "tapes").fetch_audio(tapes.NORMAL, target, progress=Progress())
    assert list(target.iterdir()) == []


def test_a_download_for_which_there_is_no_room_says_so_and_leaves_nothing_behind(source, tmp_path, monkeypatch):
    with Path("/dev/full").open("wb", buffering=0) as full:
        monkeypatch.setattr("yt_dlp.downloader.common.sanitize_open", lambda name, mode: (full, name))
        with pytest.raises(DiskFull):
            source.fetch_audio(tapes.NORMAL, tmp_path, progress=Progress())
    assert list(tmp_path.iterdir()) == []


def test_a_download_that_is_cancelled_leaves_nothing_behind(source, tmp_path):
    def stop(percent, message):
        if message == "Fetching the audio":
            raise CancellationRequested

    with pytest.raises(CancellationRequested):
        source.fetch_audio(tapes.NORMAL, tmp_path, progress=Progress(stop))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["private", "unheard"])
def test_sound_of_a_refused_video_is_an_error_of_sound(source, tmp_path, name):
    with pytest.raises(AudioExtractionFailed):
        source.fetch_audio(tapes.tape_id(name), tmp_path, progress=Progress())


def test_what_yt_dlp_stumbles_over_is_an_error_of_ours(source, monkeypatch):
    def stumble(*args):
        raise TypeError("NoneType")

    monkeypatch.setattr(ytdlp_session.YoutubeIE, "extract", stumble)
    assert code_of(source.fetch_video, tapes.NORMAL) == "EXTRACTION_FAILED"


def test_yt_dlp_runs_no_program_and_reads_no_credentials(source):
    options = source.options(ytdlp_session.ProgressLogger(), {})
    with ytdlp_session.Session(options) as session:
        assert list(session._ies) == ["Youtube"]
        assert type(session.get_info_extractor("Youtube")) is ytdlp_session.YoutubeIE
    assert (options["usenetrc"], options["cookiesfrombrowser"]) == (False, None)
    assert not {"exec_cmd", "netrc_cmd", "external_downloader", "postprocessors"} & options.keys()


def test_settings_are_passed_on(source, settings, tmp_path):
    cookies = tmp_path / "cookies.txt"
    cookies.write_text("# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t4102444800\tPREF\tx\n")
    settings.YTDLP_PROXY = "socks5://127.0.0.1:1"
    settings.YTDLP_COOKIE_FILE = str(cookies)
    settings.YTDLP_EXTRACTOR_ARGS = '{"po_token": ["web.gvs+abc"]}'
    before = cookies.read_bytes()
    options = ytdlp_session.session_options(ytdlp_session.ProgressLogger(), {"comment_sort": ["top"]})
    assert options["proxy"] == "socks5://127.0.0.1:1"
    assert options["extractor_args"] == {"youtube": {"po_token": ["web.gvs+abc"], "comment_sort": ["top"]}}
    with ytdlp_session.Session(options) as session:
        assert "PREF" in {cookie.name for cookie in session.cookiejar}
    assert cookies.read_bytes() == before


@pytest.mark.parametrize("given", ["{", "[]", '{"po_token": "x"}'])
def test_extractor_arguments_that_make_no_sense_are_named(settings, given):
    settings.YTDLP_EXTRACTOR_ARGS = given
    with pytest.raises(ImproperlyConfigured, match="YTDLP_EXTRACTOR_ARGS"):
        ytdlp_session.session_options(ytdlp_session.ProgressLogger(), {})


def test_a_cookie_file_that_is_missing_is_named(settings, tmp_path):
    settings.YTDLP_COOKIE_FILE = str(tmp_path / "missing")
    with pytest.raises(ExtractionError, match="YTDLP_COOKIE_FILE"):
        ytdlp_session.session_options(ytdlp_session.ProgressLogger(), {})


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [("90", 90, 90), ("Fri, 31 Dec 2100 23:59:59 GMT", 1e6, 1e10), ("Fri, 31 Dec 1999 23:59:59 GMT", 0, 0)],
)
def test_a_wait_is_read_as_seconds_or_as_a_date(header, least, most):
    response = Response(io.BytesIO(), "https://www.youtube.com", {"Retry-After": header}, 429)
    found = ytdlp_errors.translate_error(HTTPError(response))
    assert least <= found.retry_after <= most


@pytest.mark.parametrize("header", ["soon", ""])
def test_a_wait_that_cannot_be_read_is_none(header):
    response = Response(io.BytesIO(), "https://www.youtube.com", {"Retry-After": header}, 429)
    assert ytdlp_errors.translate_error(HTTPError(response)).retry_after is None


def test_one_player_that_may_play_is_enough():
    assert ytdlp_errors.playability_error([{"status": "UNPLAYABLE", "reason": "x"}, {"status": "OK"}]) is None
    assert ytdlp_errors.playability_error([]) is None
    assert ytdlp_errors.playability_error([{}]) is None


def test_of_several_refusals_the_one_that_says_more_counts():
    told = [
        {"status": "ERROR", "reason": "Video unavailable"},
        {"status": "LOGIN_REQUIRED", "reason": "This video is private"},
    ]
    assert ytdlp_errors.playability_error(told).code == "VIDEO_PRIVATE"


def test_the_tapes_serve_another_process_by_environment_alone(written):
    program = (
        "import django\nfrom django.conf import settings\nfrom django.utils.module_loading import import_string\n"
        "django.setup()\n"
        f"print(import_string(settings.VIDEO_SOURCES[0])().fetch_video({tapes.NORMAL!r}).video.title)\n"
    )
    more = {
        "TAPE_DIR": str(written),
        "VIDEO_SOURCES": "tests.support.innertube.TapedYtDlpSource",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=os.environ | more, capture_output=True, text=True
    )
    assert (done.stdout.strip(), done.returncode) == (tapes.TITLE, 0), done.stderr
