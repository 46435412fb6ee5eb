"""Tasks in the admin: to look at, to cancel, to retry. Nothing is edited by hand."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from analysis import services
from analysis.exceptions import AnalysisError
from analysis.models import AnalysisTask, StepRun, TaskEvent

#: Events shown on the page of a task; the API has all of them.
SHOWN_EVENTS = 100


class ReadOnly:
    """Rows that the service writes and nobody else."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody change."""
        return False


class StepInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    """The steps of a task."""

    model = StepRun
    can_delete = False
    fields = (
        "name",
        "status",
        "progress",
        "attempts",
        "started_at",
        "duration",
        "facts",
        "error_code",
        "error_message",
    )
    readonly_fields = fields

    @admin.display(description="seconds")
    def duration(self, step: StepRun) -> float | None:
        """Return how long the step took."""
        return step.duration_seconds


class EventInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    """The newest events of a task."""

    model = TaskEvent
    can_delete = False
    fields = ("seq", "created_at", "type", "data")
    readonly_fields = fields
    verbose_name_plural = f"events (the newest {SHOWN_EVENTS}; the API has all)"

    def get_queryset(self, request: HttpRequest) -> QuerySet[TaskEvent]:
        """Return the newest events, newest first."""
        task = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        newest = TaskEvent.objects.filter(task_id=task).order_by("-seq").values("pk")[:SHOWN_EVENTS]
        return super().get_queryset(request).filter(pk__in=newest).order_by("-seq")


@admin.register(AnalysisTask)
class AnalysisTaskAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Analyses."""

    list_display = ("video_id", "title", "status", "bar", "current_step", "duration", "owner", "created_at")
    list_filter = ("status", "current_step", "error_code", "created_at")
    search_fields = ("=id", "=video_id", "youtube_url", "video__title", "video__channel_name")
    list_select_related = ("video", "owner")
    # Counting a table of millions for the pager would cost seconds.
    show_full_result_count = False
    actions = ("cancel", "retry")
    inlines = (StepInline, EventInline)
    exclude = ("result_data", "result_metadata", "options", "warnings")
    readonly_fields = ("shown_options", "shown_warnings", "shown_result")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnalysisTask]:
        """Return the tasks; lists do not read the findings."""
        tasks = super().get_queryset(request)
        return (
            tasks
            if request.resolver_match and "object_id" in request.resolver_match.kwargs
            else tasks.defer("result_data")
        )

    @admin.display(ordering="progress", description="progress")
    def bar(self, task: AnalysisTask) -> str:
        """Return the progress as a bar."""
        return format_html('<progress value="{0}" max="100">{0} %</progress> {0} %', task.progress)

    @admin.display(description="seconds")
    def duration(self, task: AnalysisTask) -> float | None:
        """Return how long the analysis took or has taken."""
        if task.started_at is None:
            return None
        return round(((task.completed_at or task.updated_at) - task.started_at).total_seconds(), 1)

    @admin.display(description="title")
    def title(self, task: AnalysisTask) -> str:
        """Return the video's title."""
        video = getattr(task, "video", None)
        return video.title[:80] if video else ""

    @admin.display(description="options")
    def shown_options(self, task: AnalysisTask) -> str:
        """Return the options, readable."""
        return _readable(task.options)

    @admin.display(description="warnings")
    def shown_warnings(self, task: AnalysisTask) -> str:
        """Return the warnings, readable."""
        return _readable(task.warnings)

    @admin.display(description="result")
    def shown_result(self, task: AnalysisTask) -> str:
        """Return the finding, readable."""
        return _readable(task.result_data)

    @admin.action(description="Cancel the selected analyses")
    def cancel(self, request: HttpRequest, tasks: QuerySet[AnalysisTask]) -> None:
        """End the selected analyses."""
        self._each(request, tasks, services.task_cancel, "cancelled")

    @admin.action(description="Retry the selected analyses")
    def retry(self, request: HttpRequest, tasks: QuerySet[AnalysisTask]) -> None:
        """Put the selected analyses back to pending."""
        self._each(request, tasks, services.task_retry, "put back to pending")

    def _each(self, request: HttpRequest, tasks: QuerySet[AnalysisTask], act: Any, done: str) -> None:
        """Act on each task, and say of each why not, where not."""
        count = 0
        for task in tasks:
            try:
                act(task=task)
            except AnalysisError as error:
                self.message_user(request, f"{task.video_id} ({task.pk}): {error.message}", messages.WARNING)
            else:
                count += 1
        if count:
            self.message_user(request, f"{count} {done}.", messages.SUCCESS)


def _readable(value: Any) -> str:
    return format_html("<pre>{}</pre>", json.dumps(value, ensure_ascii=False, indent=2))
