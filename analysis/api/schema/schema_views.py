"""The OpenAPI document and its two viewers, served without third-party assets."""

import functools
import threading
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.request import Request

# The library collects the document in attributes of its classes, so two threads would disturb each other.
_building = threading.Lock()


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1 as YAML or JSON, in English. A process builds each form once: it takes 0.15 s and never changes."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the document."""
        renderer = request.accepted_renderer
        with _building:
            content = _document(renderer.media_type)
        name = f"YouTube Analyzer ({settings.VERSION}).{renderer.format}"
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        return HttpResponse(content, content_type=renderer.media_type, headers=headers)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        """Return the renderer that ``?format=json`` or ``yaml`` names, else the one that ``Accept`` asks for."""
        # Of two renderers of a format the last one has the media type that all programs know.
        named = {renderer.format: renderer for renderer in self.get_renderers()}
        if (renderer := named.get(request.GET.get("format", ""))) is not None:
            return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)


@functools.cache
def _document(media_type: str) -> bytes:
    renderer = next(renderer for renderer in SchemaView.renderer_classes if renderer.media_type == media_type)
    # The library's own texts have translations, ours have none.
    with translation.override("en"):
        generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # untyped library
        document = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # untyped library
    return force_bytes(renderer().render(document, renderer_context={}))


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
