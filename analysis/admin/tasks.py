"""Admin pages of analyses: the list, one analysis, its event log."""

import re
from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis import services, youtube
from analysis.admin import actions, filters
from analysis.admin.concurrent_changes import ConcurrentChanges
from analysis.admin.read_only import WithMessages, link, readable
from analysis.choices import TaskStatus
from analysis.execution import workflow
from analysis.models import AnalysisTask, TaskEvent, Transcript
from analysis.operations import backlog, timeline
from analysis.support.durations import seconds_between
from analysis.wording.messages import translate

#: Events on a page of the log, and on the page of the analysis.
EVENTS_A_PAGE = 100
EVENTS_SHOWN = 20


def _action(act: actions.StaffAction) -> Callable[..., HttpResponse]:
    @admin.action(description=act.label_of_selected, permissions=[act.permission])
    def respond(model_admin: Any, request: HttpRequest, tasks: QuerySet[AnalysisTask]) -> HttpResponse:
        return actions.respond(model_admin, request, tasks, act)

    respond.__name__ = act.name
    return respond


@admin.register(AnalysisTask)
class AnalysisTaskAdmin(ConcurrentChanges, WithMessages):
    """Analyses."""

    list_display = ("video_name", "status", "bar", "created_at", "duration", "owner")
    list_filter = ("status", filters.StateFilter, filters.ErrorFilter, "created_at")
    # Only makes Django show the search box; ``filters.search`` does the search.
    search_fields = ("id",)
    search_help_text = _(
        "The id of an analysis, the id or the URL of a video, the id of a request, or the name of a user."
    )
    list_select_related = ("video", "owner")
    ordering: ClassVar = ("-created_at", "-id")
    sortable_by: ClassVar = ("created_at",)
    heavy: ClassVar = ("result_data", "result_metadata", "options", "warnings", "video__facts")
    actions = [_action(act) for act in actions.ACTS]
    change_form_template = "admin/analysis/analysistask/change_form.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("status", "bar", "state"),
                    ("video_id", "title"),
                    ("youtube_url", "owner"),
                    "shown_message",
                    ("error_code", "error_step", "error_retryable"),
                    "shown_error",
                    "shown_warnings",
                    ("created_at", "started_at", "completed_at", "duration"),
                    ("request_id", "logs"),
                    "links",
                )
            },
        ),
        (
            _("How it was run"),
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
        (_("Options"), {"classes": ("collapse",), "fields": ("shown_options",)}),
        (_("How the result was made"), {"classes": ("collapse",), "fields": ("shown_metadata",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnalysisTask]:
        """Return the analyses without their results, which may have megabytes and are available in the API."""
        return super().get_queryset(request).defer("result_data")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AnalysisTask], search_term: str
    ) -> tuple[QuerySet[AnalysisTask], bool]:
        return (filters.search(queryset, search_term) if search_term else queryset), False

    @admin.display(description=_("progress"))
    def bar(self, task: AnalysisTask) -> SafeString:
        """Return the progress of an active analysis, or the code of the error that ended it."""
        if task.status not in TaskStatus.active():
            # Long codes may be broken after an underscore.
            return format_html_join("", "{}<wbr>", ((part,) for part in re.findall("[^_]+_?", task.error_code)))
        return format_html('<progress value="{0}" max="100">{0} %</progress> {0} %', task.progress)

    @admin.display(description=_("seconds"))
    def duration(self, task: AnalysisTask) -> float | None:
        if task.started_at is None:
            return None
        return round(seconds_between(task.started_at, task.completed_at or task.updated_at), 1)

    @admin.display(description=_("video"))
    def video_name(self, task: AnalysisTask) -> str:
        return self.title(task) or task.video_id

    @admin.display(description=_("title"))
    def title(self, task: AnalysisTask) -> str:
        video = getattr(task, "video", None)
        return video.title[:80] if video else ""

    @admin.display(description=_("state"))
    def state(self, task: AnalysisTask) -> str:
        """Return what an active analysis is waiting for, or the worker that runs it."""
        statuses = {run.name: run.status for run in task.steps.all()}
        if task.status == TaskStatus.COMPLETED and workflow.lacks_material(statuses):
            return gettext("ended with neither transcript nor comments")
        if task.status not in TaskStatus.active():
            return gettext("ended")
        if actions.is_held(task):
            held = gettext("run by %(worker)s, lease until %(time)s UTC")
            return held % {"worker": task.worker or gettext("a worker"), "time": f"{task.lease_until:%H:%M:%S}"}
        waiting = backlog.describe_waiting(task)
        state = gettext(waiting.state)
        if waiting.until is None:
            return state
        return gettext("%(state)s, until %(time)s UTC") % {
            "state": state,
            "time": f"{waiting.until:%Y-%m-%d %H:%M:%S}",
        }

    @admin.display(description=_("log lines"))
    def logs(self, task: AnalysisTask) -> str:
        """Return a link to the log lines of the analysis, made from LOG_URL_TEMPLATE, or how to find them."""
        template: str = settings.LOG_URL_TEMPLATE
        if not template or ("{request_id}" in template and not task.request_id):
            return gettext("search the logs for the request id or the id of the analysis")
        url = template.replace("{request_id}", quote(task.request_id, safe="")).replace("{task_id}", str(task.pk))
        return link(url, gettext("open"))

    @admin.display(description=_("links"))
    def links(self, task: AnalysisTask) -> SafeString:
        """Return links to the client's views of the analysis and to its data."""
        links = {gettext("status page"): reverse("task-detail", args=[task.pk])}
        links[gettext("analysis as JSON")] = reverse("analysis-detail", args=[task.pk])
        links[gettext("result as JSON")] = reverse("analysis-result", args=[task.pk])
        if hasattr(task, "video"):
            links[gettext("facts of the video")] = reverse("admin:analysis_video_change", args=[task.video.pk])
        if (transcript := Transcript.objects.filter(task=task).values_list("pk", flat=True).first()) is not None:
            links[gettext("transcript")] = reverse("admin:analysis_transcript_change", args=[transcript])
        links[gettext("comments")] = reverse("admin:analysis_comment_changelist") + f"?task={task.pk}"
        if youtube.is_valid_video_id(task.video_id):
            links["YouTube"] = youtube.watch_url(task.video_id)
        return format_html(" · ".join(["{}"] * len(links)), *(link(place, name) for name, place in links.items()))

    @admin.display(description=_("options"))
    def shown_options(self, task: AnalysisTask) -> SafeString:
        return readable(task.options)

    @admin.display(description=_("warnings"))
    def shown_warnings(self, task: AnalysisTask) -> SafeString:
        rows = [(one.get("step") or "", one.get("code"), translate(one.get("message") or "")) for one in task.warnings]
        listed = format_html_join("", "<li>{} <b>{}</b> {}</li>", rows) or gettext("none")
        return format_html("<ul>{}</ul>", listed)

    @admin.display(description=_("metadata"))
    def shown_metadata(self, task: AnalysisTask) -> SafeString:
        return readable(task.result_metadata)

    def get_urls(self) -> list[URLPattern]:
        log = path("<path:object_id>/log/", self.admin_site.admin_view(self.log_view), name="analysis_analysistask_log")
        return [log, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one analysis: its actions, its timeline and its latest events."""
        task = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if task is not None:
            allowed = self.get_actions(request)
            applicable = [act for act in actions.ACTS if act.permission == "act" and act.applies_to(task)]
            more = {
                "acts": [act for act in applicable if act.name in allowed],
                "spans": timeline.build(task),
                "steps": task.steps.defer("output"),
                "newest_events": list(TaskEvent.objects.filter(task=task).order_by("-seq")[:EVENTS_SHOWN]),
            }
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def log_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the events of an analysis, newest first; ``?before=SEQ`` shows older ones."""
        task = self.get_object(request, object_id)
        if task is None:
            raise Http404
        if not self.has_view_permission(request, task):
            raise PermissionDenied
        log = TaskEvent.objects.filter(task=task).order_by("-seq")
        before = request.GET.get("before", "")
        # At most nine digits, so that the number fits PostgreSQL's integer.
        older = log.filter(seq__lt=int(before)) if before.isascii() and before.isdigit() and len(before) < 10 else log
        events = list(older[: EVENTS_A_PAGE + 1])
        context = self.admin_site.each_context(request) | {
            "title": gettext("Log of the analysis"),
            "opts": self.opts,
            "task": task,
            "events": events[:EVENTS_A_PAGE],
            "older_than": events[EVENTS_A_PAGE - 1].seq if len(events) > EVENTS_A_PAGE else None,
        }
        return TemplateResponse(request, "admin/analysis/analysistask/log.html", context)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("analysis.delete_analysistask")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the user's actions without Django's own deletion, which would load all related rows to list them."""
        return {name: act for name, act in super().get_actions(request).items() if name != "delete_selected"}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list or run an action; refuse malformed ids, on which Django itself would fail."""
        if not actions.are_ids(request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("A selected id is not the id of an analysis.")
        return super().changelist_view(request, extra_context)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Return the texts of the confirmation page without loading all related rows."""
        words = gettext("%(analysis)s with its result, transcript, comments and events")
        names = [words % {"analysis": task} for task in objs]
        return names, {gettext("analyses"): len(names)}, set(), []

    def delete_model(self, request: HttpRequest, obj: AnalysisTask) -> None:
        """Delete an analysis through the service, which cancels an active one first."""
        services.task_delete(task=obj)
