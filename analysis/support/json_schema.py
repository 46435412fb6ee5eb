"""JSON Schemas built from dataclasses and typed dicts, so that the API documents follow the code.

Source: https://json-schema.org/draft/2020-12. Uses only features that draft 7 shares, since AsyncAPI requires that.
"""

import dataclasses
import inspect
import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, EnumType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints, is_typeddict
from uuid import UUID

JSON = dict[str, Any]
#: Pattern of a text parameter: no NUL, and not blank.
TEXT_PATTERN = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"

_SIMPLE: dict[Any, JSON] = {
    Any: {},
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    UUID: {"type": "string", "format": "uuid"},
}


def text_schema(max_length: int) -> JSON:
    """Return the schema of a text parameter."""
    return {"type": "string", "minLength": 1, "maxLength": max_length, "pattern": TEXT_PATTERN}


@dataclass(frozen=True)
class Limits:
    """Constraints of a value besides its type, for ``Annotated``, which may also hold a description."""

    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    max_items: int | None = None
    one_of: tuple[str, ...] = ()

    def as_json_schema(self) -> JSON:
        """Return the constraints as keywords of JSON Schema."""
        keywords = {
            "minimum": self.minimum,
            "maximum": self.maximum,
            "maxLength": self.max_length,
            "maxItems": self.max_items,
            "enum": list(self.one_of) or None,
        }
        return {keyword: limit for keyword, limit in keywords.items() if limit is not None}


class JsonSchemaBuilder:
    """Builds schemas of types; those of classes are collected in ``definitions`` by name and referenced."""

    def __init__(self, prefix: str = "", *, complete: bool = False) -> None:
        """``prefix`` starts the names of the definitions, to keep them apart from those of other builders.

        ``complete`` says that every field is always sent; otherwise one with a default may be missing in older data.
        """
        self._prefix = prefix
        self._complete = complete
        self.definitions: dict[str, JSON] = {}

    def schema_of(self, type_: Any) -> JSON:
        """Return the schema of a type.

        Raises:
            TypeError: the type is not supported.
        """
        if type_ in _SIMPLE:
            return dict(_SIMPLE[type_])
        if is_typeddict(type_) or dataclasses.is_dataclass(type_):
            return self._reference(type_)
        if isinstance(type_, EnumType):
            members: list[Enum] = list(type_)
            return {"type": "string", "enum": [member.value for member in members]}
        origin, arguments = get_origin(type_), get_args(type_)
        if origin is Annotated:
            return self._annotated(arguments[0], arguments[1:])
        if origin in (Union, types.UnionType):
            return self._union(arguments)
        if origin is list:
            return {"type": "array", "items": self.schema_of(arguments[0])}
        if origin is tuple:
            return self._tuple(arguments)
        if origin in (dict, Mapping):
            values = self.schema_of(arguments[1])
            return {"type": "object"} | ({"additionalProperties": values} if values else {})
        raise TypeError(f"cannot build a JSON Schema for {type_!r}")

    def properties_of(self, type_: type) -> JSON:
        """Return ``properties`` and ``required`` of a class."""
        hints = get_type_hints(type_, include_extras=True)
        if dataclasses.is_dataclass(type_):
            fields = dataclasses.fields(type_)
            names = [field.name for field in fields]
            required = [field.name for field in fields if self._complete or _has_no_default(field)]
        else:
            names = required = list(hints)
        return {"properties": {name: self.schema_of(hints[name]) for name in names}, "required": required}

    def _reference(self, type_: type) -> JSON:
        name = f"{self._prefix}{type_.__name__}"
        if name not in self.definitions:
            self.definitions[name] = {}  # stops the recursion for a class that contains itself
            self.definitions[name] = {"type": "object", "description": inspect.cleandoc(type_.__doc__ or "")}
            self.definitions[name] |= self.properties_of(type_)
        return {"$ref": f"#/components/schemas/{name}"}

    def _annotated(self, type_: Any, notes: tuple[Any, ...]) -> JSON:
        schema = self.schema_of(type_)
        for note in notes:
            if "$ref" in schema:
                schema = {"allOf": [schema]}  # draft 7 ignores keywords beside a reference
            schema |= note.as_json_schema() if isinstance(note, Limits) else {"description": note}
        return schema

    def _union(self, types_: tuple[Any, ...]) -> JSON:
        schemas = [self.schema_of(type_) for type_ in types_ if type_ is not type(None)]
        nullable = type(None) in types_
        if all("type" in schema for schema in schemas) and (len(schemas) == 1 or not any(len(s) > 1 for s in schemas)):
            names = [schema["type"] for schema in schemas] + ["null"] * nullable
            merged = schemas[0] | {"type": names}
            return merged | ({"enum": [*merged["enum"], None]} if nullable and "enum" in merged else {})
        return {"oneOf": schemas + [{"type": "null"}] * nullable}

    def _tuple(self, types_: tuple[Any, ...]) -> JSON:
        """Return an array: of any length, or of a fixed length with one item type."""
        schema = {"type": "array", "items": self.schema_of(types_[0])}
        if types_[-1] is Ellipsis:
            return schema
        return schema | {"minItems": len(types_), "maxItems": len(types_)}


def _has_no_default(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
