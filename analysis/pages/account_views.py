"""The pages of accounts: log in and out, sign up, change the password, manage tokens."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from analysis.access.accounts import access_tokens
from analysis.access.limits import login_attempts
from analysis.exceptions import TooManyAttempts, TooManyTokens
from analysis.pages.account_forms import LoginForm, PasswordForm, SignUpForm, TokenForm

#: Under which new accounts are counted; no name of a user holds a blank.
_NEW_ACCOUNT = "new account"


class LoginView(auth_views.LoginView):
    """A name and a password for a session; leads back to where the login was asked for, on this server only."""

    authentication_form = LoginForm
    template_name = "accounts/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether accounts can be made."""
        return super().get_context_data(sign_up=settings.SIGN_UP, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is wrong, as an answer that programs, too, can tell from a success."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response


@method_decorator(never_cache, name="dispatch")
class PasswordView(auth_views.PasswordChangeView):
    """A new password; ends the other sessions of the account."""

    form_class = PasswordForm
    template_name = "accounts/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Say that it is done."""
        messages.success(self.request, "The password is changed. Your other browsers are logged out.")
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is wrong."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account and log in, where the operators allow it."""
    if not settings.SIGN_UP:
        raise Http404("Accounts are made by the operators")
    form = SignUpForm(request.POST) if request.method == "POST" else SignUpForm()
    if form.is_bound and form.is_valid() and _may_sign_up(request, form):
        auth.login(request, form.save())
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/sign_up.html", {"form": form}, status=422 if form.errors else 200)


def _may_sign_up(request: HttpRequest, form: SignUpForm) -> bool:
    """Count the new accounts of a network as attempts to log in are, and say in the form if there are too many."""
    try:
        login_attempts.begin(_NEW_ACCOUNT, login_attempts.origin(request))
    except TooManyAttempts:
        form.add_error(None, "Too many accounts were made from where you are. Try again later.")
        return False
    return True


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show the caller's tokens; a valid form makes one, whose text is on the answer and nowhere else."""
    form = TokenForm(request.POST) if request.method == "POST" else TokenForm()
    made = _made(request, form) if form.is_bound and form.is_valid() else None
    context = {
        "form": TokenForm() if made else form,
        "made": made,
        "tokens": access_tokens.holding(_user(request)),
    }
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, form: TokenForm) -> dict[str, Any] | None:
    """Return a new token and its text, None where the account has too many."""
    given = form.cleaned_data
    try:
        token, text = access_tokens.issue(user=_user(request), name=given["name"], days=given["expires_in_days"])
    except TooManyTokens as error:
        form.add_error(None, error.message)
        return None
    return {"token": token, "text": text}


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a token."""
    if not access_tokens.revoke(user=_user(request), uid=token_id):
        raise Http404("Token not found")
    messages.success(request, "The token is revoked.")
    return redirect("account")


def _user(request: HttpRequest) -> AbstractBaseUser:
    """Return who has logged in; the decorator has let nobody else through."""
    return cast(AbstractBaseUser, request.user)
