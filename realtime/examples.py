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
    message: events.Event | messages.Frame, seq: int, after_seconds: float, task_id: str = TASK_ID
) -> events.JSON:
    timestamp = _BEGIN + timedelta(seconds=after_seconds)
    if isinstance(message, events.Event):
        return events.event_frame(
            task_id=task_id,
            seq=seq,
            type=message.type,
            timestamp=timestamp,
            request_id=_REQUEST_ID,
            terminal=message.terminal,
            data=message.data(),
        )
    return events.frame(task_id=task_id, seq=seq, type=message.type, timestamp=timestamp, data=asdict(message))


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
CLIENT_MESSAGES: dict[str, events.JSON] = {"ping": {"type": "ping"}, "auth": {"type": "auth", "token": "4f0a9b11..."}}
