"""Account pages: log in and out, sign up, change the password, manage tokens."""

import math
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from analysis.access import client_identity
from analysis.access.accounts import access_tokens, email_addresses, new_accounts, second_factor
from analysis.access.limits import login_attempts, quotas
from analysis.exceptions import TooManyLoginAttempts, TooManyPasswordChecks, TooManyTokens
from analysis.pages import confirmation
from analysis.pages.account_forms import (
    EmailForm,
    FirstPasswordForm,
    LoginForm,
    PasswordForm,
    SignUpForm,
    TokenForm,
)
from analysis.wording.messages import translate

#: Key under which sign-ups are counted as login attempts; it contains a space, so no user name equals it.
_SIGN_UP_KEY = "new account"


def refuse(response: HttpResponse, form: Any) -> HttpResponse:
    """Return the page of an invalid form with status 422, or 429 where a limit on passwords is reached."""
    response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    if exceeded := getattr(form, "exceeded", None):
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response["Retry-After"] = str(math.ceil(exceeded.retry_after_seconds))
    return response


class RefusingMixin:
    """A page that tells what is wrong with its form, and answers with 422 or 429."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Do what was asked for, unless too many passwords are hashed at the moment."""
        try:
            return super().form_valid(form)  # type: ignore[misc,no-any-return]  # provided by the view class
        except TooManyPasswordChecks as error:
            form.add_limit(error)
            return self.form_invalid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Return the form with its errors."""
        return refuse(super().form_invalid(form), form)  # type: ignore[misc]  # provided by the view class


class LoginView(RefusingMixin, auth_views.LoginView):
    """Checks the password; allauth asks for the second factor, if any, and starts the session."""

    authentication_form = LoginForm
    template_name = "accounts/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what else there is: sign-up, links by mail, providers."""
        providers = settings.OIDC_PROVIDERS
        return super().get_context_data(
            sign_up=settings.SIGN_UP, sends_mail=bool(settings.EMAIL_URL), providers=providers, **kwargs
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on with the login."""
        response: HttpResponse = perform_login(self.request, form.get_user(), redirect_url=self.get_success_url())
        return response


@method_decorator(never_cache, name="dispatch")
class PasswordView(RefusingMixin, auth_views.PasswordChangeView):
    """Changes the password and ends the other sessions of the account."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("account")

    def get_form_class(self) -> Any:
        """Return a form without the old password for those who have none."""
        return PasswordForm if _user(self.request).has_usable_password() else FirstPasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Save and confirm the change."""
        response = super().form_valid(form)
        if response.status_code == HTTPStatus.FOUND:
            messages.success(self.request, gettext("Your password was changed. Your other browsers were logged out."))
        return response


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """Change the address that links for new passwords are sent to."""
    user = _user(request)
    form = EmailForm(request.POST or None, initial={"email": user.email})
    if form.is_bound and form.is_valid():
        email_addresses.change(user, form.cleaned_data["email"])
        messages.success(request, gettext("Your email address was changed."))
        return redirect("account")
    page = render(request, "accounts/email.html", {"form": form})
    return refuse(page, form) if form.errors else page


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Create an account and log in, if sign-up is enabled."""
    if not settings.SIGN_UP:
        raise Http404("Sign-up is disabled")
    form = SignUpForm(request.POST) if request.method == "POST" else SignUpForm()
    if form.is_bound and form.is_valid():
        try:
            with login_attempts.count_attempt(_SIGN_UP_KEY, login_attempts.client_network(request)):
                user = form.save(commit=False)
                new_accounts.save_new(user)
        except TooManyLoginAttempts:
            form.add_error(None, gettext("Too many accounts were created from your network. Try again later."))
        except TooManyPasswordChecks as error:
            form.add_limit(error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            auth.login(request, user)
            return redirect(settings.LOGIN_REDIRECT_URL)
    page = render(request, "accounts/sign_up.html", {"form": form})
    return refuse(page, form) if form.errors else page


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show the caller's tokens; a valid form creates one, whose value is shown only in this response."""
    form = TokenForm(request.POST) if request.method == "POST" else TokenForm()
    made = _create_token(request, form) if form.is_bound and form.is_valid() else None
    context = {
        "form": TokenForm() if made else form,
        "made": made,
        "tokens": access_tokens.valid_tokens(_user(request)),
        "has_second_factor": second_factor.is_active(_user(request)),
        "sends_mail": bool(settings.EMAIL_URL),
        "providers": settings.OIDC_PROVIDERS,
        "webhooks": settings.WEBHOOKS_ENABLED,
        "limits": _limits(client_identity.rate_limit_key(request)),
    }
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


def _limits(caller: str) -> list[tuple[str, int, int | None]]:
    """Return of each limit its name, how much of it is used, and how much is allowed; None: unlimited.

    Days are counted only where they are limited.
    """
    used, allowed = asdict(quotas.usage_of(caller)), asdict(quotas.quota_of(caller))
    names = {
        "max_active_tasks": gettext("Analyses at a time"),
        "max_tasks_per_day": gettext("Analyses today (UTC)"),
        "max_active_batches": gettext("Batches at a time"),
        "max_follows": gettext("Followed channels and playlists"),
        "max_uploads": gettext("Uploads"),
    }
    counted = [key for key in names if key != "max_tasks_per_day" or allowed[key] is not None]
    return [(names[key], used[key], allowed[key]) for key in counted]


def _create_token(request: HttpRequest, form: TokenForm) -> dict[str, Any] | None:
    """Create a token and return it with its value, None if the account has too many."""
    given = form.cleaned_data
    try:
        token, text = access_tokens.issue(user=_user(request), name=given["name"], days=given["expires_in_days"])
    except TooManyTokens as error:
        form.add_error(None, translate(error.message))
        return None
    return {"token": token, "text": text}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Ask, then revoke a token."""
    if request.method != "POST":
        token = access_tokens.valid_tokens(_user(request)).filter(uid=token_id).first()
        if token is None:
            raise Http404("Token not found")
        return confirmation.ask(
            request,
            question=gettext("Revoke this token?"),
            consequence=gettext("Programs that use it are refused from now on."),
            subject=token.name,
            button=gettext("Revoke"),
            back=reverse("account"),
        )
    if not access_tokens.revoke(user=_user(request), uid=token_id):
        raise Http404("Token not found")
    messages.success(request, gettext("The token was revoked."))
    return redirect("account")


def _user(request: HttpRequest) -> User:
    """Return the authenticated user; ``login_required`` has redirected anonymous callers."""
    return cast(User, request.user)
