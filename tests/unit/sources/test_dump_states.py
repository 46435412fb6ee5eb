"""Dumps of streams and restricted videos, their chapters and curve, and messages that are true."""

import json

import pytest

from analysis.exceptions import (
    ExtractionError,
    NoTranscript,
    VideoAgeRestricted,
    VideoIsLive,
    VideoMembersOnly,
    VideoNotStarted,
    VideoPrivate,
    VideoProcessing,
)
from analysis.pipeline import transcription
from analysis.pipeline.progress import Progress
from analysis.pipeline.values import Chapter, ReplayedSpan
from analysis.sources import info_json, ytdlp_errors
from analysis.sources.archive import ArchiveSource
from analysis.sources.info_fields import Losses

ID = "abcdefghijk"
VTT = "WEBVTT\n\n00:01.000 --> 00:03.000\nThe harbour is open.\n"


def fetch(folder, files=(), **info):
    (folder / f"{ID}.info.json").write_text(json.dumps({"id": ID, "title": "Harbour", "duration": 120} | info))
    for name in files:
        (folder / name).write_text(VTT)
    return ArchiveSource([folder]).fetch_video(ID)


UNREADY = [
    ({"live_status": "is_live"}, VideoIsLive),
    ({"is_live": True}, VideoIsLive),
    ({"live_status": "post_live"}, VideoProcessing),
    ({"live_status": "is_upcoming"}, VideoNotStarted),
    ({"availability": "needs_auth", "formats": []}, VideoAgeRestricted),
    ({"availability": "private"}, VideoPrivate),
    ({"availability": "subscriber_only"}, VideoMembersOnly),
]


@pytest.mark.parametrize(("info", "error"), UNREADY)
@pytest.mark.parametrize("name", [f"{ID}.en.vtt", f"{ID}.m4a"])
def test_what_was_recorded_is_analysed_whatever_the_dump_said_when_it_began(tmp_path, info, error, name):
    with pytest.raises(error):
        fetch(tmp_path, **info)
    assert fetch(tmp_path, [name], **info).video.title == "Harbour"


@pytest.mark.parametrize("status", ["is_live", "post_live", "is_upcoming"])
def test_a_dump_says_what_was_true_when_it_was_made(tmp_path, status):
    with pytest.raises((VideoIsLive, VideoProcessing, VideoNotStarted), match=" when its dump was made"):
        fetch(tmp_path, live_status=status)


@pytest.mark.parametrize("availability", ["needs_auth", "private", "subscriber_only"])
def test_a_dump_with_comments_was_made_with_access(tmp_path, availability):
    found = fetch(tmp_path, availability=availability, formats=[], comments=[{"id": "a", "text": "x"}])
    assert found.video.title == "Harbour"
    assert fetch(tmp_path, availability=availability, formats=[], subtitles={"en": [{}]}).video.title == "Harbour"
    with pytest.raises((VideoAgeRestricted, VideoPrivate, VideoMembersOnly)):
        fetch(tmp_path, availability=availability, formats=[], comments=[])


def test_the_length_of_a_stream_that_goes_on_is_not_that_of_the_video(tmp_path):
    assert fetch(tmp_path, [f"{ID}.en.vtt"], live_status="is_live").video.duration_seconds is None
    assert fetch(tmp_path, [f"{ID}.en.vtt"], live_status="was_live").video.duration_seconds == 120


def test_a_video_that_has_just_ended_can_be_retried():
    assert (VideoProcessing.code, VideoProcessing.retryable) == ("VIDEO_PROCESSING", True)


@pytest.mark.parametrize(
    "reason", ["We're processing this video. Check back later.", "This video is still being processed."]
)
def test_a_video_that_youtube_processes_is_named_so(reason):
    error = ytdlp_errors.playability_error([{"status": "UNPLAYABLE", "reason": reason}])
    assert type(error) is VideoProcessing


def reason_for_no_transcript(found):
    with pytest.raises(NoTranscript) as raised:
        transcription.transcribe(
            found,
            source=None,
            speech=None,
            load_audio=None,
            language=None,
            enable_recognition=True,
            progress=Progress(),
        )
    return raised.value.message


def test_captions_that_the_dump_names_but_the_archive_lacks_are_named(tmp_path):
    original = [{"url": "https://www.youtube.com/api/timedtext"}]
    translated = [{"url": "https://www.youtube.com/api/timedtext?tlang=fr"}]
    found = fetch(
        tmp_path,
        subtitles={"en": original, "live_chat": [{}]},
        automatic_captions={"en": original, "de": original, "fr": translated},
    )
    message = reason_for_no_transcript(found)
    assert message.startswith("The archive holds no captions of this video (the dump names en, de), and the source")


def test_an_archive_without_captions_does_not_say_that_the_video_has_none(tmp_path):
    assert reason_for_no_transcript(fetch(tmp_path)).startswith("The archive holds no captions of this video, and")


