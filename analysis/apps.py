"""Configuration of the Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AnalysisConfig(AppConfig):
    """Analyses of YouTube videos."""

    name = "analysis"
    verbose_name = "Analyses"

    def ready(self) -> None:
        """Create the group for read-only staff after each migration."""
        # Imports models, which are not loaded when this module is.
        from analysis.access.permissions import create_observers_group

        post_migrate.connect(create_observers_group, sender=self)
