"""Speech recognition. ``SPEECH_CLIENT`` names the client."""

from importlib.util import find_spec

from django.conf import settings
from django.utils.module_loading import import_string

from analysis.pipeline.ports import Speech


def configured() -> Speech | None:
    """Return the client of ``SPEECH_CLIENT``, None if its packages are not installed. No model is loaded yet."""
    client_class = import_string(settings.SPEECH_CLIENT)
    if any(find_spec(package) is None for package in getattr(client_class, "requires", ())):
        return None
    client: Speech = client_class()
    return client
