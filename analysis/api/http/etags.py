"""ETags of a task and its result, derived from the task's version rather than the response body."""

from rest_framework.request import Request

from analysis.choices import TaskStatus
from analysis.queries import tasks


def etag(request: Request, task_id: str, *, of_result: bool = False) -> str | None:
    """Return the ETag of a task, None if the caller cannot see it.

    That of a result is None until there is one, too: 202 responses must not be cached.
    """
    version = tasks.task_version(task_id, request.user)
    if version is None or (of_result and version[1] != TaskStatus.COMPLETED):
        return None
    return f'"{version[0]}"'
