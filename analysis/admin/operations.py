"""Admin pages of processes, video sources and the log of staff actions."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry

from analysis.admin.read_only import LargeTable, ReadOnly
from analysis.models import SourceState, Worker


@admin.register(Worker)
class WorkerAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """Workers and dispatchers."""

    list_display = ("name", "pid", "role", "version", "capacity", "started_at", "seen_at", "finished")


@admin.register(SourceState)
class SourceAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """State of the video sources."""

    list_display = ("name", "refused_since", "paused_until", "pauses", "reason_code", "units_used")


@admin.register(LogEntry)
class AdminLogAdmin(LargeTable):
    """The admin's own log of what staff did."""

    list_display = ("action_time", "user", "__str__")
    list_display_links = ("__str__",)
    list_select_related = ("user", "content_type")
