"""Runs ffmpeg on untrusted files."""

import logging
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from analysis.exceptions import AudioExtractionFailed, DiskFull
from analysis.pipeline.progress import Progress
from analysis.support.child_process import die_with_parent

logger = logging.getLogger(__name__)

#: Seconds between two polls of ffmpeg, at which a cancellation is noticed too.
POLL_INTERVAL_SECONDS = 0.2
#: Of ffmpeg's log the beginning is read, which describes the file, and the end, which says how far it came.
_LOG_HEAD_BYTES, _LOG_TAIL_BYTES = 1024**2, 4096
#: Each line begins with the part of ffmpeg that writes it and the level. A tag of the file never begins a line.
_ERROR_LINE = r"^(?:\[[^\]]+\] )?\[(?:error|fatal)\] .*"
_WRITE_ERROR = re.compile(_ERROR_LINE + r"(?:av_interleaved_write_frame|Error (?:writing|muxing))", re.MULTILINE)
_NO_SPACE = re.compile(f"{_ERROR_LINE}(?:{'|'.join(map(os.strerror, DiskFull.ERRNOS))})", re.MULTILINE)
_QUIET = ("-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info", "-y")
#: A playlist cannot open a connection.
_INPUT = ("-protocol_whitelist", "file,pipe")


def convert(source: Path, output: Sequence[str], progress: Progress, *, input_options: Sequence[str] = ()) -> str:
    """Run ffmpeg on ``source`` with the options and the file of ``output``; return its log.

    Raises:
        AudioExtractionFailed: ffmpeg is not installed or cannot read the file, or the disk is full.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise AudioExtractionFailed("ffmpeg is not installed on this server, so the audio cannot be read.")
    # "file:": a file name is never read as an option.
    return run([program, *_QUIET, *_INPUT, *input_options, "-i", f"file:{source.resolve()}", *output], progress)


def has_audio(source: Path, progress: Progress) -> bool:
    """Return whether ffmpeg is installed and finds audio in the file; the audio is not decoded."""
    try:
        convert(source, ["-map", "0:a:0", "-c", "copy", "-t", "0", "-f", "null", "-"], progress)
    except DiskFull:
        raise
    except AudioExtractionFailed:
        return False
    return True


def run(command: Sequence[str], progress: Progress) -> str:
    """Return ffmpeg's log, a long one without its middle.

    ffmpeg is killed if a progress call raises, and when this process dies.
    """
    nothing = subprocess.DEVNULL
    with tempfile.TemporaryFile() as log_file:
        with subprocess.Popen(
            command, stdin=nothing, stdout=nothing, stderr=log_file, preexec_fn=die_with_parent()
        ) as process:
            try:
                while process.poll() is None:
                    progress.update(0, None, "Preparing the audio")
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(POLL_INTERVAL_SECONDS)
            except BaseException:
                process.kill()
                raise
        length = log_file.seek(0, os.SEEK_END)
        log_file.seek(0)
        head = log_file.read(_LOG_HEAD_BYTES)
        log_file.seek(max(len(head), length - _LOG_TAIL_BYTES))
        log = (head + log_file.read()).decode("utf-8", "replace")
    # ffmpeg also reports success where it could not write.
    written = _WRITE_ERROR.search(log)
    if process.returncode or written:
        logger.info("ffmpeg failed with exit code %s: %s", process.returncode, log[-2000:])
        if _NO_SPACE.search(log):
            raise DiskFull
        if written:
            raise AudioExtractionFailed("The audio could not be read: it could not be stored.")
        raise AudioExtractionFailed("The audio could not be read: the file contains none or is damaged.")
    return log
