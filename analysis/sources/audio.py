"""Fetches audio and converts it to what speech recognition needs: 16 kHz, at most two channels, by ffmpeg."""

import logging
import re
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from analysis.exceptions import AudioExtractionFailed, DiskFull
from analysis.pipeline import values
from analysis.pipeline.ports import VideoSource
from analysis.pipeline.progress import Progress
from analysis.sources import cut_points, ffmpeg

logger = logging.getLogger(__name__)

#: A file is cut short if less than this share of its stated duration, and over so many seconds less, can be read.
_MIN_SHARE, _MAX_MISSING_SECONDS = 0.95, 1.0
#: YouTube's longest videos. A file whose times leap would otherwise be filled with silence until the disk is full.
_MAX_SECONDS = 12 * 3600
#: An audio file of its own that begins later than this has the times of a broadcast, not those of the video.
_MAX_LATE_SECONDS = 600.0
#: What ffmpeg writes about the file. A tag may hold such words too, but never at the beginning of a line.
_STATED = re.compile(r"^\[info\] +Duration: (\d+):(\d\d):(\d\d\.\d+)(?:, start: (-?\d+\.\d+))?", re.MULTILINE)
_ESTIMATED = "[warning] Estimating duration from bitrate"
_KEEPS_START = re.compile(r"^\[info\] Input #0, (?:mov|matroska)", re.MULTILINE)
_PICTURE = re.compile(r"^\[info\] +Stream #0:\d+.*: Video: (?!.*\(attached pic\))", re.MULTILINE)
_DAMAGE = re.compile(r"^(?:\[(?!h26|hevc|vp\d|av1|libdav1d|mjpeg|png)[^\]]+\] )?\[error\]", re.MULTILINE)
_READ_UNTIL = re.compile(r"time=(\d+):(\d\d):(\d\d\.\d+)")


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
    """Convert ``source`` to a 16 kHz WAV, mono or stereo. If it fails or is cancelled, nothing is left at ``target``.

    Times are those of the video: where the audio begins late, has gaps or is damaged, there is silence.

    Raises:
        AudioExtractionFailed: ffmpeg is not installed, the file has no audio or is cut short, or the disk is full.
    """
    # async=1 fills gaps and stretches nothing; first_pts=0 fills the beginning.
    filters = "aresample=async=1:first_pts=0,aformat=channel_layouts=mono|stereo"
    output = ["-map", "0:a:0", "-af", filters, "-ar", str(values.SAMPLE_RATE)]
    output += ["-c:a", "pcm_s16le", "-t", str(_MAX_SECONDS), "-f", "wav", f"file:{target.resolve()}"]
    try:
        log = ffmpeg.convert(source, output, progress)
        if late := _late_start(log):
            log = ffmpeg.convert(source, output, progress, input_options=["-itsoffset", str(late)])
        duration = _duration(target)
        _raise_if_cut_short(source, log, duration, progress)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return values.Audio(target, duration, warnings=tuple(_losses(log, duration)))


def _late_start(log: str) -> float:
    """Return the seconds before the audio of a file without a picture: ffmpeg moves its first sound to 0."""
    stated = _STATED.search(log)
    start = float(stated[4] or 0) if stated and _KEEPS_START.search(log) and not _PICTURE.search(log) else 0.0
    return start if _MAX_MISSING_SECONDS / 10 < start <= _MAX_LATE_SECONDS else 0.0


def _raise_if_cut_short(source: Path, log: str, duration: float, progress: Progress) -> None:
    """Raise if the file ends before its stated end. ffmpeg reports success for such a file."""
    stated = _STATED.search(log)
    if stated is None or _ESTIMATED in log:
        return
    seconds = min(_seconds(stated), float(_MAX_SECONDS))
    if _is_whole(duration, seconds):
        return
    # The picture may last longer than the audio. Nothing is missing if the file can be read to its end.
    copied = ffmpeg.convert(source, ["-map", "0:a", "-map", "0:v?", "-c", "copy", "-f", "null", "-"], progress)
    ends = [_seconds(found) for found in _READ_UNTIL.finditer(copied)]
    if not ends or not _is_whole(ends[-1] + max(0.0, float(stated[4] or 0)), seconds):
        raise AudioExtractionFailed(f"The audio is cut short: {duration:.0f} of {seconds:.0f} seconds could be read.")


def _seconds(clock: re.Match[str]) -> float:
    return int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3])


def _is_whole(read: float, stated: float) -> bool:
    return read >= stated * _MIN_SHARE or stated - read <= _MAX_MISSING_SECONDS


def _losses(log: str, duration: float) -> Iterator[values.SourceWarning]:
    if _DAMAGE.search(log):
        message = "Parts of the audio are damaged. They were left out, so words may be missing."
        yield values.SourceWarning("AUDIO_DAMAGED", message)
    if duration >= _MAX_SECONDS:
        hours = _MAX_SECONDS // 3600
        yield values.SourceWarning("SOURCE_DATA_SHORTENED", f"Shortened: audio (to {hours} hours).")


def _duration(path: Path) -> float:
    try:
        with wave.open(str(path)) as file:
            seconds: float = file.getnframes() / file.getframerate()
    except (OSError, wave.Error, EOFError) as error:
        raise AudioExtractionFailed("The audio could not be read: there is none.") from error
    if not seconds:
        raise AudioExtractionFailed("The audio could not be read: it is empty.")
    return seconds
