"""Admin pages of users: Django's, with the quota of each, and of their second factors."""

import dataclasses
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.access.limits import quotas
from analysis.admin import names
from analysis.admin.concurrent_changes import ConcurrentChanges
from analysis.admin.read_only import ReadOnly
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
            usual = gettext("unlimited") if allowed is None else allowed
            field.help_text = gettext("Empty: as for everybody on this server (%(limit)s). 0: none.") % {"limit": usual}


class QuotaInline(admin.StackedInline):  # type: ignore[type-arg]  # generic in django-stubs only
    """The quota of a user on the user's page."""

    model = UserQuota
    form = QuotaForm
    can_delete = False
    verbose_name_plural = _("quota")


# The providers are those of the settings, whose tokens are not stored. A user has one address, that of Django's page.
for model in (User, Group, Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)


class PermissionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in django-stubs only
    """A choice of permissions, by their names in the language of the reader."""

    def label_from_instance(self, obj: Any) -> str:
        return names.permission(obj)


class WithPermissions(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """A page on which permissions are chosen."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name the permissions in the language of the reader."""
        if db_field.remote_field.model is Permission:
            kwargs["form_class"] = PermissionsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Group)
class ConcurrentGroupAdmin(ConcurrentChanges, WithPermissions, GroupAdmin):  # type: ignore[misc]  # untyped kwargs
    """Groups."""


@admin.register(User)
class UserWithQuotaAdmin(ConcurrentChanges, WithPermissions, UserAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """Users; their quotas are shown to staff who may see quotas."""

    inlines: ClassVar = [QuotaInline]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Leave the quota out where the user is only being created: that page asks for a name and a password."""
        return self.inlines if obj is not None else []

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Return the texts of the confirmation page without loading all that the users own.

        Django would also refuse: comments and other rows that go with an analysis cannot be deleted in the admin.
        """
        words = gettext("%(user)s with all analyses, batches, uploads, webhooks and tokens")
        names = [words % {"user": user} for user in objs]
        lacking = set() if request.user.has_perm("analysis.delete_analysistask") else {gettext("analyses")}
        return names, {gettext("users"): len(names)}, lacking, []


@admin.register(Authenticator)
class SecondFactorAdmin(ConcurrentChanges, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """Second factors without their keys; staff delete that of somebody who has lost the phone."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("mfa.delete_authenticator")


@admin.register(SocialAccount)
class ProviderLoginAdmin(ConcurrentChanges, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic in stubs
    """Logins with a provider; to add or change one would let its person into the account."""

    list_display = ("user", "provider", "uid", "last_login", "date_joined")
    list_select_related = ("user",)
    search_fields = ("user__username", "uid")
    fields = ("user", "provider", "uid", "last_login", "date_joined")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("socialaccount.delete_socialaccount")
