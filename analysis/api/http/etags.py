"""ETags of a task and its result, derived from the task's version rather than the response body."""

from rest_framework.request import Request

from analysis.choices import TaskStatus
from analysis.queries import tasks


def task_etag(request: Request, task_id: str) -> str | None:
    """Return the ETag of a task, None if the caller cannot see it."""
    version = tasks.task_version(task_id, request.user)
    return version and f'"{version[0]}"'


def result_etag(request: Request, task_id: str) -> str | None:
    """Return the ETag of a result, None until it exists: 202 responses must not be cached."""
    version = tasks.task_version(task_id, request.user)
    return f'"{version[0]}"' if version and version[1] == TaskStatus.COMPLETED else None
