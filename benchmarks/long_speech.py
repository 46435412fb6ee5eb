"""What two hours of speech cost: ``python -m benchmarks.long_speech [MINUTES]``; needs espeak-ng and ffmpeg.

Prints the seconds, the peak memory of the process that listened, and the longest silence between two progress calls.
"""

import itertools
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from analysis.pipeline import values
from analysis.pipeline.progress import Progress
from benchmarks.quality import recognition, synthetic_speech, weights


def main(minutes: float) -> None:
    """Have four texts read aloud again and again, and listen to them."""
    with tempfile.TemporaryDirectory() as folder:
        sound = _talk(Path(folder), minutes)
        asked: list[float] = []
        began = time.monotonic()
        found = recognition.recognise(weights.tiny_en(), sound, Progress(check=lambda: asked.append(time.monotonic())))
        seconds = time.monotonic() - began
    # Linux counts in kibibytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    silence = max(after - before for before, after in itertools.pairwise(asked))
    Console().print(
        f"{sound.duration:.0f} s of speech in {len(sound.cuts) + 1} chunks transcribed by tiny.en on one thread in "
        f"{seconds:.0f} s ({seconds / sound.duration:.3f} s a second), peak memory {peak:.0f} MiB, "
        f"{len(found.segments)} segments, longest silence between progress calls {silence:.2f} s"
    )


def _talk(folder: Path, minutes: float) -> values.Audio:
    parts = [
        synthetic_speech.speak(text, folder / f"{voice}.wav", voice=voice, words_a_minute=pace)
        for text, (voice, pace) in zip(synthetic_speech.PASSAGES, synthetic_speech.VOICES, strict=True)
    ]
    listed = folder / "parts.txt"
    listed.write_text("".join(f"file '{part}'\n" for part in parts))
    whole = folder / "whole.wav"
    command = ["ffmpeg", "-v", "error", "-stream_loop", "-1", "-f", "concat", "-safe", "0", "-i", str(listed)]
    subprocess.run([*command, "-t", str(60 * minutes), str(whole)], check=True)
    return recognition.prepare_audio(whole, folder / "prepared.wav")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 120)
