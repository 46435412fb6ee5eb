"""What django-allauth asks the project: who may sign up, how mail is sent, where a request comes from."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from analysis.access.accounts import new_accounts
from analysis.access.accounts.provider_claims import CheckedOpenIDConnect
from analysis.access.accounts.provider_requests import ProviderSession
from analysis.access.limits import login_attempts

logger = logging.getLogger(__name__)


# allauth has no types.
class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts with a password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether visitors may create an account."""
        return bool(settings.SIGN_UP)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the network that the limits count."""
        return login_attempts.client_network(request)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send a link to the address that is stored: one that only resembles it may be somebody else's."""
        super().send_password_reset_mail(user, user.email or email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; the page does not tell a failure, since it would tell who has an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            logger.error("mail was not sent: %s", type(error).__name__)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """The second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is wrong, or it was used already.")
    }


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Logins with a provider of OpenID Connect."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return whether a person whom the provider knows and we do not gets an account."""
        return bool(settings.SIGN_UP or sociallogin.account.get_provider().app.settings["sign_up"])

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """Return the provider, which is asked with our client."""
        found: Any = super().get_provider(request, provider, client_id)
        found.oauth2_adapter_class = CheckedOpenIDConnect
        return found

    def get_requests_session(self) -> ProviderSession:
        """Return what sends the requests to a provider."""
        return ProviderSession()

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Log why a login failed; the page does not say it."""
        if exception is not None:
            logger.warning("login with provider %s failed: %s", provider.app.provider_id, exception)

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """Create the account, unless another request of the same person has done so meanwhile."""
        new_accounts.lock_names()
        sociallogin.lookup()
        user: User = sociallogin.user
        if sociallogin.is_existing:
            return user
        if form is None and new_accounts.is_taken(user.username):
            user.username = ""  # allauth chooses another one
        created: User = super().save_user(request, sociallogin, form)
        return created
