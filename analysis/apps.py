"""The domain."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    """Analyses of YouTube videos."""

    name = "analysis"
    verbose_name = "Analyses"
    default_auto_field = "django.db.models.BigAutoField"
