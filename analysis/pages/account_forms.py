"""The forms of accounts. Their errors are tied to their fields as in :mod:`analysis.pages.analysis_forms`."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import forms as auth_forms

from analysis.access.accounts import access_tokens
from analysis.exceptions import TooManyAttempts
from analysis.pages.analysis_forms import DescribedErrors

#: What may be chosen for a token, days.
_LIFETIMES = (7, 30, 90, access_tokens.MAX_DAYS)


def lifetime_field() -> forms.TypedChoiceField:
    """Return the choice of how long a token holds: the usual lifetimes, and the default of this server."""
    days = sorted({*_LIFETIMES, settings.TOKEN_DAYS})
    choices = [(count, f"{count} days") for count in days]
    return forms.TypedChoiceField(label="Holds for", coerce=int, choices=choices, initial=settings.TOKEN_DAYS)


class BoundedLogin:
    """Tells whoever has tried too often; the bound itself is the backend's."""

    def clean(self) -> dict[str, Any]:
        """Compare the password."""
        try:
            cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]  # of the form that this is mixed into
        except TooManyAttempts as error:
            raise forms.ValidationError(error.message, code=error.code) from error
        return cleaned


class LoginForm(DescribedErrors, BoundedLogin, auth_forms.AuthenticationForm):
    """A name and a password."""

    error_messages = auth_forms.AuthenticationForm.error_messages | {
        "invalid_login": "The user name or the password is wrong. Mind capital and small letters."
    }


class AdminLoginForm(BoundedLogin, AdminAuthenticationForm):
    """The same for the admin."""


class SignUpForm(DescribedErrors, auth_forms.UserCreationForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """A new account."""


class PasswordForm(DescribedErrors, auth_forms.PasswordChangeForm):
    """A new password for the old one."""


class TokenForm(DescribedErrors, forms.Form):
    """A token's name and how long it holds."""

    name = forms.CharField(
        max_length=100,
        error_messages={"required": "Give the token a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "What will use it"}),
    )
    expires_in_days = lifetime_field()
