"""Whether those who watch an analysis may still see it."""

from collections.abc import Iterable
from enum import Enum, auto
from typing import TypeAlias
from uuid import UUID

from analysis.access import permissions
from analysis.access.accounts import logins
from analysis.models import AnalysisTask

#: Who watches which task.
Watch: TypeAlias = tuple[logins.Login, UUID]


class Access(Enum):
    """What a login may see of a task now."""

    GRANTED = auto()
    #: Logout, new password, revoked token, deactivated or deleted account.
    LOGIN_ENDED = auto()
    #: The task was deleted or has another owner, or the caller lost a right.
    NOT_VISIBLE = auto()


def check_access(watches: Iterable[Watch]) -> dict[Watch, Access]:
    """Return what each watcher may see now; at most five queries for any number of watchers."""
    watches = set(watches)
    callers = logins.find_callers(login for login, _ in watches)
    owners = dict(AnalysisTask.objects.filter(pk__in={key for _, key in watches}).values_list("pk", "owner"))

    def access(login: logins.Login, task_id: UUID) -> Access:
        caller = callers[login]
        if caller is None:
            return Access.LOGIN_ENDED
        visible = task_id in owners and permissions.may_see(caller, owners[task_id])
        return Access.GRANTED if visible else Access.NOT_VISIBLE

    return {watch: access(*watch) for watch in watches}
