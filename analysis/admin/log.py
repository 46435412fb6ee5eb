"""What staff did, to be read by all who may."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry

from analysis.admin.read_only import LargeTable


@admin.register(LogEntry)
class LogAdmin(LargeTable):
    """The admin's log."""

    list_display = ("action_time", "user", "__str__")
    list_display_links = ("__str__",)
    list_select_related = ("user", "content_type")
