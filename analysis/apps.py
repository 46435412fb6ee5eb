"""Configuration of the Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy


class AnalysisConfig(AppConfig):
    """Analyses of YouTube videos."""

    name = "analysis"
    verbose_name = gettext_lazy("Analyses")

    def ready(self) -> None:
        """Take up the yt-dlp in use, register the checks, and create the group for read-only staff after migrations."""
        # These import models or settings, which are not loaded when this module is.
        from analysis.access.permissions import create_observers_group
        from analysis.sources import (
            checks,  # noqa: F401 (registers the checks)
            ytdlp_release,
        )

        ytdlp_release.activate()
        post_migrate.connect(create_observers_group, sender=self)
