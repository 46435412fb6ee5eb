"""Admin pages of users: Django's, with the quota of each."""

import dataclasses
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

from analysis.access.limits import quotas
from analysis.models import UserQuota


class QuotaForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """Limits of a user; the server's stand beside each."""

    class Meta:
        model = UserQuota
        fields = tuple(field.name for field in dataclasses.fields(quotas.Quota))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            allowed = getattr(settings, name.upper())
            usual = "unlimited" if allowed is None else allowed
            field.help_text = f"Empty: as for everybody on this server ({usual}). 0: none."


class QuotaInline(admin.StackedInline):  # type: ignore[type-arg]  # generic in django-stubs only
    """The quota of a user on the user's page."""

    model = UserQuota
    form = QuotaForm
    can_delete = False
    verbose_name_plural = "quota"


admin.site.unregister(User)


@admin.register(User)
class UserWithQuotaAdmin(UserAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """Users; their quotas are shown to staff who may see quotas."""

    inlines: ClassVar = [QuotaInline]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Leave the quota out where the user is only being created: that page asks for a name and a password."""
        return self.inlines if obj is not None else []
