"""Names of models and fields in the language of the reader.

Django derives them from the identifiers, in English, and not every package has Chinese names of its own. They are
translated here, for all models at once, so that a new field needs no name of its own, and migrations, which hold only
given names, stay as they are. The test of the translations fails for a name that has none.
"""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.utils.translation import gettext, gettext_lazy, override
from django.utils.translation import gettext_noop as N_

from analysis.models import UserQuota

#: Applications that Django translates itself.
_TRANSLATED = ("admin", "auth")


def translate() -> None:
    """Make the names of the admin's models and of their fields follow the language."""
    for model in _models():
        for field in model._meta.fields:
            field.verbose_name = gettext_lazy(str(field.verbose_name))
        model._meta.verbose_name = gettext_lazy(str(model._meta.verbose_name))
        model._meta.verbose_name_plural = gettext_lazy(str(model._meta.verbose_name_plural))
    LogEntry.get_change_message = _change_message  # type: ignore[method-assign,assignment]  # Django has no setting for it


#: What a permission of Django allows, by its code without the name of the model.
_ALLOWED = {"add": N_("may add"), "change": N_("may change"), "delete": N_("may delete"), "view": N_("may view")}
_change_message_as_stored = LogEntry.get_change_message


def _change_message(entry: LogEntry) -> str:
    """Return what staff did; the actions of our own pages are stored in English."""
    stored = _change_message_as_stored(entry)
    return gettext(stored) if stored and stored == entry.change_message else stored


def permission(given: Permission) -> str:
    """Return a permission in the language of the reader; the database has its name in English."""
    allowed = _ALLOWED.get(given.codename.removesuffix(f"_{given.content_type.model}"))
    return f"{given.content_type} | {gettext(allowed) if allowed else given.name}"


def english() -> set[str]:
    """Return the names in English."""
    with override("en"):
        names = {str(field.verbose_name) for model in _models() for field in model._meta.fields}
        metas = [model._meta for model in _models()]
        apps = {str(meta.app_config.verbose_name) for meta in metas}
        return names | apps | {str(name) for meta in metas for name in (meta.verbose_name, meta.verbose_name_plural)}


def _models() -> list[type[Model]]:
    """Return the models that the admin shows but Django's own; the quota stands on the page of its user."""
    shown = [model for model in admin.site._registry if model._meta.app_label not in _TRANSLATED]
    return [*shown, UserQuota]
