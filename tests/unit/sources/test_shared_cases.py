"""Inputs that stand for faults of public bug reports, made by others; the same kinds are tested on inputs of our own."""

import json
import shutil
from pathlib import Path

import pytest

from analysis.exceptions import VideoNotFound
from analysis.pipeline import captions
from analysis.pipeline.progress import Progress
from analysis.sources import audio, info_json
from analysis.sources.archive import ArchiveSource
from tests.support.shared_data import SHARED_DATA, needs_shared_data

pytestmark = needs_shared_data

ID = "abcdefghijk"
CASES = SHARED_DATA / "cases"
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


def case(number: str) -> Path:
    """Return the folder of a case, or skip the test where there is none."""
    found = next(iter(CASES.glob(f"{number}-*")), None)
    if found is None:
        pytest.skip(f"no case {number}")
    return found


def read(folder: Path):
    """Return the title, and the language and the words of each track."""
    source = ArchiveSource([folder])
    found = source.fetch_video(ID)
    said = {
        captions.language_of(track.language): " ".join(
            part.text for part in captions.parse(source.fetch_captions(track))
        )
        for track in found.tracks
    }
    return found.video.title, said


def test_f04_the_captions_of_another_video_are_not_taken():
    assert read(case("F04") / "flat1") == ("Harbour", {})
    with pytest.raises(VideoNotFound):
        read(case("F04") / "flat2")


def test_f14_chapters_are_those_of_the_author_and_within_the_video():
    expected = json.loads((case("F14") / "EXPECTED.json").read_text())["expected"]
    for name in "abc":
        video = info_json.video(json.loads((case("F14") / f"{name}.info.json").read_text()), ID)
        assert [[chapter.title, chapter.start, chapter.end] for chapter in video.chapters] == expected[name]
    untitled = info_json.video(json.loads((case("F14") / "e.info.json").read_text()), ID)
    assert [chapter.title for chapter in untitled.chapters] == [None, "Two"]


@pytest.mark.parametrize("layout", ["channel-folder", "no-language"])
def test_f15_every_layout_is_read(layout):
    assert read(case("F15") / layout) == ("Harbour", {"en": "The harbour is open."})


def test_f16_json_beside_the_dump_is_no_dump():
    title, said = read(case("F16"))
    assert title == "Infographic"
    assert said["en"]
    assert read(case("F16") / "b")[1]["en"]


def test_f17_a_recorded_stream_is_analysed():
    assert read(case("F17")) == ("Harbour", {"en": "The harbour is open."})


@needs_ffmpeg
@pytest.mark.parametrize(
    ("number", "name", "seconds"),
    [
        ("F03", "s08b_late3.mp4", 69.0),
        ("F08", "s01_desc.m4a", 11.0),
        ("F08", "s02_sound_shorter.mp4", 11.0),
        ("F18", "s03_damaged.m4a", 66.0),
    ],
)
def test_audio_is_read_to_its_end(tmp_path, number, name, seconds):
    found = audio.normalise(case(number) / name, tmp_path / "out.wav", progress=Progress())
    assert found.duration == pytest.approx(seconds, abs=0.1)


@pytest.mark.parametrize("path", sorted((SHARED_DATA / "archive_snapshots").glob("*/*")), ids=lambda path: path.name)
def test_a_snapshot_of_a_video_is_read_without_a_loss(path, tmp_path):
    shutil.copytree(path, tmp_path / path.parent.name)
    assert ArchiveSource([tmp_path]).fetch_video(path.parent.name).warnings == ()
