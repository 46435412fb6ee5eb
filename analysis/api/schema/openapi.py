"""Extensions of drf-spectacular: authentication, component schemas from classes, and hooks over the whole document.

DRF imports this module while it imports its own views, so nothing here may import DRF's views.
"""

import re
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from analysis.access.limits.rate_limits import HEADER_NAMES
from analysis.api.accounts.authentication import BearerAuthentication, MayUseService
from analysis.pipeline import values
from analysis.support.json_schema import JSON, JsonSchemaBuilder

Endpoint = tuple[str, str, str, Any]

_builder = JsonSchemaBuilder(complete=True)
#: A result may be older than its newest fields, hence a builder of its own.
_result_builder = JsonSchemaBuilder("Analysis")
RESULT_REFERENCE = _result_builder.schema_of(values.Result)
#: Component schemas by name; ``RESULT_REFERENCE`` points to the one that contains the others.
RESULT_SCHEMAS: dict[str, JSON] = _result_builder.definitions


#: Returns the schema of what an endpoint answers; that of a class is a reference to a component.
component = _builder.schema_of
_RATE_LIMIT_DESCRIPTIONS = (
    "Requests allowed per window.",
    "Requests left in the current window.",
    "Unix time in seconds at which the window resets.",
)
_RATE_LIMIT_HEADERS = {
    name: {"schema": {"type": "integer"}, "description": description}
    for name, description in zip(HEADER_NAMES, _RATE_LIMIT_DESCRIPTIONS, strict=True)
}
_RETRY_AFTER_HEADER = {
    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait before retrying."}
}


class ApiSchema(AutoSchema):
    """Marks authentication as optional on endpoints that serve anonymous callers, and ids in paths as UUIDs."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Return the security requirements; the empty one stands for anonymous access."""
        ways = super().get_auth()
        return [*ways, {}] if MayUseService in self.view.permission_classes and not settings.AUTH_REQUIRED else ways

    def get_override_parameters(self) -> list[Any]:
        """Return the ids of the path: the routes take any text, so that one that is no UUID is not found either."""
        ids = re.findall(r"{(\w+_id)}", self.path)
        return [OpenApiParameter(name, OpenApiTypes.UUID, OpenApiParameter.PATH) for name in ids]


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """Describes bearer tokens."""

    target_class = BearerAuthentication
    name = "bearerAuth"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Return the security scheme."""
        text = "An access token from `POST /api/v1/auth/login` or `POST /api/v1/auth/tokens`."
        return {"type": "http", "scheme": "bearer", "description": text}


# Hooks, listed in SPECTACULAR_SETTINGS


def drop_slash_duplicates(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Return each endpoint once, under the path that ``reverse`` gives; each is routed with and without the slash."""
    canonical = {"/api/v1/analysis/", "/api/v1/uploads/", "/api/v1/webhooks/", "/api/v1/batches/", "/api/v1/follows/"}
    return [
        endpoint
        for endpoint in endpoints
        if endpoint[0] in canonical or (not endpoint[0].endswith("/") and f"{endpoint[0]}/" not in canonical)
    ]


def add_components(result: JSON, generator: Any, request: Any, public: bool) -> JSON:
    """Add the component schemas that :func:`component` and ``RESULT_REFERENCE`` refer to."""
    components = result["components"]["schemas"] | _builder.definitions | RESULT_SCHEMAS
    result["components"]["schemas"] = dict(sorted(components.items()))
    return result


def add_rate_limit_headers(result: JSON, **_: Any) -> JSON:
    """Add the response headers of rate-limited operations; servers send ``X-RateLimit-*`` only if a rate is set."""
    operations = [each for methods in result["paths"].values() for each in methods.values()]
    for operation in operations:
        if "429" not in operation["responses"]:
            continue
        for status, response in operation["responses"].items():
            headers = _RATE_LIMIT_HEADERS | (_RETRY_AFTER_HEADER if status in {"429", "503"} else {})
            response.setdefault("headers", {}).update(headers)
    return result
