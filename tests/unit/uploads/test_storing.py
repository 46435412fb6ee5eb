"""What of an upload is kept, and under which names."""

import json
import zipfile

import pytest

from analysis.uploads import storing
from analysis.uploads.errors import SeveralVideos

SRT = "1\n00:00:01,000 --> 00:00:02,000\nWe sail.\n"
DUMP = json.dumps({"id": "abcdefghijk", "extractor_key": "Youtube", "title": "Harbour"})
PLAYLIST = json.dumps({"_type": "playlist", "id": "PL1", "title": "Boats"})


def store(tmp_path, files):
    """Store a zip of ``files``; return the kind of each file, and the names that are kept."""
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    folder = tmp_path / "upload"
    folder.mkdir()
    _, found = storing.store([("sent.zip", tmp_path / "sent.zip")], folder)
    return [file.kind for file in found], {path.name for path in folder.iterdir()}


def test_the_dump_of_a_playlist_beside_that_of_the_video_is_ignored(tmp_path):
    kinds, kept = store(tmp_path, {"Boats.info.json": PLAYLIST, "Harbour.info.json": DUMP})
    assert (kinds, kept) == (["ignored", "info"], {"video.info.json"})


def test_a_zip_with_nothing_but_the_dump_of_a_playlist_is_refused_as_that(tmp_path):
    with pytest.raises(SeveralVideos):
        store(tmp_path, {"Boats.info.json": PLAYLIST, "cover.txt": "x"})


def test_captions_keep_what_their_names_say_of_them(tmp_path):
    files = dict.fromkeys(["a.en.forced.srt", "a.en.sdh.srt", "a.hi.srt", "a.en.srt"], SRT)
    assert store(tmp_path, files)[1] == {
        "video-1.en.forced.srt",
        "video-2.en.sdh.srt",
        "video-3.hi.srt",
        "video-4.en.srt",
    }
