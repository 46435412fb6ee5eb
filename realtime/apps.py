"""Django app of the live delivery."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """Live progress over WebSocket and Server-Sent Events."""

    name = "realtime"
    verbose_name = "Live progress"
