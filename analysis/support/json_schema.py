"""JSON Schemas read off dataclasses and typed dicts, so that a document for clients says what the code says.

Source: https://json-schema.org/draft/2020-12. Only what draft 7 has as well is used: AsyncAPI takes that one.
"""

import dataclasses
import inspect
import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints, is_typeddict

JSON = dict[str, Any]

_SIMPLE: dict[Any, JSON] = {
    Any: {},
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
}


@dataclass(frozen=True)
class Limits:
    """What a value keeps to besides its type; stands in ``Annotated``, as does text that describes the value."""

    minimum: int | None = None
    maximum: int | None = None
    one_of: tuple[str, ...] = ()

    def words(self) -> JSON:
        """Return the same in JSON Schema's words."""
        words = {"minimum": self.minimum, "maximum": self.maximum, "enum": list(self.one_of) or None}
        return {word: limit for word, limit in words.items() if limit is not None}


class Shapes:
    """Schemas of types; those of classes are collected in ``found`` under their names and referred to."""

    def __init__(self, prefix: str = "") -> None:
        """``prefix`` begins the names, where those of others stand beside them."""
        self._prefix = prefix
        self.found: dict[str, JSON] = {}

    def of(self, kind: Any) -> JSON:
        """Return the schema of a type.

        Raises:
            TypeError: of this type nothing is known.
        """
        if kind in _SIMPLE:
            return dict(_SIMPLE[kind])
        if is_typeddict(kind) or dataclasses.is_dataclass(kind):
            return self._reference(kind)
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._annotated(arguments[0], arguments[1:])
        if origin in (Union, types.UnionType):
            return self._union(arguments)
        if origin is tuple:
            return self._tuple(arguments)
        if origin in (dict, Mapping):
            values = self.of(arguments[1])
            return {"type": "object"} | ({"additionalProperties": values} if values else {})
        raise TypeError(f"no schema is known for {kind!r}")

    def members(self, kind: type) -> JSON:
        """Return ``properties`` and ``required`` of a class; a member with a default may be absent in what is old."""
        hints = get_type_hints(kind, include_extras=True)
        if dataclasses.is_dataclass(kind):
            fields = dataclasses.fields(kind)
            names = [field.name for field in fields]
            required = [field.name for field in fields if _has_no_default(field)]
        else:
            names = required = list(hints)
        return {"properties": {name: self.of(hints[name]) for name in names}, "required": required}

    def _reference(self, kind: type) -> JSON:
        name = f"{self._prefix}{kind.__name__}"
        if name not in self.found:
            self.found[name] = {}  # for a class that holds itself
            self.found[name] = {"type": "object", "description": inspect.cleandoc(kind.__doc__ or "")}
            self.found[name] |= self.members(kind)
        return {"$ref": f"#/components/schemas/{name}"}

    def _annotated(self, kind: Any, notes: tuple[Any, ...]) -> JSON:
        schema = self.of(kind)
        for note in notes:
            if "$ref" in schema:
                schema = {"allOf": [schema]}  # draft 7 reads nothing beside a reference
            schema |= note.words() if isinstance(note, Limits) else {"description": note}
        return schema

    def _union(self, kinds: tuple[Any, ...]) -> JSON:
        schemas = [self.of(kind) for kind in kinds if kind is not type(None)]
        nullable = type(None) in kinds
        if all("type" in schema for schema in schemas) and (len(schemas) == 1 or not any(len(s) > 1 for s in schemas)):
            names = [schema["type"] for schema in schemas] + ["null"] * nullable
            merged = schemas[0] | {"type": names}
            return merged | ({"enum": [*merged["enum"], None]} if nullable and "enum" in merged else {})
        return {"oneOf": schemas + [{"type": "null"}] * nullable}

    def _tuple(self, kinds: tuple[Any, ...]) -> JSON:
        """Return an array: of any length, or of so many of one kind."""
        schema = {"type": "array", "items": self.of(kinds[0])}
        if kinds[-1] is Ellipsis:
            return schema
        return schema | {"minItems": len(kinds), "maxItems": len(kinds)}


def _has_no_default(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
