"""The domain."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AnalysisConfig(AppConfig):
    """Analyses of YouTube videos."""

    name = "analysis"
    verbose_name = "Analyses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the group of the read-only staff made."""
        # Here, since it needs the models.
        from analysis.access.accounts.groups import make_observers

        post_migrate.connect(make_observers, sender=self)
