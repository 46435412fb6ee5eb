"""Access tokens: who has which, to be ended in an emergency, and made for programs that belong to nobody."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest

from analysis.access.accounts import access_tokens
from analysis.exceptions import TooManyTokens
from analysis.models import AccessToken
from analysis.pages.account_forms import lifetime_field


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """What a token is made of; its text and its end follow."""

    expires_in_days = lifetime_field()

    class Meta:
        """The hash is made, not typed."""

        model = AccessToken
        fields = ("user", "name")

    def clean_user(self) -> Any:
        """Refuse an account that has as many as it may."""
        user = self.cleaned_data["user"]
        if access_tokens.holding(user).count() >= access_tokens.MAX_TOKENS:
            raise forms.ValidationError(TooManyTokens().message)
        return user


@admin.register(AccessToken)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in django-stubs only
    """Tokens, without what opens anything."""

    form = TokenForm
    list_display = ("name", "user", "created", "last_used_at", "expiry")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    raw_id_fields = ("user",)
    readonly_fields = ("uid", "created", "last_used_at", "expiry")
    fields = ("user", "name", *readonly_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let superusers add: a token of somebody is the power of somebody."""
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody change."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for, or what is known."""
        return ("user", "name", "expires_in_days") if obj is None else self.fields

    def save_model(self, request: HttpRequest, obj: AccessToken, form: Any, change: bool) -> None:
        """Make the token, and show its text this once."""
        made, text = access_tokens.issue(user=obj.user, name=obj.name, days=form.cleaned_data["expires_in_days"])
        obj.__dict__.update(made.__dict__)
        self.message_user(request, f"Copy the token now; it is not shown again: {text}", messages.WARNING)
