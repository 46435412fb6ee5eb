"""Sound by the real ffmpeg."""

import math
import os
import shutil
import struct
import subprocess
import sys
import time
import wave

import psutil
import pytest

from analysis.exceptions import AudioExtractionFailed, CancellationRequested
from analysis.pipeline.progress import Progress
from analysis.sources import audio
from tests.support.shared_data import SHARED_DATA, needs_shared_data
from tests.support.waiting import until

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.fixture
def tone(tmp_path):
    """Return three seconds of a tone, 44.1 kHz, two channels."""
    path = tmp_path / "tone.wav"
    samples = (int(8000 * math.sin(n * 0.06)) for n in range(3 * 44_100))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(b"".join(struct.pack("<hh", sample, sample) for sample in samples))
    return path


def encoded(tone, name):
    """Return the tone in the format that ``name`` ends with."""
    path = tone.with_name(name)
    subprocess.run(["ffmpeg", "-v", "error", "-i", tone, path], check=True)
    return path


def normalise(path, progress=None):
    return audio.normalise(path, path.with_name("out.wav"), progress=progress or Progress())


@needs_ffmpeg
@pytest.mark.parametrize("name", ["sound.m4a", "sound.webm", "sound.mp3", "sound.flac", "sound.ogg"])
def test_any_format_becomes_16_khz_in_stereo(tone, name):
    found = normalise(encoded(tone, name))
    assert found.duration == pytest.approx(3.0, abs=0.15)
    with wave.open(str(found.path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 2, 2)


@needs_ffmpeg
@pytest.mark.parametrize(("layout", "channels"), [("mono", 1), ("stereo", 2), ("5.1", 2)])
def test_the_two_sides_of_stereo_stay_apart(tmp_path, layout, channels):
    path = tmp_path / "sound.flac"
    tone = ["-f", "lavfi", "-i", "sine=duration=1", "-af", f"aformat=channel_layouts={layout}"]
    subprocess.run(["ffmpeg", "-v", "error", *tone, path], check=True)
    with wave.open(str(normalise(path).path)) as file:
        assert file.getnchannels() == channels


@needs_ffmpeg
@pytest.mark.parametrize("name", ["-y.wav", "http:a.wav", "pipe:0", "a%d b.wav"])
def test_a_name_is_never_taken_for_an_option_or_an_address(tone, name):
    assert normalise(tone.rename(tone.with_name(name))).duration == pytest.approx(3.0, abs=0.1)


@needs_ffmpeg
@pytest.mark.parametrize("name", ["sound.m4a", "sound.webm", "sound.flac"])
def test_a_file_that_is_cut_short_is_refused_and_leaves_nothing(tone, name):
    whole = encoded(tone, name)
    content = whole.read_bytes()
    whole.write_bytes(content[: len(content) // 3])
    with pytest.raises(AudioExtractionFailed):
        normalise(whole)
    assert not whole.with_name("out.wav").exists()


@needs_ffmpeg
@pytest.mark.parametrize("content", [b"", b"no sound at all", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n"])
def test_a_file_that_is_no_sound_is_refused(tmp_path, content):
    path = tmp_path / "sound.m4a"
    path.write_bytes(content)
    with pytest.raises(AudioExtractionFailed, match="contains none or is damaged"):
        normalise(path)


@needs_ffmpeg
def test_a_missing_file_is_refused_without_telling_where_it_was_sought(tmp_path):
    with pytest.raises(AudioExtractionFailed) as raised:
        normalise(tmp_path / "missing.m4a")
    assert str(tmp_path) not in raised.value.message


def test_without_ffmpeg_it_says_so(tone, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AudioExtractionFailed, match="ffmpeg is not installed"):
        normalise(tone)


def test_cancelling_kills_the_program_at_once(tmp_path, monkeypatch):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho $$ > pid\nexec /bin/sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def stop():
        if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip():
            raise CancellationRequested

    began = time.monotonic()
    with pytest.raises(CancellationRequested):
        normalise(tmp_path / "sound.m4a", Progress(check=stop))
    assert time.monotonic() - began < 60 / 2
    # Gone and reaped: there is nobody to send a signal to.
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a program with its parent")
def test_the_program_of_a_killed_worker_ends_with_it(tmp_path):
    program = (
        "from analysis.pipeline.progress import Progress\n"
        "from analysis.sources import ffmpeg\n"
        "ffmpeg.run(['/bin/sleep', '60'], Progress())\n"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as worker:
        until(lambda: any(child.name() == "sleep" for child in psutil.Process(worker.pid).children()), 30)
        (sleeping,) = psutil.Process(worker.pid).children()
        worker.kill()
    # Whoever inherits it may not care to reap it.
    until(lambda: not sleeping.is_running() or sleeping.status() == psutil.STATUS_ZOMBIE, 30)


@needs_ffmpeg
def test_a_full_disk_is_told_as_such_and_nothing_is_left(tone, tmp_path):
    full = tmp_path / "full.wav"
    full.symlink_to("/dev/full")
    with pytest.raises(AudioExtractionFailed, match="disk is full"):
        audio.normalise(tone, full, progress=Progress())
    assert not full.is_symlink()


@needs_ffmpeg
def test_the_fetched_file_is_removed_once_it_is_normalised(tone, tmp_path):
    class Source:
        def fetch_audio(self, video_id, directory, *, progress):
            progress.update(1, 1)
            return shutil.copy(tone, directory / "fetched.wav")

    folder = tmp_path / "folder"
    folder.mkdir()
    told = []
    progress = Progress(lambda percent, _: told.append(percent))
    found = audio.fetch(Source(), "abcdefghijk", folder, progress, chunk_seconds=1)
    assert list(folder.iterdir()) == [found.path]
    assert told[0] == 80
    assert len(found.cuts) == 2


@needs_shared_data
@needs_ffmpeg
def test_recorded_speech_keeps_its_length(tmp_path):
    found = audio.normalise(SHARED_DATA / "audio/jfk.flac", tmp_path / "out.wav", progress=Progress())
    assert found.duration == pytest.approx(11.0, abs=0.1)
