"""Chooses the language of a page: the cookie of the switch in the footer, else the browser's Accept-Language."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from analysis.wording import languages

#: What is not a page for readers: programs rely on English words.
ENGLISH_ONLY = ("/api/", "/asyncapi.yaml", "/health", "/livez", "/readyz", "/metrics", "/static/")


class PageLanguageMiddleware:
    """Handles each request in one language, and says on which headers the answer depends.

    Django's LocaleMiddleware would translate the messages of the API, too, and would leave the language of a request
    to the next one in the same thread.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle the request; caches keep one answer per language."""
        if request.path_info.startswith(ENGLISH_ONLY):
            with translation.override(settings.LANGUAGE_CODE):
                return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            response = self.get_response(request)
            response.headers["Content-Language"] = languages.tag()
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
