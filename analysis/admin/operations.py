"""What the service runs on: its processes, its sources."""

from django.contrib import admin

from analysis.admin.read_only import ReadOnly
from analysis.models import SourceState, Worker


@admin.register(Worker)
class WorkerAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """Processes that work."""

    list_display = ("name", "pid", "role", "version", "capacity", "started_at", "seen_at", "finished")


@admin.register(SourceState)
class SourceAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """Whether a source may be asked now."""

    list_display = ("name", "refused_since", "paused_until", "pauses", "reason_code")
