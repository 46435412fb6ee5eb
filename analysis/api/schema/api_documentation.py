"""drf-spectacular's settings; the project's settings add the version. It imports nothing: settings import it."""

from typing import Any

#: Headers of responses that a page of another origin may read, besides those that browsers always show.
RESPONSE_HEADERS = [
    "Allow",
    "Content-Disposition",
    "ETag",
    "Idempotent-Replayed",
    "Location",
    "Retry-After",
    "WWW-Authenticate",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "X-Request-ID",
]
SETTINGS: dict[str, Any] = {
    "TITLE": "YouTube Analyzer",
    "DESCRIPTION": "Analyses the content and the comments of YouTube videos, with live progress.",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["analysis.api.schema.openapi.drop_slash_duplicates"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "analysis.api.schema.openapi.add_components",
        "analysis.api.schema.openapi.add_rate_limit_headers",
        "analysis.api.schema.descriptions.describe_properties",
        "analysis.api.schema.examples.add_examples",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "ENUM_NAME_OVERRIDES": {
        "AnalysisTypeEnum": "analysis.choices.AnalysisType",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
