"""Sound as speech recognition wants it: 16 kHz, one channel, by ffmpeg."""

import shutil
import subprocess
import wave
from pathlib import Path

from analysis.exceptions import AudioExtractionFailed
from analysis.pipeline import values
from analysis.pipeline.ports import VideoSource
from analysis.pipeline.progress import Progress

#: Seconds between two looks at ffmpeg, which are also the chances to stop.
POLL_SECONDS = 0.2
#: Source: 16 kHz is what Whisper's models are trained on.
SAMPLE_RATE = 16_000


def fetch(source: VideoSource, video_id: str, directory: Path, progress: Progress) -> values.Audio:
    """Fetch the sound of a video into ``directory`` and normalise it."""
    fetched = source.fetch_audio(video_id, directory, progress=progress.part(0, 80))
    audio = normalise(fetched, directory / "normalised.wav", progress=progress.part(80, 100))
    fetched.unlink()  # hours of sound need not lie there twice
    return audio


def normalise(source: Path, target: Path, *, progress: Progress) -> values.Audio:
    """Turn ``source`` into a 16 kHz mono WAV at ``target``.

    Raises:
        AudioExtractionFailed: ffmpeg is not installed, or cannot read the file.
    """
    if shutil.which("ffmpeg") is None:
        raise AudioExtractionFailed("ffmpeg is not installed on this server, so the sound cannot be read.")
    command = ["ffmpeg", "-nostdin", "-v", "error", "-xerror", "-y", "-protocol_whitelist", "file,pipe"]
    command += ["-i", str(source), "-vn", "-ac", "1", "-ar", str(SAMPLE_RATE), "-c:a", "pcm_s16le", str(target)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            said = _wait(process, progress)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        target.unlink(missing_ok=True)
        raise AudioExtractionFailed(
            f"The sound could not be read: {said.strip().splitlines()[-1:] or 'no reason given'}"
        )
    return values.Audio(target, _duration(target))


def _wait(process: subprocess.Popen[bytes], progress: Progress) -> str:
    """Return what ffmpeg said once it has ended; a progress call that raises gets through."""
    while True:
        progress.update(0, None, "Preparing the sound")
        try:
            _, said = process.communicate(timeout=POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return said.decode("utf-8", "replace")


def _duration(path: Path) -> float:
    try:
        with wave.open(str(path)) as file:
            return file.getnframes() / file.getframerate()
    except (wave.Error, EOFError) as error:
        raise AudioExtractionFailed("The sound could not be read: it is empty.") from error
