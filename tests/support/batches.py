"""Batches, a channel to follow, and the dispatcher's part in them without being one."""

from django.utils.timezone import now

from analysis import youtube
from analysis.batches import feeding, services
from analysis.choices import TaskStatus
from analysis.models import AnalysisTask, Batch
from analysis.pipeline import values
from tests.support.factories import BASIC_OPTIONS

PATH = "/api/v1/batches/"


def url(n: int) -> str:
    """Return the URL of the n-th video, which has an id that YouTube could have assigned."""
    return f"https://youtu.be/video{n:06}"


def make(*numbers, owner=None, caller="", options=BASIC_OPTIONS, **fields) -> Batch:
    """Return a batch of these videos."""
    videos = [youtube.parse(url(n)) for n in numbers]
    return services.batch_create(owner=owner, videos=videos, options=options, caller=caller, **fields)


def end(tasks, status=TaskStatus.COMPLETED, result=None, **fields) -> None:
    """End analyses as a worker would."""
    if status == TaskStatus.COMPLETED:
        fields["result_data"] = result or {"video": {}}
    tasks.update(status=status, completed_at=now(), progress=100, **fields)


def begun(batch) -> list[int]:
    """Return the positions of the members whose analysis has begun."""
    return list(batch.members.exclude(task=None).values_list("position", flat=True))


def run(batch, *, results=None, failed=()) -> Batch:
    """Advance until the batch has ended; videos in ``failed`` fail, the others get their result of ``results``."""
    for _ in range(200):
        feeding.advance()
        batch.refresh_from_db()
        if batch.status in TaskStatus.ended():
            return batch
        for task in AnalysisTask.objects.active():
            mine = AnalysisTask.objects.filter(pk=task.pk)
            if task.video_id in failed:
                end(mine, TaskStatus.FAILED, error_code="VIDEO_PRIVATE", error_message="The video is private.")
            else:
                end(mine, result=(results or {}).get(task.video_id))
    raise AssertionError("the batch does not end")


class Channel:
    """A source that knows one list, the newest video first, or raises the error that it is given."""

    name = "lists"
    numbers: list[int] = []
    is_cut = False
    error: Exception | None = None
    asked: list[tuple[str, int]] = []

    def list_videos(self, address, *, limit, progress):
        progress.check_cancelled()
        self.asked.append((address, limit))
        if self.error:
            raise self.error
        listed = tuple(values.ListedVideo(f"video{n:06}", f"Talk {n}") for n in self.numbers[:limit])
        return values.VideoList("Harbour Talks", listed, self.is_cut)
