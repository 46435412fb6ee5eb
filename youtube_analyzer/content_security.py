"""The Content-Security-Policy of pages: nothing from elsewhere."""

from typing import Any

from csp.constants import NONE, SELF


def policy(form_origins: list[str]) -> dict[str, Any]:
    """Return the policy; forms may also lead to ``form_origins``."""
    return {
        "DIRECTIVES": {
            "default-src": [SELF],
            "img-src": [SELF, "data:"],
            "object-src": [NONE],
            "base-uri": [SELF],
            "form-action": [SELF, *form_origins],
            "frame-ancestors": [NONE],
        }
    }
