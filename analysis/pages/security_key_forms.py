"""Forms of security keys (WebAuthn). A script of django-allauth asks the browser for the key and fills them in."""

import struct
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.utils.translation import gettext, gettext_lazy

from analysis.pages.analysis_forms import AccessibleErrorsMixin, NameField

#: Keys of one account.
MAX_KEYS = 10
#: What the libraries raise for an answer that no key gave; the browser sends whatever it likes.
_NOT_FROM_A_KEY = (
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
    *(InvalidSignature, UnsupportedAlgorithm, struct.error),
)


_REFUSED = gettext_lazy("This key was not accepted. Try again.")


class AnswerField(forms.JSONField):
    """The answer of a key. A refused one is not sent back: each page asks anew."""

    widget = forms.HiddenInput
    default_error_messages = {"required": _REFUSED, "invalid": _REFUSED}

    def to_python(self, value: Any) -> Any:
        """Return what the JSON holds."""
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise forms.ValidationError(_REFUSED) from error

    def bound_data(self, data: Any, initial: Any) -> str:
        return ""

    def prepare_value(self, value: Any) -> str:
        return ""


class KeyAnswerMixin:
    """Refuses what is not the answer of a key that was asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.BaseForm, self).fields["credential"] = AnswerField()

    def full_clean(self) -> None:
        """Validate the values, among them the answer of the key."""
        try:
            super().full_clean()  # type: ignore[misc]  # provided by the form class
        except _NOT_FROM_A_KEY:
            cast(forms.BaseForm, self).add_error(None, str(_REFUSED))


class AddKeyForm(AccessibleErrorsMixin, KeyAnswerMixin, AddWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """Adds a security key to the account."""

    name = NameField(
        label=gettext_lazy("Name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = ""

    def clean(self) -> Any:
        """Check the answer of the key.

        Raises:
            ValidationError: the account has ``MAX_KEYS``, or it is not the answer of a key.
        """
        keys = Authenticator.objects.filter(user_id=self.user.pk, type=Authenticator.Type.WEBAUTHN)
        if keys.count() >= MAX_KEYS:
            raise forms.ValidationError(
                gettext("An account has at most %(keys)s keys. Remove one first.") % {"keys": MAX_KEYS}
            )
        return super().clean()

    def clean_name(self) -> str:
        """Return the name, a numbered one if it was left out."""
        name: str = self.cleaned_data["name"]
        if name:
            return name
        keys = Authenticator.objects.filter(user_id=self.user.pk, type=Authenticator.Type.WEBAUTHN)
        return gettext("Key %(number)s") % {"number": keys.count() + 1}


class KeyForm(AccessibleErrorsMixin, KeyAnswerMixin, AuthenticateWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """Takes the answer of a security key at a login."""


class ConfirmByKeyForm(AccessibleErrorsMixin, KeyAnswerMixin, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """Takes the answer of a security key before a change that matters."""
