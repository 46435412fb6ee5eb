"""The base of all views of the API."""

from http import HTTPStatus
from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.views import APIView

from analysis.access import permissions
from analysis.access.limits import rate_limits
from analysis.api.http.rate_limiting import CallerThrottle
from analysis.queries.problems import Problem


class ApiView(APIView):
    """Base of all API views: rate limit, cache headers, permission to act."""

    throttle_classes: list[Any] = [CallerThrottle]
    #: Which limit its requests count towards.
    rate_scope = rate_limits.Scope.READ
    #: HTTP methods whose requests count towards the limit of new analyses.
    creating_methods: tuple[str, ...] = ()
    #: Whether people follow links to it, so that a browser is shown a page where the service is unavailable.
    is_linked_on_pages = False
    #: Set by the throttle once it has counted the request.
    rate_usage: rate_limits.Usage | None = None

    def max_body_bytes(self) -> int:
        """Return how many bytes of a body without a stated length are read."""
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Return DRF's request; a chunked body is read although it has no length."""
        if request.headers.get("Transfer-Encoding", "").lower() == "chunked":
            # DRF treats a body without a length as empty. The parser reads at most this limit.
            request.META["CONTENT_LENGTH"] = str(self.max_body_bytes())
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a compressed body, which no parser here can read."""
        super().initial(request, *args, **kwargs)
        if (request.headers.get("Content-Encoding") or "identity").lower() != "identity":
            text = "A compressed body is not accepted. Send it without Content-Encoding."
            # Source: RFC 9110, section 15.5.16.
            headers = {"Accept-Encoding": "identity"}
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", text, headers)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add cache and rate limit headers, unless the response already has them."""
        response = super().finalize_response(request, response, *args, **kwargs)
        # Shared caches must not store it; the client's own cache revalidates each time.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ("Authorization", "Cookie"))
        if self.rate_usage is not None:
            usage = self.rate_usage
            for name, value in rate_limits.headers(usage.limit, usage.remaining, usage.reset_seconds).items():
                response.headers.setdefault(name, value)
        return response

    def check_action(self, action: permissions.Action | None, row: permissions.Owned, name: str) -> None:
        """Raise PermissionDenied if the caller, who may see ``row``, may not do ``action`` with it."""
        if action and not permissions.may_perform(self.request.user, row, action):
            raise PermissionDenied(f"You have read-only access to this {name}.")


class NotFoundView(ApiView):
    """Responds 404 to any method on an unknown URL under /api/."""

    endpoints = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise NotFound."""
        raise NotFound("There is nothing at this address.")
