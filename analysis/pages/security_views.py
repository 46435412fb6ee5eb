"""Pages of django-allauth in our design: links for new passwords, the second factor, logins with a provider."""

from ipaddress import ip_address
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as providers
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from analysis.pages.account_views import RefusingMixin, refuse

_SECRET = [sensitive_post_parameters(), never_cache]


@method_decorator(login_not_required, name="dispatch")
class PasswordResetView(RefusingMixin, account.PasswordResetView):  # type: ignore[misc]  # the library has no types
    """Sends a link to an address, if an account has it; the answer is the same for all addresses."""

    template_name = "accounts/reset.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer 404 on a server that sends no mail."""
        if not settings.EMAIL_URL:
            raise Http404("No mail is sent")
        return super().dispatch(request, *args, **kwargs)


class PasswordResetDoneView(account.PasswordResetDoneView):  # type: ignore[misc]  # the library has no types
    """Says that a link is on its way."""

    template_name = "accounts/reset_done.html"


@method_decorator(_SECRET, name="dispatch")
class NewPasswordView(RefusingMixin, account.PasswordResetFromKeyView):  # type: ignore[misc]  # the library has no types
    """Sets the new password; the link works once."""

    template_name = "accounts/reset_from_link.html"


class NewPasswordDoneView(account.PasswordResetFromKeyDoneView):  # type: ignore[misc]  # the library has no types
    """Says that the password was changed."""

    template_name = "accounts/reset_from_link_done.html"


@method_decorator(_SECRET, name="dispatch")
class ConfirmView(RefusingMixin, account.ReauthenticateView):  # type: ignore[misc]  # the library has no types
    """Asks for the password again before a change that matters."""

    template_name = "accounts/confirm.html"


@method_decorator(_SECRET, name="dispatch")
class ConfirmByCodeView(RefusingMixin, mfa.ReauthenticateView):  # type: ignore[misc]  # the library has no types
    """Asks for the second factor again before a change that matters."""

    template_name = "accounts/confirm.html"


@method_decorator(_SECRET, name="dispatch")
class ConfirmByKeyView(RefusingMixin, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]  # the library has no types
    """Asks for a security key again before a change that matters."""

    template_name = "accounts/confirm_by_key.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Return the page with what is wrong."""
        return refuse(self.render_to_response(self.get_context_data(form=form) | {"form": form}), form)


@method_decorator(_SECRET, name="dispatch")
class CodeView(mfa.AuthenticateView):  # type: ignore[misc]  # the library has no types
    """Asks for the second factor of a login."""

    template_name = "accounts/code.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Return the form with its errors."""
        return refuse(super().form_invalid(form), form)


@method_decorator(never_cache, name="dispatch")
class SecondFactorView(mfa.IndexView):  # type: ignore[misc]  # the library has no types
    """Shows whether the account has a second factor."""

    template_name = "accounts/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether browsers ask for a key at this address."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"keys_work": _keys_work(self.request)}


@method_decorator(_SECRET, name="dispatch")
class AddKeyView(RefusingMixin, webauthn.AddWebAuthnView):  # type: ignore[misc]  # the library has no types
    """Adds a security key."""

    template_name = "accounts/add_key.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Keep the form that was refused, which the library leaves out."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | kwargs


@method_decorator(never_cache, name="dispatch")
class RemoveKeyView(webauthn.RemoveWebAuthnView):  # type: ignore[misc]  # the library has no types
    """Removes a security key."""

    template_name = "accounts/remove_key.html"
    success_url = reverse_lazy("mfa_index")


@method_decorator(_SECRET, name="dispatch")
class ActivateView(RefusingMixin, totp.ActivateTOTPView):  # type: ignore[misc]  # the library has no types
    """Connects an authenticator app."""

    template_name = "accounts/activate.html"


@method_decorator(never_cache, name="dispatch")
class DeactivateView(totp.DeactivateTOTPView):  # type: ignore[misc]  # the library has no types
    """Disconnects the authenticator app."""

    template_name = "accounts/deactivate.html"


@method_decorator(never_cache, name="dispatch")
class RecoveryCodesView(recovery_codes.ViewRecoveryCodesView):  # type: ignore[misc]  # the library has no types
    """Shows the recovery codes that were not used."""

    template_name = "accounts/recovery_codes.html"


@method_decorator(never_cache, name="dispatch")
class NewRecoveryCodesView(recovery_codes.GenerateRecoveryCodesView):  # type: ignore[misc]  # the library has no types
    """Replaces the recovery codes."""

    template_name = "accounts/new_recovery_codes.html"


class InactiveView(account.AccountInactiveView):  # type: ignore[misc]  # the library has no types
    """Says that staff have blocked the account."""

    template_name = "accounts/inactive.html"


@method_decorator(login_not_required, name="dispatch")
class ProviderErrorView(providers.LoginErrorView):  # type: ignore[misc]  # the library has no types
    """Says that a login with a provider failed."""

    template_name = "socialaccount/authentication_error.html"


class ProvidersView(RefusingMixin, providers.ConnectionsView):  # type: ignore[misc]  # the library has no types
    """Shows and removes the logins with a provider."""

    template_name = "accounts/providers.html"


def _keys_work(request: HttpRequest) -> bool:
    """Return whether browsers ask for a security key here: with TLS or on this machine, and not at a bare number."""
    host, _ = split_domain_port(request.get_host())
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False
