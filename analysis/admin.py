"""Tasks in the admin: to look at, to cancel, to retry. Nothing is edited by hand."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from analysis import services
from analysis.events import wire_time
from analysis.exceptions import AnalysisError
from analysis.models import AnalysisTask, StepRun, TaskEvent

#: Events shown on the page of a task; the API has all of them.
SHOWN_EVENTS = 100


# django-stubs makes the admin's classes generic; at run time they cannot be subscripted, hence the ignores below.


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
    fields = ("seq", "at", "type", "data")
    readonly_fields = fields
    verbose_name_plural = f"events (the newest {SHOWN_EVENTS}; the API has all)"

    @admin.display(description="time (UTC)")
    def at(self, event: TaskEvent) -> str:
        """Return the time to the millisecond: events of one minute are told apart by it."""
        return wire_time(event.created_at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TaskEvent]:
        """Return the newest events, newest first."""
        task = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        newest = TaskEvent.objects.filter(task_id=task).order_by("-seq").values("pk")[:SHOWN_EVENTS]
        return super().get_queryset(request).filter(pk__in=newest).order_by("-seq")


@admin.register(AnalysisTask)
class AnalysisTaskAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Analyses."""

    list_display = ("video_id", "title", "status", "bar", "duration", "owner", "created_at")
    list_filter = ("status", "current_step", "error_code", "created_at")
    search_fields = ("=id", "=video_id", "youtube_url", "video__title", "video__channel_name")
    list_select_related = ("video", "owner")
    # Counting a table of millions for the pager would cost seconds.
    show_full_result_count = False
    actions = ("cancel", "retry")
    inlines = (StepInline, EventInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("video_id", "title"),
                    ("youtube_url", "pages"),
                    ("owner", "request_id"),
                    ("status", "bar", "current_step"),
                    "message",
                    ("error_code", "error_step", "error_retryable"),
                    "error_message",
                    "shown_warnings",
                    ("created_at", "started_at", "completed_at", "duration"),
                )
            },
        ),
        (
            "How it was run",
            {
                "classes": ("collapse",),
                "fields": (
                    ("worker", "celery_id"),
                    ("attempts", "fence", "last_seq"),
                    ("lease_until", "dispatched_at", "not_before"),
                    ("updated_at", "estimated_completion"),
                ),
            },
        ),
        ("Options", {"classes": ("collapse",), "fields": ("shown_options",)}),
        ("Result", {"classes": ("collapse",), "fields": ("shown_metadata", "shown_result")}),
    )

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

    @admin.display(description="look at it")
    def pages(self, task: AnalysisTask) -> str:
        """Return links to what clients see of the task."""
        page, api = reverse("task-detail", args=[task.pk]), reverse("analysis-detail", args=[task.pk])
        return format_html('<a href="{}">page</a> · <a href="{}">API</a>', page, api)

    @admin.display(description="options")
    def shown_options(self, task: AnalysisTask) -> str:
        """Return the options, readable."""
        return _readable(task.options)

    @admin.display(description="warnings")
    def shown_warnings(self, task: AnalysisTask) -> str:
        """Return the warnings, readable."""
        return _readable(task.warnings)

    @admin.display(description="metadata")
    def shown_metadata(self, task: AnalysisTask) -> str:
        """Return how the finding was made, readable."""
        return _readable(task.result_metadata)

    @admin.display(description="result")
    def shown_result(self, task: AnalysisTask) -> str:
        """Return the finding, readable."""
        return _readable(task.result_data)

    @admin.action(description="Cancel the selected analyses", permissions=["act"])
    def cancel(self, request: HttpRequest, tasks: QuerySet[AnalysisTask]) -> None:
        """End the selected analyses."""
        self._each(request, tasks, services.task_cancel, "cancelled")

    @admin.action(description="Retry the selected analyses", permissions=["act"])
    def retry(self, request: HttpRequest, tasks: QuerySet[AnalysisTask]) -> None:
        """Put the selected analyses back to pending."""
        self._each(request, tasks, services.task_retry, "put back to pending")

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Say whether the user may cancel and retry: the right to change, though there is no form to change with."""
        return bool(request.user.has_perm("analysis.change_analysistask"))

    def delete_model(self, request: HttpRequest, obj: AnalysisTask) -> None:
        """Delete a task as the API does: an active one is cancelled first, so that its viewers are told."""
        services.task_delete(task=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[AnalysisTask]) -> None:
        """Delete the selected tasks as the API does."""
        for task in queryset:
            services.task_delete(task=task)

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
