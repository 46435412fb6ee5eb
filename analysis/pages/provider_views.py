"""The way to a provider of OpenID Connect and back. Whatever the provider answers, the worst is a login that fails."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from analysis.access.accounts.provider_claims import CheckedOpenIDConnect


@login_not_required
@never_cache
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider; a GET asks first, since another site may have sent the browser here."""
    return _run(OAuth2LoginView, request, provider_id)


@login_not_required
@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Log in the person whom the provider has sent back."""
    return _run(OAuth2CallbackView, request, provider_id)


def _run(view: type[OAuth2View], request: HttpRequest, provider_id: str) -> HttpResponse:
    if provider_id not in {each.id for each in settings.OIDC_PROVIDERS}:
        raise Http404("Unknown provider")
    try:
        response: HttpResponse = view.adapter_view(CheckedOpenIDConnect(request, provider_id))(request)
    except ProviderException as error:
        provider = get_adapter().get_provider(request, provider_id)
        response = render_authentication_error(request, provider, exception=error)
    return response
