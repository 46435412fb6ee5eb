"""The shape of a finding for the OpenAPI document, read off the values that it is made of."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analysis.pipeline import values
from analysis.support.json_schema import JSON, Shapes

_shapes = Shapes("Finding")
REFERENCE = _shapes.of(values.Result)
#: Schemas by name; ``REFERENCE`` points to the one that holds the others.
SCHEMAS: dict[str, JSON] = _shapes.found


@extend_schema_field(REFERENCE)
class FindingField(serializers.JSONField):
    """The finding itself."""


def with_finding(result: JSON, generator: Any, request: Any, public: bool) -> JSON:
    """Add the schemas that ``FindingField`` refers to; a hook of drf-spectacular."""
    result["components"]["schemas"] |= SCHEMAS
    result["components"]["schemas"] = dict(sorted(result["components"]["schemas"].items()))
    return result
