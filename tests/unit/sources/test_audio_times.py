"""The times of audio are those of the video, and damage costs only what is damaged."""

import random
import shutil
import subprocess

import numpy as np
import pytest

from analysis.exceptions import AudioExtractionFailed
from analysis.pipeline.progress import Progress
from analysis.sources import audio
from analysis.sources.archive import ArchiveSource
from tests.support import sounds

pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")

ID = "abcdefghijk"
#: Twelve seconds of a tone, and ten seconds of a small picture.
TONE = ["-f", "lavfi", "-i", "sine=300:d=12"]
PICTURE = ["-f", "lavfi", "-i", "color=blue:s=64x64:r=5:d=10"]


def make(path, *arguments):
    """Write a file with ffmpeg and return it."""
    subprocess.run(["ffmpeg", "-v", "error", *map(str, arguments), str(path)], check=True)
    return path


def normalise(path):
    return audio.normalise(path, path.with_name("normalised.wav"), progress=Progress())


def first_sound(found):
    """Return the second at which the silence ends."""
    return float(np.argmax(np.abs(sounds.samples(found)) > 0.01)) / 16_000


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_audio_that_starts_later_than_the_picture_is_padded(tmp_path, name):
    path = make(tmp_path / name, *PICTURE, "-itsoffset", 3, *TONE)
    assert first_sound(normalise(path)) == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize("name", ["a.m4a", "a.webm", "a.mka"])
def test_an_audio_file_that_starts_late_is_padded(tmp_path, name):
    found = normalise(make(tmp_path / name, "-itsoffset", 3, *TONE))
    assert first_sound(found) == pytest.approx(3.0, abs=0.1)
    assert found.duration == pytest.approx(15.0, abs=0.1)


def test_a_gap_in_the_audio_is_silence(tmp_path):
    gap = "aselect='not(between(t,4,7))'"
    found = normalise(make(tmp_path / "a.mkv", *TONE, "-af", gap, "-c:a", "flac"))
    samples = np.abs(sounds.samples(found))
    assert found.duration == pytest.approx(12.0, abs=0.2)
    assert samples[5 * 16_000 : 6 * 16_000].max() < 0.01
    assert samples[8 * 16_000 : 9 * 16_000].max() > 0.01


@pytest.mark.parametrize("name", ["a.mp3", "a.ts", "a.ogg"])
def test_the_delay_of_an_encoder_or_of_a_broadcast_is_not_padded(tmp_path, name):
    assert first_sound(normalise(make(tmp_path / name, *TONE))) == pytest.approx(0.0, abs=0.1)


def test_audio_with_the_times_of_a_broadcast_begins_at_once(tmp_path):
    found = normalise(make(tmp_path / "a.mka", "-itsoffset", 7200, *TONE))
    assert found.duration == pytest.approx(12.0, abs=0.2)


@pytest.mark.parametrize(
    "words", ["Duration: 10:00:00.00, start: 0", "\n  Duration: 10:00:00.00, start: 0.0", "Duration: 0:00:01"]
)
@pytest.mark.parametrize("name", ["a.m4a", "a.mp3"])
def test_what_a_tag_says_of_the_duration_is_not_believed(tmp_path, words, name):
    tags = [option for tag in ("description", "comment", "title") for option in ("-metadata", f"{tag}={words}")]
    whole = make(tmp_path / name, *TONE, *tags, "-movflags", "+faststart")
    assert normalise(whole).duration == pytest.approx(12.0, abs=0.2)


def test_a_tag_does_not_hide_that_the_file_is_cut_short(tmp_path):
    path = make(tmp_path / "a.webm", *TONE, "-metadata", "comment=Duration: 00:00:01.00, start: 0.0")
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(AudioExtractionFailed, match="cut short"):
        normalise(path)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_audio_that_ends_before_the_picture_is_complete(tmp_path, name):
    path = make(tmp_path / name, *PICTURE, "-f", "lavfi", "-i", "sine=300:d=3")
    assert normalise(path).duration == pytest.approx(3.0, abs=0.2)


def test_a_film_that_is_cut_short_is_refused(tmp_path):
    path = make(tmp_path / "a.mp4", *PICTURE, *TONE, "-movflags", "+faststart")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(AudioExtractionFailed, match="cut short"):
        normalise(path)


@pytest.mark.parametrize("name", ["a.m4a", "a.mp3", "a.webm", "a.ogg", "a.flac"])
def test_a_damaged_frame_costs_only_itself_and_is_named(tmp_path, name):
    path = make(tmp_path / name, *TONE)
    content, rng = bytearray(path.read_bytes()), random.Random(1)
    for place in range(len(content) // 2, len(content) // 2 + 300, 60):
        content[place : place + 30] = rng.randbytes(30)
    path.write_bytes(content)
    found = normalise(path)
    assert found.duration == pytest.approx(12.0, abs=1.0)
    assert [warning.code for warning in found.warnings] == ["AUDIO_DAMAGED"]


def test_sound_audio_has_no_warning(tmp_path):
    for name in ("a.m4a", "a.mp3", "a.webm"):
        assert normalise(make(tmp_path / name, *TONE)).warnings == ()


@pytest.mark.parametrize("junk", [bytes(20_000), b"<html>error</html>" * 1000, random.Random(2).randbytes(50_000)])
def test_junk_before_an_mp3_costs_only_the_junk(tmp_path, junk):
    path = make(tmp_path / "a.mp3", *TONE)
    path.write_bytes(junk + path.read_bytes())
    assert normalise(path).duration == pytest.approx(12.0, abs=0.3)


@pytest.fixture
def films(tmp_path):
    """Return an archive with what ``--keep-video`` leaves, and an empty folder."""
    (tmp_path / "archive").mkdir()
    (tmp_path / "target").mkdir()
    return tmp_path / "archive", tmp_path / "target"


def fetched(folder, target):
    return ArchiveSource([folder]).fetch_audio(ID, target, progress=Progress())


def test_a_file_with_a_picture_only_is_passed_over(films):
    folder, target = films
    make(folder / f"{ID}.f248.webm", *PICTURE)
    own = make(folder / f"{ID}.f251.webm", *TONE)
    assert fetched(folder, target).read_bytes() == own.read_bytes()


def test_a_joined_film_is_used_where_no_audio_file_is_left(films):
    folder, target = films
    make(folder / f"{ID}.f137.mp4", *PICTURE)
    joined = make(folder / f"{ID}.mp4", *PICTURE, *TONE)
    assert fetched(folder, target).read_bytes() == joined.read_bytes()


def test_a_picture_alone_is_refused_with_the_reason(films):
    folder, target = films
    make(folder / f"{ID}.f137.mp4", *PICTURE)
    with pytest.raises(AudioExtractionFailed, match="contains none"):
        normalise(fetched(folder, target))
