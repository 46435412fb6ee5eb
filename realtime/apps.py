"""Django app of the live delivery."""

from django.apps import AppConfig

from realtime import gathering


class RealtimeConfig(AppConfig):
    """Live progress over WebSocket and Server-Sent Events."""

    name = "realtime"
    verbose_name = "Live progress"

    def ready(self) -> None:
        """Have events that arrive close after each other read together."""
        gathering.patch_channels_redis()
