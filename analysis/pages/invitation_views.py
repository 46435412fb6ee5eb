"""The page behind the link of an invitation: its reader chooses a user name and a password."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from analysis.access.accounts import invitations
from analysis.exceptions import TooManyPasswordChecks
from analysis.pages.account_forms import InvitedForm
from analysis.pages.account_views import refuse


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Create the account and log in."""
    try:
        invitation = invitations.find(token)
        form = InvitedForm(request.POST or None)
        if form.is_bound and form.is_valid():
            # Hashes the password, for which no transaction may hold a connection.
            user = form.save(commit=False)
            invitations.accept(invitation, user)
            auth.login(request, user)
            return redirect(settings.LOGIN_REDIRECT_URL)
    except invitations.InvitationEnded:
        return render(request, "accounts/invitation_ended.html", status=HTTPStatus.NOT_FOUND)
    except ValidationError as error:
        form.add_error(None, error)
    except TooManyPasswordChecks as error:
        form.add_limit(error)
    page = render(request, "accounts/invitation.html", {"form": form, "invitation": invitation})
    return refuse(page, form) if form.errors else page
