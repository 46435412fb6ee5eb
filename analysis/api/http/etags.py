"""The ETags of a task and of its finding, made of what changes with them and not of what would be sent."""

from rest_framework.request import Request

from analysis.choices import TaskStatus
from analysis.queries import tasks


def of_task(request: Request, task_id: str) -> str | None:
    """Return the ETag of a task as it stands, None where there is none for this caller."""
    version = tasks.task_version(task_id, request.user)
    return version and f'"{version[0]}"'


def of_finding(request: Request, task_id: str) -> str | None:
    """Return the ETag of a finding, None where there is none: "still processing" is to be told each time."""
    version = tasks.task_version(task_id, request.user)
    return f'"{version[0]}"' if version and version[1] == TaskStatus.COMPLETED else None
