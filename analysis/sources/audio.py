"""Sound as speech recognition wants it: 16 kHz, one channel, by ffmpeg."""

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
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from analysis.exceptions import AudioExtractionFailed, NoRoom
from analysis.pipeline import values
from analysis.pipeline.ports import VideoSource
from analysis.pipeline.progress import Progress
from analysis.sources import cut_points

logger = logging.getLogger(__name__)

#: Seconds between two looks at ffmpeg, which are also the chances to stop.
POLL_SECONDS = 0.2
#: Source: 16 kHz is what Whisper's models are trained on.
SAMPLE_RATE = 16_000
#: Source: prctl(2).
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)
#: A file that ends before this share of the length it states, and by more than so many seconds, was cut short.
_WHOLE_SHARE, _WHOLE_SECONDS = 0.95, 1.0
_STATED = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")


def fetch(
    source: VideoSource, video_id: str, directory: Path, progress: Progress, *, chunk_seconds: float
) -> values.Audio:
    """Fetch the sound of a video into ``directory``, normalise it and find where it can be cut into chunks.

    Raises:
        AudioExtractionFailed: the source gives none, it cannot be read, or the disk does not take it.
    """
    try:
        fetched = source.fetch_audio(video_id, directory, progress=progress.part(0, 80))
        audio = normalise(fetched, directory / "normalised.wav", progress=progress.part(80, 100))
        fetched.unlink()  # hours of sound need not lie there twice
    except OSError as error:
        if error.errno in NoRoom.ERRNOS:
            raise NoRoom from error
        raise AudioExtractionFailed(f"The sound could not be stored: {error.strerror}.") from error
    return replace(audio, cuts=cut_points.cuts(audio.path, every_seconds=chunk_seconds))


def normalise(source: Path, target: Path, *, progress: Progress) -> values.Audio:
    """Turn ``source`` into a 16 kHz mono WAV at ``target``; nothing is left there where it fails or is stopped.

    Raises:
        AudioExtractionFailed: ffmpeg is not installed, or cannot read the file to its end, or the disk is full.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise AudioExtractionFailed("ffmpeg is not installed on this server, so the sound cannot be read.")
    try:
        said = _run(_command(program, source, target), progress)
        duration = _duration(target)
        _refuse_cut_short(duration, said)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return values.Audio(target, duration)


def _command(program: str, source: Path, target: Path) -> list[str]:
    # "file:" and the whitelist: a name is never an option, and a playlist in disguise opens no connection.
    reading = ["-protocol_whitelist", "file,pipe", "-xerror", "-i", f"file:{source.resolve()}"]
    writing = ["-map", "0:a:0", "-ac", "1", "-ar", str(SAMPLE_RATE), "-c:a", "pcm_s16le", "-f", "wav"]
    return [program, "-nostdin", "-hide_banner", "-nostats", "-y", *reading, *writing, f"file:{target.resolve()}"]


def _run(command: list[str], progress: Progress) -> str:
    """Return what ffmpeg said; it is killed where a progress call raises, and with this process."""
    nothing = subprocess.DEVNULL
    # Only Linux has it; elsewhere the program of a killed worker runs to its end.
    ending = partial(_die_with, os.getpid()) if sys.platform == "linux" else None
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=said, preexec_fn=ending) as process:
            try:
                _wait(process, progress)
            except BaseException:
                process.kill()
                raise
        text = _beginning_of(said)
    if process.returncode:
        logger.info("ffmpeg gave up (%s): %s", process.returncode, text[-2000:])
        if os.strerror(errno.ENOSPC) in text:
            raise NoRoom
        raise AudioExtractionFailed("The sound could not be read: the file holds none, or is damaged.")
    return text


def _die_with(parent: int) -> None:
    """Have the kernel kill this process, which is about to become ffmpeg, when its parent dies.

    To be exact, when the thread does that started it: that one waits for the program as long as it lives.
    """
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # the parent died before the kernel was told


def _wait(process: subprocess.Popen[bytes], progress: Progress) -> None:
    while True:
        progress.update(0, None, "Preparing the sound")
        try:
            process.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return


def _beginning_of(said: IO[bytes]) -> str:
    """Return the first megabyte of what was said: the facts of the file stand at its beginning."""
    said.seek(0)
    return said.read(1024**2).decode("utf-8", "replace")


def _duration(path: Path) -> float:
    try:
        with wave.open(str(path)) as file:
            seconds: float = file.getnframes() / file.getframerate()
    except (OSError, wave.Error, EOFError) as error:
        raise AudioExtractionFailed("The sound could not be read: there is none.") from error
    if not seconds:
        raise AudioExtractionFailed("The sound could not be read: it is empty.")
    return seconds


def _refuse_cut_short(duration: float, said: str) -> None:
    """Raise where the file states to be longer than what could be read of it: ffmpeg calls that a success."""
    stated = _STATED.search(said)
    if stated is None:
        return
    seconds = int(stated[1]) * 3600 + int(stated[2]) * 60 + float(stated[3])
    if duration < seconds * _WHOLE_SHARE and seconds - duration > _WHOLE_SECONDS:
        raise AudioExtractionFailed(
            f"The sound is cut short: {duration:.0f} of the {seconds:.0f} seconds that its file states could be read."
        )
