"""The OpenAPI document and its two viewers, served without third-party assets."""

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1, as YAML or JSON."""


# Both viewers create inline styles at run time; scripts keep the strict policy.
@method_decorator(csp_update({"style-src": ["'self'", "'unsafe-inline'"]}), name="dispatch")
class SwaggerView(SpectacularSwaggerSplitView):
    """Swagger UI."""


# ReDoc builds its search index in a worker created from a blob. The policy blocks the vendor's logo in the page footer,
# which ReDoc then hides.
@method_decorator(
    csp_update({"style-src": ["'self'", "'unsafe-inline'"], "worker-src": ["'self'", "blob:"]}), name="dispatch"
)
class RedocView(SpectacularRedocView):
    """ReDoc."""

    template_name = "api/redoc.html"
