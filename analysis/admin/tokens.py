"""Admin pages of access tokens: list, revoke, and issue for other users."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext

from analysis.access.accounts import access_tokens
from analysis.admin.concurrent_changes import ConcurrentChanges
from analysis.exceptions import TooManyTokens
from analysis.models import AccessToken
from analysis.pages.account_forms import lifetime_field
from analysis.wording.messages import translate


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """Form for a new token; its text and expiry are generated."""

    expires_in_days = lifetime_field()

    class Meta:
        model = AccessToken
        fields = ("user", "name")

    def clean_user(self) -> Any:
        """Refuse a user who has MAX_TOKENS valid tokens."""
        user = self.cleaned_data["user"]
        if access_tokens.valid_tokens(user).count() >= access_tokens.MAX_TOKENS:
            raise forms.ValidationError(translate(TooManyTokens().message))
        return user


@admin.register(AccessToken)
class TokenAdmin(ConcurrentChanges, admin.ModelAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """Access tokens, without their digests."""

    form = TokenForm
    list_display = ("name", "user", "created", "last_used_at", "expiry")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    raw_id_fields = ("user",)
    readonly_fields = ("uid", "created", "last_used_at", "expiry")
    fields = ("user", "name", *readonly_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow only superusers, since a token grants everything its user may do."""
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("user", "name", "expires_in_days") if obj is None else self.fields

    def save_model(self, request: HttpRequest, obj: AccessToken, form: Any, change: bool) -> None:
        """Issue the token and show its text once."""
        issued, text = access_tokens.issue(user=obj.user, name=obj.name, days=form.cleaned_data["expires_in_days"])
        obj.__dict__.update(issued.__dict__)
        issued_words = gettext("Copy the token now; it is not shown again: %(token)s")
        self.message_user(request, issued_words % {"token": text}, messages.WARNING)
