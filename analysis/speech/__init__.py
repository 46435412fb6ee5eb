"""Who writes down speech; a setting names it."""

from importlib.util import find_spec

from django.conf import settings
from django.utils.module_loading import import_string

from analysis.pipeline.ports import Speech


def configured() -> Speech | None:
    """Return the recogniser of ``SPEECH_CLIENT``; None where its packages are not installed. No model is loaded yet."""
    client = import_string(settings.SPEECH_CLIENT)
    if any(find_spec(package) is None for package in getattr(client, "requires", ())):
        return None
    found: Speech = client()
    return found
