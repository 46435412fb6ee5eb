"""The API's description and its two viewers, with assets of this server."""

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1, as YAML or JSON."""


# Both viewers make styles of their own as they run; scripts stay as strict as everywhere.
@method_decorator(csp_update({"style-src": ["'self'", "'unsafe-inline'"]}), name="dispatch")
class SwaggerView(SpectacularSwaggerSplitView):
    """Swagger UI: try the API in the browser."""


# ReDoc builds its search index in a worker that it makes from text. The picture of its makers, which it would fetch
# from them for its last line, is refused by the policy, and ReDoc hides it then.
@method_decorator(
    csp_update({"style-src": ["'self'", "'unsafe-inline'"], "worker-src": ["'self'", "blob:"]}), name="dispatch"
)
class RedocView(SpectacularRedocView):
    """ReDoc: read the API's description."""

    template_name = "api/redoc.html"
