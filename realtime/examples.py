"""An example of every frame and every client message, built as the server builds them.

The AsyncAPI document uses them. A test compares them with docs/websocket.md.
"""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from analysis import events
from realtime import messages

TASK_ID = "7d0e3c52-1f63-4f0a-9f0e-0d5f6f0a9b11"
_REQUEST_ID = "ba16c909674e44f9be75c57544db17a2"
_BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
_PATH = f"/api/v1/analysis/{TASK_ID}"

_STEP = {
    "name": "extraction",
    "status": "completed",
    "progress": 100,
    "attempts": 1,
    "started_at": "2026-03-01T12:00:01.000Z",
    "completed_at": "2026-03-01T12:00:03.000Z",
    "duration_seconds": 2.0,
}
_TASK = {
    "id": TASK_ID,
    "youtube_url": "https://youtu.be/sample_talk",
    "status": "processing",
    "current_step": "transcription",
    "progress": 25,
    "created_at": "2026-03-01T12:00:00.000Z",
    "estimated_completion": None,
    "queue_position": None,
    "video_id": "sample_talk",
    "title": "A walk along the harbour",
    "message": "Reading the captions",
    "options": {
        "analysis_type": "content",
        "include_comments": True,
        "max_comments": 1000,
        "comment_sort": "top",
        "language": None,
        "enable_transcription": True,
        "analysis_depth": "detailed",
        "custom_prompts": [],
        "summary_language": None,
        "summary_style": None,
    },
    "warnings": [],
    "error": None,
    "steps": [_STEP],
    "last_seq": 6,
    "updated_at": "2026-03-01T12:00:03.900Z",
    "started_at": "2026-03-01T12:00:01.000Z",
    "completed_at": None,
    "upload_id": None,
    "links": {
        "self": _PATH,
        "result": f"{_PATH}/result",
        "events": f"{_PATH}/events",
        "stream": f"{_PATH}/stream",
        "websocket": f"/ws/{TASK_ID}",
        "page": f"/analyses/{TASK_ID}/",
        **{
            name: f"/api/v1/analysis/{TASK_ID}/{name}"
            for name in ("transcript", "comments", "export", "cancel", "retry")
        },
    },
}
_VIDEO = {
    "id": "sample_talk",
    "url": "https://www.youtube.com/watch?v=sample_talk",
    "title": "A walk along the harbour",
}


def _frame(
    message: events.Event | messages.Frame, seq: int, after_seconds: float, task_id: str = TASK_ID, about: str = "task"
) -> events.JSON:
    ids = {f"{about}_id": task_id}
    timestamp = _BEGIN + timedelta(seconds=after_seconds)
    if isinstance(message, events.Event):
        return events.event_frame(
            seq=seq,
            type=message.type,
            timestamp=timestamp,
            request_id=_REQUEST_ID,
            terminal=message.terminal,
            data=message.data(),
            **ids,
        )
    return events.frame(seq=seq, type=message.type, timestamp=timestamp, data=asdict(message), **ids)


_FRAMES = [
    _frame(events.ProgressUpdated(31, "Reading the captions", "transcription", 50, 12.5, [9.0, 21.5]), 7, 4.25),
    _frame(events.StepCompleted("transcription", "content_analysis", 40, 1.75, {"word_count": 812}), 8, 5),
    _frame(
        events.Warned(
            {
                "code": "COMMENTS_DISABLED",
                "message": "Comments are turned off for this video.",
                "step": "comment_analysis",
                "severity": "warning",
            }
        ),
        9,
        5.1,
    ),
    _frame(events.TaskCompleted(8.9), 12, 9)
    | {
        "result": {"video": _VIDEO, "transcript": None, "content": None, "comments": None},
        "metadata": {"completed_at": "2026-03-01T12:00:09.000Z"},
    },
    _frame(
        events.TaskFailed(
            {"code": "VIDEO_PRIVATE", "message": "The video is private.", "step": "extraction", "retryable": False}
        ),
        3,
        2,
    ),
    _frame(events.TaskCancelled("Cancelled by request"), 5, 3),
    _frame(messages.Snapshot(_TASK), 6, 4),
    _frame(messages.Error({"code": "TASK_NOT_FOUND", "message": "Task not found"}), 0, 0, "test-task-id"),
    _frame(messages.Pong(), 9, 30),
]
EXAMPLES: dict[str, events.JSON] = {frame["type"]: frame for frame in _FRAMES}
BATCH_ID = "5f0c1b7e-3d0a-4c58-9a39-0b6f6f1d2a11"
_COUNTS = events.Counts(total=10, pending=5, processing=2, completed=3, failed=0, cancelled=0, reused=1)
_BATCH_PATH = f"/api/v1/batches/{BATCH_ID}"
_BATCH = {
    "id": BATCH_ID,
    "name": "Harbour talks",
    "source_url": None,
    "newest": None,
    "follow_id": None,
    "status": "processing",
    "progress": 31,
    "message": "3 of 10 videos have ended",
    "counts": _COUNTS,
    "options": _TASK["options"],
    "reuse_results": True,
    "warnings": [],
    "error": None,
    "summary": None,
    "created_at": "2026-03-01T12:00:00.000Z",
    "updated_at": "2026-03-01T12:00:04.250Z",
    "started_at": "2026-03-01T12:00:01.000Z",
    "completed_at": None,
    "estimated_completion": "2026-03-01T12:01:28.750Z",
    "last_seq": 4,
    "links": {
        "self": _BATCH_PATH,
        **{name: f"{_BATCH_PATH}/{name}" for name in ("members", "stream", "export", "cancel")},
        "websocket": f"/ws/batches/{BATCH_ID}",
        "page": f"/batches/{BATCH_ID}/",
        "retry_failed": f"{_BATCH_PATH}/retry-failed",
    },
}
_SUMMARY: events.JSON = {
    **{"sentiment": 0.41, "sentiment_n": 240, "feedback": None},
    **{name: [] for name in ("themes", "topics", "over_time", "videos")},
}
_ENDED = events.Counts(total=10, pending=0, processing=0, completed=9, failed=1, cancelled=0, reused=1)
_BATCH_FRAMES = [
    _frame(
        events.BatchProgressed("processing", 31, "3 of 10 videos have ended", _COUNTS, 84.5), 4, 4.25, BATCH_ID, "batch"
    ),
    _frame(events.BatchCompleted(_ENDED), 12, 90, BATCH_ID, "batch") | {"summary": _SUMMARY},
    _frame(
        events.BatchFailed(
            {"code": "LIST_NOT_FOUND", "message": "There is no such playlist.", "step": None, "retryable": False}
        ),
        2,
        3,
        BATCH_ID,
        "batch",
    ),
    _frame(events.BatchCancelled("Cancelled by request", _COUNTS), 5, 5, BATCH_ID, "batch"),
    _frame(messages.BatchSnapshot(_BATCH), 4, 5, BATCH_ID, "batch"),
    _frame(messages.Error({"code": "BATCH_NOT_FOUND", "message": "Batch not found"}), 0, 0, "no-batch", "batch"),
    _frame(messages.Pong(), 4, 30, BATCH_ID, "batch"),
]
#: Of batches.
BATCH_EXAMPLES: dict[str, events.JSON] = {frame["type"]: frame for frame in _BATCH_FRAMES}
CLIENT_MESSAGES: dict[str, events.JSON] = {"ping": {"type": "ping"}, "auth": {"type": "auth", "token": "4f0a9b11..."}}
