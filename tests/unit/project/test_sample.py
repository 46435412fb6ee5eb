"""The sample that ships with the project hangs together."""

import json

from tests.support.paths import ROOT

FOLDER = ROOT / "sample" / "sample_talk"
INFO = json.loads((FOLDER / "sample_talk.info.json").read_text(encoding="utf-8"))


def test_every_reply_has_its_thread_and_comes_after_it():
    by_id = {comment["id"]: comment for comment in INFO["comments"]}
    assert len(by_id) == len(INFO["comments"]) == INFO["comment_count"]
    for comment in by_id.values():
        if comment["parent"] != "root":
            assert by_id[comment["parent"]]["timestamp"] < comment["timestamp"] <= INFO["epoch"]


def test_only_the_channel_is_the_uploader():
    assert all(
        comment["author_is_uploader"] == (comment["author_id"] == INFO["channel_id"]) for comment in INFO["comments"]
    )


def test_the_captions_and_chapters_end_within_the_video():
    cues = [line for line in (FOLDER / "sample_talk.en.vtt").read_text(encoding="utf-8").splitlines() if "-->" in line]
    hours, minutes, seconds = cues[-1].split(" --> ")[1].split(":")
    assert int(hours) * 3600 + int(minutes) * 60 + float(seconds) < INFO["duration"] == INFO["chapters"][-1]["end_time"]
    assert all(
        left["end_time"] == right["start_time"]
        for left, right in zip(INFO["chapters"], INFO["chapters"][1:], strict=False)
    )


def test_its_id_is_one_that_youtube_could_have_given():
    assert len(INFO["id"]) == 11
    assert INFO["webpage_url"].endswith(INFO["id"])
