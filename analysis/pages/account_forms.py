"""Account forms. Errors are tied to their fields as in :mod:`analysis.pages.analysis_forms`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from allauth.account import forms as allauth_forms
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.models import AbstractBaseUser
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from analysis.access.accounts import access_tokens, second_factor
from analysis.access.limits import login_attempts
from analysis.exceptions import LimitExceeded, TooManyLoginAttempts
from analysis.pages.analysis_forms import AccessibleErrorsMixin, NameField
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


class SignUpForm(AccessibleErrorsMixin, PasswordLimitMixin, auth_forms.UserCreationForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """Creates an account."""

    class Meta(auth_forms.UserCreationForm.Meta):
        fields = ("username", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.EMAIL_URL:
            self.fields["email"].help_text = gettext_lazy("Optional. It receives a link if you forget the password.")
            self.fields["email"].widget.attrs["autocomplete"] = "email"
        else:
            del self.fields["email"]


class InvitedForm(AccessibleErrorsMixin, PasswordLimitMixin, auth_forms.UserCreationForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """Creates the account of an invited person, whose address is known."""


@contextmanager
def _guess_of(user: AbstractBaseUser) -> Iterator[None]:
    """Count a guess of the password of ``user``; where the body raises nothing it was right, and none counts."""
    account = f"account {user.pk}"
    with login_attempts.count_attempt("old password", account):
        yield
    login_attempts.record_success("old password", account)


class PasswordForm(AccessibleErrorsMixin, PasswordLimitMixin, auth_forms.PasswordChangeForm):
    """Changes the password. Guesses of the old one are limited like logins, but per account."""

    def clean_old_password(self) -> str:
        """Return the old password.

        Raises:
            LimitExceeded: too many wrong ones, or too many passwords are checked at the moment.
        """
        with _guess_of(self.user):
            old_password: str = super().clean_old_password()
        return old_password


class FirstPasswordForm(AccessibleErrorsMixin, PasswordLimitMixin, auth_forms.SetPasswordForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """Sets the password of an account that has none: its user has logged in with a provider."""


# allauth has no types.
class ConfirmForm(AccessibleErrorsMixin, PasswordLimitMixin, allauth_forms.ReauthenticateForm):  # type: ignore[misc]  # the library has no types
    """Asks for the password again. Guesses count together with those of the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def clean_password(self) -> str:
        """Return the password.

        Raises:
            LimitExceeded: too many wrong ones, or too many passwords are checked at the moment.
        """
        with _guess_of(self.user):
            password: str = super().clean_password()
        return password


class ResetForm(AccessibleErrorsMixin, PasswordLimitMixin, allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # the library has no types
    """Asks for the address that a link for a new password is sent to."""

    email = forms.EmailField(
        label=gettext_lazy("Email address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        """Return the address; few mails are sent to one, and few are asked for from one network."""
        email: str = super().clean_email()
        try:
            for address in (login_attempts.client_network(context.request), f"mail {email.casefold()}"):
                with login_attempts.count_attempt("reset", address):
                    pass
        except TooManyLoginAttempts as error:
            self.exceeded = error
            raise forms.ValidationError(gettext_lazy("Too many messages were requested. Try again later.")) from error
        return email


class NewPasswordForm(AccessibleErrorsMixin, PasswordLimitMixin, auth_forms.SetPasswordForm):  # type: ignore[type-arg]  # generic in django-stubs only
    """Sets a new password after a link that was sent by mail."""

    def __init__(self, *args: Any, temp_key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class EmailForm(AccessibleErrorsMixin, forms.Form):
    """Changes the address."""

    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        required=False,
        help_text=gettext_lazy("It receives a link if you forget the password, and nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeLimitMixin:
    """Limits the guesses of a code."""

    user: AbstractBaseUser

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.BaseForm, self).fields["code"]
        field.label = gettext_lazy("Code")
        field.widget.attrs = {"autocomplete": "one-time-code", "autofocus": True}

    def clean_code(self) -> str:
        """Return the code.

        Raises:
            TooManyLoginAttempts: too many recent codes were wrong.
        """
        with second_factor.count_attempt(self.user):
            code: str = super().clean_code()  # type: ignore[misc]  # provided by the form class
        return code


class CodeForm(AccessibleErrorsMixin, PasswordLimitMixin, CodeLimitMixin, AuthenticateForm):  # type: ignore[misc]  # the library has no types
    """Asks for the second factor of a login."""


class ConfirmByCodeForm(AccessibleErrorsMixin, PasswordLimitMixin, CodeLimitMixin, ReauthenticateForm):  # type: ignore[misc]  # the library has no types
    """Asks for the second factor again."""


class ActivateForm(AccessibleErrorsMixin, PasswordLimitMixin, CodeLimitMixin, ActivateTOTPForm):  # type: ignore[misc]  # the library has no types
    """Takes the first code of an authenticator app."""


class TokenForm(AccessibleErrorsMixin, forms.Form):
    """Creates an access token."""

    name = NameField(
        label=gettext_lazy("Name"),
        max_length=100,
        error_messages={"required": gettext_lazy("Enter a name for the token.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "placeholder": gettext_lazy("The program that will use it")}
        ),
    )
    expires_in_days = lifetime_field()
