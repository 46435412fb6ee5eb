"""The Celery tasks. A message carries only the id of an analysis, batch or follow; running it twice does no harm."""

from celery import Task, shared_task


# celery-types makes Task generic; at run time it cannot be subscripted.
@shared_task(name="analysis.run", bind=True, ignore_result=False)
def run_analysis(self: Task, task_id: str) -> str:  # type: ignore[type-arg]
    """Run one analysis to its end, starting at the first unfinished step."""
    # Workers import it before they start their processes (CELERY_IMPORTS). The dispatcher only sends messages: it does
    # without the libraries of the pipeline.
    from analysis.execution import runner

    return runner.run(task_id, worker=self.request.hostname or "", celery_id=self.request.id or "")


@shared_task(name="batches.list", ignore_result=True)
def list_batch(batch_id: str) -> str:
    """Read the playlist or channel of a batch."""
    from analysis.batches import listing  # as above

    return listing.run(batch_id)


@shared_task(name="follows.check", ignore_result=True)
def check_follow(follow_id: str) -> str:
    """Read a followed playlist or channel and start a batch of what is new."""
    from analysis.batches import checking  # as above

    return checking.run(follow_id)
