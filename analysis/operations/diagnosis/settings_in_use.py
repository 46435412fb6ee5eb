"""The settings that this process uses, and where each comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from analysis.support import redaction


@dataclass(frozen=True)
class SettingInUse:
    """An environment variable as it was read at the start of this process."""

    name: str
    #: Secrets, and logins in addresses, are hidden; empty: not set.
    value: str
    #: ``environment``, ``file`` or ``default``.
    source: str


def settings_in_use() -> Iterator[SettingInUse]:
    """Yield every setting by name."""
    for name, reading in sorted(settings.ENVIRONMENT.items()):
        hide = reading.is_secret or redaction.is_secret_name(name)
        value = redaction.HIDDEN if hide and reading.value else redaction.redact(reading.value, redaction.secrets())
        yield SettingInUse(name, value, reading.source)
