"""What each depth costs: seconds of CPU, peak memory, and the longest silence between two progress calls.

Every measurement runs in a process of its own, held to one core, models loaded on the way, as a worker's first
analysis would. ``python -m benchmarks.quality.depth large detailed`` prints one of them.
"""

import gc
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice, pairwise
from pathlib import Path

from analysis.pipeline import values
from analysis.pipeline.comment_analysis import analyse_comments
from analysis.pipeline.content_analysis import analyse_content
from analysis.pipeline.progress import Progress
from benchmarks.quality import choi, recorded
from benchmarks.quality.rows import Row, data, guarded

DEPTHS = ("basic", "detailed", "comprehensive")
COMMENTS = 10_000
#: Length of the composed talk, and how fast it is spoken: words a minute of a lively speaker.
COMPOSED_SECONDS, COMPOSED_WPM = 4.25 * 3600, 150
#: The recorded talk: a livestream's rolling captions.
RECORDED = "archive/Nd9rzBUcOHA/transcript.en.vtt"
#: Sets whose texts serve as comments; their labels are not looked at.
_UMSAB = ("arabic", "english", "french", "german", "hindi", "italian", "portuguese", "spanish")


def rows() -> list[Row]:
    """Return the cost of each depth on two long talks and on 10,000 comments."""
    found: list[Row] = []
    for name, data_set in (
        ("recorded", "recorded livestream"),
        ("composed", "Choi's texts as a talk"),
        ("comments", "tweets as comments"),
        ("large", "both"),
    ):
        for depth in DEPTHS:
            found += guarded(f"cost of {depth}", data_set, lambda name=name, depth=depth: [_measured(name, depth)])
    return found


def _measured(name: str, depth: str) -> Row:
    load(name)  # missing data is said by this process
    command = [sys.executable, "-m", "benchmarks.quality.depth", name, depth]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    cost = json.loads(said.stdout)
    return Row(
        task=f"cost of {depth}",
        data=cost["data"],
        n=cost["n"],
        figure="seconds of CPU (lower is better)",
        ours=cost["seconds"],
        baselines={},
        note=f"peak memory {cost['peak_mb']:.0f} MB; longest silence between progress calls {cost['silence']:.2f} s",
    )


def load(name: str) -> list[values.Transcript | values.CommentSet]:
    """Return the inputs of one measurement."""
    if name == "large":
        return [_composed(), _comments()]
    if name == "recorded":
        segments = recorded.segments(RECORDED, "vtt")
        return [values.Transcript("automatic_captions", "en", segments, segments[-1].end)]
    return [_composed() if name == "composed" else _comments()]


def _composed() -> values.Transcript:
    """Return Choi's texts as automatic captions: lower case, no punctuation, eight words a segment."""
    words = [
        word.lower().strip(".,;:!?\"'()`")
        for document in choi.documents()
        for sentence in document.sentences
        for word in sentence.split()
    ]
    spoken = list(islice((word for word in words if word), int(COMPOSED_SECONDS / 60 * COMPOSED_WPM)))
    pace = 60 / COMPOSED_WPM
    segments = tuple(
        values.Segment(start * pace, min(start + 8, len(spoken)) * pace, " ".join(spoken[start : start + 8]))
        for start in range(0, len(spoken), 8)
    )
    return values.Transcript("automatic_captions", "en", segments, segments[-1].end)


def _comments() -> values.CommentSet:
    by_language = [
        data(f"comments_labelled/umsab/{language}/train_text.txt").read_text(encoding="utf-8").splitlines()
        for language in _UMSAB
    ]
    mixed = [text for texts in zip(*by_language, strict=True) for text in texts][:COMMENTS]
    began = datetime(2026, 1, 1, tzinfo=UTC)
    return values.CommentSet(
        tuple(
            values.Comment(
                id=f"c{index:05}",
                text=text,
                author=f"@viewer{index % 7000}",
                author_channel_id=f"UC{index % 7000:022}",
                like_count=likes,
                published_at=began + timedelta(minutes=7 * index),
            )
            for index, (text, likes) in enumerate(zip(mixed, cycle((0, 0, 1, 0, 3, 12)), strict=False))
        ),
        COMMENTS,
    )


def _run(name: str, depth: str) -> None:
    """Analyse in this process, held to one core, and print what it cost."""
    # As in a worker (celery_support/garbage_collection.py), which collects garbage of older generations between tasks.
    gc.set_threshold(gc.get_threshold()[0], 1_000_000, 1_000_000)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    inputs = load(name)
    began, checked_at = time.process_time(), [time.process_time()]
    progress = Progress(check=lambda: checked_at.append(time.process_time()))
    video = values.Video("benchmark00", "https://www.youtube.com/watch?v=benchmark00", title="A benchmark")
    for given in inputs:
        if isinstance(given, values.Transcript):
            analyse_content(video, given, depth=depth, progress=progress)
        else:
            analyse_comments(video, given, depth=depth, progress=progress)
    checked_at.append(time.process_time())
    cost = {
        "data": " and ".join(_describe(name, given) for given in inputs),
        "n": sum(_count(given) for given in inputs),
        "seconds": checked_at[-1] - began,
        "silence": max(after - before for before, after in pairwise(checked_at)),
        "peak_mb": _peak_mb(),
    }
    sys.stdout.write(json.dumps(cost))


def _describe(name: str, given: values.Transcript | values.CommentSet) -> str:
    if isinstance(given, values.CommentSet):
        return "tweets in 8 languages as comments"
    return f"{name} talk of {(given.duration_seconds or 0) / 3600:.2f} h, n words"


def _count(given: values.Transcript | values.CommentSet) -> int:
    """Return the number of words or of comments."""
    if isinstance(given, values.CommentSet):
        return len(given.comments)
    return sum(len(segment.text.split()) for segment in given.segments)


def _peak_mb() -> float:
    """Return the most memory this process has held; ``getrusage`` would tell its parent's, which exec hands on."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    _run(*sys.argv[1:])
