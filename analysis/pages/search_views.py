"""The page on which all analyses are searched."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analysis.access import client_identity
from analysis.access.limits import rate_limits
from analysis.exceptions import LimitExceeded, SearchTimeout
from analysis.pages import search_page
from analysis.wording import messages


@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what the words in the URL are found in; the parameters are those of the REST endpoint."""
    given = search_page.given_parameters(request.GET)
    context, status = search_page.form(given), HTTPStatus.OK
    if "q" in given:
        try:
            if rate_limits.is_limited(rate_limits.Scope.READ):
                rate_limits.count_request(rate_limits.Scope.READ, client_identity.rate_limit_key(request))
            context |= search_page.hits(given, request.user)
        except search_page.InvalidParameters as error:
            context["errors"], status = error.messages, HTTPStatus.UNPROCESSABLE_ENTITY
        except SearchTimeout as error:
            context["errors"], status = [messages.translate(error.message)], HTTPStatus.SERVICE_UNAVAILABLE
        except LimitExceeded as error:
            context["errors"], status = [messages.translate(error.message)], HTTPStatus.TOO_MANY_REQUESTS
    return render(request, "analysis/search.html", context, status=status)
