"""Account forms. Errors are tied to their fields as in :mod:`analysis.pages.analysis_forms`."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import forms as auth_forms

from analysis.access.accounts import access_tokens
from analysis.exceptions import TooManyLoginAttempts
from analysis.pages.analysis_forms import AccessibleErrorsMixin

#: Lifetimes offered for a token, in days.
_LIFETIMES = (7, 30, 90, access_tokens.MAX_DAYS)


def lifetime_field() -> forms.TypedChoiceField:
    """Return a field for the lifetime of a token in days, including this server's default."""
    days = sorted({*_LIFETIMES, settings.TOKEN_DAYS})
    choices = [(count, f"{count} days") for count in days]
    return forms.TypedChoiceField(label="Expires after", coerce=int, choices=choices, initial=settings.TOKEN_DAYS)


class LoginLimitMixin:
    """Shows the error of the authentication backend for too many login attempts."""

    def clean(self) -> dict[str, Any]:
        """Check the credentials."""
        try:
            cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]  # provided by the form class
        except TooManyLoginAttempts as error:
            raise forms.ValidationError(error.message, code=error.code) from error
        return cleaned


class LoginForm(AccessibleErrorsMixin, LoginLimitMixin, auth_forms.AuthenticationForm):
    """Login form of the pages."""

    error_messages = auth_forms.AuthenticationForm.error_messages | {
        "invalid_login": "The user name or the password is wrong. Both are case-sensitive."
    }


class AdminLoginForm(LoginLimitMixin, AdminAuthenticationForm):
    """Login form of the admin."""


class SignUpForm(AccessibleErrorsMixin, auth_forms.UserCreationForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """Creates an account."""


class PasswordForm(AccessibleErrorsMixin, auth_forms.PasswordChangeForm):
    """Changes the password."""


class TokenForm(AccessibleErrorsMixin, forms.Form):
    """Creates an access token."""

    name = forms.CharField(
        max_length=100,
        error_messages={"required": "Enter a name for the token."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "The program that will use it"}),
    )
    expires_in_days = lifetime_field()
