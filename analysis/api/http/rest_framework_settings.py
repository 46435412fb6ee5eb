"""Settings of DRF and drf-standardized-errors. It imports nothing: the project's settings import it."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    # The first class sets the WWW-Authenticate header of 401 responses.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "analysis.api.accounts.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["analysis.api.accounts.authentication.MayUseService"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["analysis.api.http.formats.BoundedJSONParser"],
    # We use "format" as a query parameter for the export format.
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "analysis.api.http.formats.LenientNegotiation",
    "DEFAULT_SCHEMA_CLASS": "analysis.api.schema.openapi.ApiSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
}
STANDARDIZED_ERRORS: dict[str, Any] = {
    "EXCEPTION_HANDLER_CLASS": "analysis.api.http.exception_handling.ProblemHandler",
    "EXCEPTION_FORMATTER_CLASS": "analysis.api.http.exception_handling.ProblemFormatter",
    # Clients rely on the format; the log has the traceback.
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
}
