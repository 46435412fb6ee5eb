"""The OpenAPI document and its two viewers, served without third-party assets."""

import threading
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.request import Request

# The library collects the document in attributes of its classes, so two threads would disturb each other.
_building = threading.Lock()


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1, as YAML or JSON."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the document."""
        with _building:
            return super().dispatch(request, *args, **kwargs)

    def _get_version_parameter(self, request: Request) -> None:
        """Return no version: the library would write that of a query parameter behind ours."""

    def _get_filename(self, request: Request, version: str | None) -> str:
        return str(super()._get_filename(request, settings.VERSION))  # type: ignore[no-untyped-call]  # untyped library

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        """Return the renderer that ``?format=json`` or ``yaml`` names, else the one that ``Accept`` asks for."""
        # Of two renderers of a format the last one has the media type that all programs know.
        named = {renderer.format: renderer for renderer in self.get_renderers()}
        if (renderer := named.get(request.GET.get("format", ""))) is not None:
            return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)


# Both viewers create inline styles at run time; scripts keep the strict policy.
@method_decorator(csp_update({"style-src": ["'self'", "'unsafe-inline'"]}), name="dispatch")
class SwaggerView(SpectacularSwaggerSplitView):
    """Swagger UI."""

    # OPTIONS would be answered from a template that does not exist.
    http_method_names = ["get", "head"]


# ReDoc builds its search index in a worker created from a blob. The policy blocks the vendor's logo in the page footer,
# which ReDoc then hides.
@method_decorator(
    csp_update({"style-src": ["'self'", "'unsafe-inline'"], "worker-src": ["'self'", "blob:"]}), name="dispatch"
)
class RedocView(SpectacularRedocView):
    """ReDoc."""

    http_method_names = ["get", "head"]
    template_name = "api/redoc.html"