def test_machine_translations_are_named_so(tmp_path):
    requested = {"en": {"url": "https://www.youtube.com/api/timedtext?tlang=en"}}
    found = fetch(tmp_path, [f"{ID}.en.vtt"], requested_subtitles=requested)
    assert reason_for_no_transcript(found).startswith("The archive holds only machine translations")


def test_at_most_ten_languages_are_named(tmp_path):
    names = {f"x{letter}": [{}] for letter in "abcdefghijkl"}
    assert "xj, ...)" in reason_for_no_transcript(fetch(tmp_path, subtitles=names))


def chapters(*items, duration=120):
    losses = Losses()
    found = info_json.video({"duration": duration, "chapters": list(items)}, ID, losses).chapters
    return found and [(chapter.title, chapter.start, chapter.end) for chapter in found], losses.warnings()


def item(title, start, end=None):
    return {"title": title, "start_time": start, "end_time": end}


@pytest.mark.parametrize("second", [item("Two", 60), {"title": "Two", "start_time": 60}, item("Two", 60, 120)])
@pytest.mark.parametrize("first", [item("One", 0), item("One", 0, 60), item("One", 0, 90)])
def test_a_chapter_ends_where_the_next_begins_and_the_last_with_the_video(first, second):
    assert chapters(first, second) == ([("One", 0, 60), ("Two", 60, 120)], ())
    assert chapters(second, first)[0] == [("One", 0, 60), ("Two", 60, 120)]


def test_no_chapter_lasts_beyond_the_video():
    found, warnings = chapters(item("A", 0, 60), item("B", 60, 4000), item("C", 4000, 4060))
    assert found == [("A", 0, 60), ("B", 60, 120)]
    assert "chapter outside of the video" in warnings[0].message


def test_a_title_that_the_author_did_not_give_is_null():
    found, _ = chapters(item("<Untitled Chapter 1>", 0, 60), item(None, 60, 90), item("Two", 90, 120))
    assert [title for title, _, _ in found] == [None, None, "Two"]


@pytest.mark.parametrize("end", [0, 60, 5])
def test_an_end_before_the_chapter_begins_states_nothing(end):
    assert chapters(item("One", 0, 60), item("Two", 60, end))[0] == [("One", 0, 60), ("Two", 60, 120)]


def test_without_a_length_of_the_video_the_last_chapter_needs_an_end():
    assert chapters(item("One", 0), item("Two", 60, 90), duration=None)[0] == [("One", 0, 60), ("Two", 60, 90)]
    assert chapters(item("One", 0), item("Two", 60), duration=None)[0] == [("One", 0, 60)]


@pytest.mark.parametrize(
    "broken", [item("X", None, 5), item("X", -1, 5), item("X", "a", 5), "text", None, item("X", 0)]
)
def test_a_chapter_that_is_not_valid_costs_only_itself(broken):
    found, warnings = chapters(broken, item("One", 0, 60))
    assert found == [("One", 0, 60)]
    assert warnings[0].code == "SOURCE_DATA_INVALID"


def test_chapters_that_are_no_list_are_none():
    losses = Losses()
    assert info_json.video({"chapters": {"a": 1}}, ID, losses).chapters is None
    assert losses.warnings()


def test_the_chapters_of_a_video_are_values(tmp_path):
    assert fetch(tmp_path, chapters=[item("A", 0, 120)]).video.chapters == (Chapter("A", 0, 120),)


def point(start, end, value):
    return {"start_time": start, "end_time": end, "value": value}


def test_the_curve_of_the_most_replayed_parts_is_read(tmp_path):
    found = fetch(tmp_path, heatmap=[point(60, 121.2, 0.25), point(0, 60, 1)])
    assert found.replayed == (ReplayedSpan(0, 60, 1), ReplayedSpan(60, 120, 0.25))
    assert found.warnings == ()


def test_without_a_curve_there_is_none(tmp_path):
    assert fetch(tmp_path).replayed is None
    assert fetch(tmp_path, heatmap=None).replayed is None
    assert fetch(tmp_path, heatmap=[]).replayed is None


@pytest.mark.parametrize(
    "broken", [point(0, 60, 1.5), point(0, 60, -1), point(60, 0, 1), point(300, 400, 1), point(0, 60, None), 5, None]
)
def test_a_point_that_is_not_valid_is_left_out_with_a_warning(tmp_path, broken):
    found = fetch(tmp_path, heatmap=[broken, point(60, 120, 1)])
    assert found.replayed == (ReplayedSpan(60, 120, 1),)
    assert found.warnings[0].code == "SOURCE_DATA_INVALID"


def test_a_list_is_no_video_and_codes_for_no_language_are_none(tmp_path):
    with pytest.raises(ExtractionError, match="list of videos"):
        fetch(tmp_path, _type="playlist")
    assert [fetch(tmp_path, language=code).video.language for code in ("und", "zxx", "pt-BR")] == [None, None, "pt-BR"]
    assert fetch(tmp_path, upload_date="19700101", timestamp=0).video.published_at is None
