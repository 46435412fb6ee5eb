"""Account pages: log in and out, sign up, change the password, manage tokens."""

import math
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from analysis.access import client_identity
from analysis.access.accounts import access_tokens
from analysis.access.limits import login_attempts, quotas
from analysis.exceptions import TooManyLoginAttempts, TooManyPasswordChecks, TooManyTokens
from analysis.pages.account_forms import LoginForm, PasswordForm, SignUpForm, TokenForm
from analysis.wording.messages import translate

#: Key under which sign-ups are counted as login attempts; it contains a space, so no user name equals it.
_SIGN_UP_KEY = "new account"


def _refuse(response: HttpResponse, form: SignUpForm | LoginForm | PasswordForm) -> HttpResponse:
    """Return the page of an invalid form with status 422, or 429 where a limit on passwords is reached."""
    response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.exceeded:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response["Retry-After"] = str(math.ceil(form.exceeded.retry_after_seconds))
    return response


class LoginView(auth_views.LoginView):
    """Starts a session and redirects to the requested page on this server."""

    authentication_form = LoginForm
    template_name = "accounts/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether sign-up is enabled."""
        return super().get_context_data(sign_up=settings.SIGN_UP, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Return the form with its errors and status 422, or 429."""
        return _refuse(super().form_invalid(form), form)


@method_decorator(never_cache, name="dispatch")
class PasswordView(auth_views.PasswordChangeView):
    """Changes the password and ends the other sessions of the account."""

    form_class = PasswordForm
    template_name = "accounts/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Save and confirm the change."""
        try:
            response = super().form_valid(form)
        except TooManyPasswordChecks as error:
            form.add_limit(error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("Your password was changed. Your other browsers were logged out."))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Return the form with its errors and status 422, or 429."""
        return _refuse(super().form_invalid(form), form)


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
                user = form.save()
        except TooManyLoginAttempts:
            form.add_error(None, gettext("Too many accounts were created from your network. Try again later."))
        except TooManyPasswordChecks as error:
            form.add_limit(error)
        else:
            auth.login(request, user)
            return redirect(settings.LOGIN_REDIRECT_URL)
    page = render(request, "accounts/sign_up.html", {"form": form})
    return _refuse(page, form) if form.errors else page


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


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Revoke a token."""
    if not access_tokens.revoke(user=_user(request), uid=token_id):
        raise Http404("Token not found")
    messages.success(request, gettext("The token was revoked."))
    return redirect("account")


def _user(request: HttpRequest) -> AbstractBaseUser:
    """Return the authenticated user; ``login_required`` has redirected anonymous callers."""
    return cast(AbstractBaseUser, request.user)
