"""The Django app through which faults get into the processes: installed by the settings beside this file."""

from django.apps import AppConfig


class Injection(AppConfig):
    """Takes protections away and puts the boundaries in, once everything is loaded."""

    name = "tests.faults"
    label = "faults"

    def ready(self):
        """Prepare this process."""
        # Here, since they import models.
        from tests.faults import boundaries, sabotage

        sabotage.take_away()
        boundaries.install()
