"""Account forms. Errors are tied to their fields as in :mod:`analysis.pages.analysis_forms`."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import forms as auth_forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from analysis.access.accounts import access_tokens
from analysis.access.limits import login_attempts
from analysis.exceptions import LimitExceeded
from analysis.pages.analysis_forms import AccessibleErrorsMixin
from analysis.wording import figures, messages

#: Lifetimes offered for a token, in days.
_LIFETIMES = (7, 30, 90, access_tokens.MAX_DAYS)


def lifetime_field() -> forms.TypedChoiceField:
    """Return a field for the lifetime of a token in days, including this server's default."""
    lazy_days = lazy(figures.days, str)
    days = sorted({*_LIFETIMES, settings.TOKEN_DAYS})
    choices = [(count, lazy_days(count)) for count in days]
    return forms.TypedChoiceField(
        label=gettext_lazy("Expires after"), coerce=int, choices=choices, initial=settings.TOKEN_DAYS
    )


class PasswordLimitMixin:
    """Shows a limit on the checks of passwords as an error of the form."""

    #: The limit that this form has reached.
    exceeded: LimitExceeded | None = None

    def full_clean(self) -> None:
        """Validate the values, among them a password."""
        try:
            super().full_clean()  # type: ignore[misc]  # provided by the form class
        except LimitExceeded as error:
            self.add_limit(error)

    def add_limit(self, error: LimitExceeded) -> None:
        """Tell the user that the limit was reached."""
        self.exceeded = error
        cast(forms.BaseForm, self).add_error(None, messages.translate(error.message))


class LoginForm(AccessibleErrorsMixin, PasswordLimitMixin, auth_forms.AuthenticationForm):
    """Login form of the pages."""

    error_messages = auth_forms.AuthenticationForm.error_messages | {
        "invalid_login": gettext_lazy("The user name or the password is wrong. Both are case-sensitive.")
    }


class AdminLoginForm(PasswordLimitMixin, AdminAuthenticationForm):
    """Login form of the admin."""


class SignUpForm(AccessibleErrorsMixin, PasswordLimitMixin, auth_forms.UserCreationForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """Creates an account."""


class PasswordForm(AccessibleErrorsMixin, PasswordLimitMixin, auth_forms.PasswordChangeForm):
    """Changes the password. Guesses of the old one are limited like logins, but per account."""

    def clean_old_password(self) -> str:
        """Return the old password.

        Raises:
            LimitExceeded: too many wrong ones, or too many passwords are checked at the moment.
        """
        account = f"account {self.user.pk}"
        with login_attempts.count_attempt("old password", account):
            old_password: str = super().clean_old_password()
        login_attempts.record_success("old password", account)
        return old_password


class TokenForm(AccessibleErrorsMixin, forms.Form):
    """Creates an access token."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        error_messages={"required": gettext_lazy("Enter a name for the token.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "placeholder": gettext_lazy("The program that will use it")}
        ),
    )
    expires_in_days = lifetime_field()
