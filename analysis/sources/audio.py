"""Fetches audio and converts it to what speech recognition needs: 16 kHz, one channel, by ffmpeg."""

import ctypes
import errno
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import wave
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from analysis.exceptions import AudioExtractionFailed, DiskFull
from analysis.pipeline import values
from analysis.pipeline.ports import VideoSource
from analysis.pipeline.progress import Progress
from analysis.sources import cut_points

logger = logging.getLogger(__name__)

#: Seconds between two polls of ffmpeg, at which a cancellation is noticed too.
POLL_INTERVAL_SECONDS = 0.2
#: Source: prctl(2).
_PR_SET_PDEATHSIG = 1
#: The beginning of ffmpeg's log that is read: it describes the file.
_MAX_LOG_BYTES = 1024**2
_LIBC = ctypes.CDLL(None)
#: A file is cut short if less than this share of its stated duration, and over so many seconds less, can be read.
_MIN_SHARE, _MAX_MISSING_SECONDS = 0.95, 1.0
_STATED_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")


def fetch(
    source: VideoSource, video_id: str, directory: Path, progress: Progress, *, chunk_seconds: float
) -> values.Audio:
    """Fetch the audio of a video into ``directory``, normalise it and find where it can be cut into chunks.

    Raises:
        AudioExtractionFailed: the source has none, it cannot be read, or it cannot be stored.
    """
    try:
        fetched = source.fetch_audio(video_id, directory, progress=progress.part(0, 80))
        audio = normalise(fetched, directory / "normalised.wav", progress=progress.part(80, 100))
        fetched.unlink()  # hours of audio take much space
    except OSError as error:
        if error.errno in DiskFull.ERRNOS:
            raise DiskFull from error
        logger.warning("audio of %s could not be stored: %s", video_id, error)
        raise AudioExtractionFailed("The audio could not be stored. The server's log says why.") from error
    return replace(audio, cuts=cut_points.find_cuts(audio.path, every_seconds=chunk_seconds))


def normalise(source: Path, target: Path, *, progress: Progress) -> values.Audio:
    """Convert ``source`` to a 16 kHz mono WAV at ``target``. If it fails or is cancelled, no file is left there.

    Raises:
        AudioExtractionFailed: ffmpeg is not installed or cannot read the whole file, or the disk is full.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise AudioExtractionFailed("ffmpeg is not installed on this server, so the audio cannot be read.")
    try:
        # "file:" and the whitelist: a file name is never read as an option, and a playlist cannot open a connection.
        input_ = ["-protocol_whitelist", "file,pipe", "-xerror", "-i", f"file:{source.resolve()}"]
        output = ["-map", "0:a:0", "-ac", "1", "-ar", str(values.SAMPLE_RATE), "-c:a", "pcm_s16le", "-f", "wav"]
        quiet = ["-nostdin", "-hide_banner", "-nostats", "-y"]
        log = _run([program, *quiet, *input_, *output, f"file:{target.resolve()}"], progress)
        duration = _duration(target)
        # ffmpeg reports success for a file that is cut short.
        stated = _STATED_DURATION.search(log)
        seconds = int(stated[1]) * 3600 + int(stated[2]) * 60 + float(stated[3]) if stated else 0.0
        if duration < seconds * _MIN_SHARE and seconds - duration > _MAX_MISSING_SECONDS:
            raise AudioExtractionFailed(
                f"The audio is cut short: {duration:.0f} of {seconds:.0f} seconds could be read."
            )
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return values.Audio(target, duration)


def _run(command: list[str], progress: Progress) -> str:
    """Return the beginning of ffmpeg's log. ffmpeg is killed if a progress call raises, and when this process dies."""
    nothing = subprocess.DEVNULL
    # Linux only. On other systems ffmpeg outlives a worker that is killed.
    preexec = partial(_kill_with_parent, os.getpid()) if sys.platform == "linux" else None
    with tempfile.TemporaryFile() as log_file:
        with subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=log_file, preexec_fn=preexec) as process:
            try:
                while process.poll() is None:
                    progress.update(0, None, "Preparing the audio")
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(POLL_INTERVAL_SECONDS)
            except BaseException:
                process.kill()
                raise
        log_file.seek(0)
        log = log_file.read(_MAX_LOG_BYTES).decode("utf-8", "replace")
    if process.returncode:
        logger.info("ffmpeg failed with exit code %s: %s", process.returncode, log[-2000:])
        if os.strerror(errno.ENOSPC) in log:
            raise DiskFull
        raise AudioExtractionFailed("The audio could not be read: the file contains none or is damaged.")
    return log


def _kill_with_parent(parent: int) -> None:
    """Have the kernel kill this process, which is about to become ffmpeg, when the thread that started it ends."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # the parent died before prctl was called


def _duration(path: Path) -> float:
    try:
        with wave.open(str(path)) as file:
            seconds: float = file.getnframes() / file.getframerate()
    except (OSError, wave.Error, EOFError) as error:
        raise AudioExtractionFailed("The audio could not be read: there is none.") from error
    if not seconds:
        raise AudioExtractionFailed("The audio could not be read: it is empty.")
    return seconds
