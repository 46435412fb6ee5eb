"""Whether those who watch an analysis or a batch may still see it."""

from collections.abc import Iterable
from enum import Enum, auto
from typing import TypeAlias
from uuid import UUID

from analysis.access import permissions
from analysis.access.accounts import logins
from analysis.models import AnalysisTask, Batch

#: Who watches which task or batch.
Watch: TypeAlias = tuple[logins.Login, UUID]


class Access(Enum):
    """What a login may see of a task now."""

    GRANTED = auto()
    #: Logout, new password, revoked token, deactivated or deleted account.
    LOGIN_ENDED = auto()
    #: The task was deleted or has another owner, or the caller lost a right.
    NOT_VISIBLE = auto()


def check_access(watches: Iterable[Watch]) -> dict[Watch, Access]:
    """Return what each watcher may see now; at most six queries for any number of watchers."""
    watches = set(watches)
    callers = logins.find_callers(login for login, _ in watches)
    keys = {key for _, key in watches}
    owners = dict(AnalysisTask.objects.filter(pk__in=keys).values_list("pk", "owner"))
    if others := keys - owners.keys():
        owners |= dict(Batch.objects.filter(pk__in=others).values_list("pk", "owner"))

    found: dict[Watch, Access] = {}
    for login, task_id in watches:
        caller = callers[login]
        if caller is None:
            access = Access.LOGIN_ENDED
        elif task_id in owners and permissions.may_see(caller, owners[task_id]):
            access = Access.GRANTED
        else:
            access = Access.NOT_VISIBLE
        found[login, task_id] = access
    return found
