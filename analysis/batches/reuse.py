"""Fresh results that a batch takes as they are."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from analysis.choices import TaskStatus
from analysis.models import AnalysisTask, Batch, BatchMember
from analysis.queries import tasks


def take_fresh_results(batch: Batch, members: Iterable[BatchMember]) -> None:
    """Give each of the stored ``members`` the newest fresh result of its video, if there is one.

    It has the same options, was read from the configured sources, and is one that the owner of the batch may see.
    """
    open_members = {member.video_id: member for member in members if member.task_id is None}
    if not batch.reuse_results or not open_members:
        return
    fresh = tasks.fresh_results(batch.owner or AnonymousUser(), open_members, batch.options)
    found = fresh.order_by("video_id", "-completed_at").distinct("video_id")
    keys = dict(found.values_list("pk", "video_id"))
    # Locked, so that none is deleted before the members that refer to it are stored.
    rows = AnalysisTask.objects.filter(pk__in=keys).select_for_update(no_key=True, skip_locked=True)
    taken = []
    for task_id in rows.values_list("pk", flat=True) if keys else ():
        video_id = keys[task_id]
        member = open_members[video_id]
        member.task_id, member.reused, member.status = task_id, True, TaskStatus.COMPLETED
        taken.append(member)
    BatchMember.objects.bulk_update(taken, ["task", "reused", "status"])
