"""The ways to log in, as the OpenAPI document tells of them."""

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from analysis.api.accounts.authentication import BearerAuthentication, MayAsk


class Schema(AutoSchema):
    """Says of a door that callers without a login are served, where they are."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Return the ways in; the empty one is none at all."""
        ways = super().get_auth()
        return [*ways, {}] if MayAsk in self.view.permission_classes and not settings.AUTH_REQUIRED else ways


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """Tokens."""

    target_class = BearerAuthentication
    name = "bearerAuth"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Return the scheme."""
        text = "A token of `POST /api/v1/auth/login` or `/api/v1/auth/tokens`."
        return {"type": "http", "scheme": "bearer", "description": text}
