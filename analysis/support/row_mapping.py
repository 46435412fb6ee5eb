"""Dataclasses as rows of a Django model and back: a field and its column have the same name.

A text column holds ``""`` where an optional field is None.
"""

import dataclasses
import logging
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from django.db.models import CharField, Model, TextField

logger = logging.getLogger(__name__)
T = TypeVar("T")


def columns_of(value: Any, model: type[Model], **computed: Any) -> dict[str, Any]:
    """Return the columns of ``model`` that hold ``value``, texts cut to their length; ``computed`` replaces fields.

    Raises:
        FieldDoesNotExist: a field has no column.
    """
    own = (field.name for field in dataclasses.fields(value) if field.name not in computed)
    return {name: _to_column(getattr(value, name), model._meta.get_field(name)) for name in own} | computed


def _to_column(value: Any, column: Any) -> Any:
    if isinstance(column, CharField | TextField):
        text = value or ""
        if column.max_length and len(text) > column.max_length:
            # Texts are bounded where they enter, so this is a bound that was forgotten there.
            logger.warning("%s has %s characters and is cut to %s", column, len(text), column.max_length)
        return text[: column.max_length]
    return list(value) if isinstance(value, tuple) else value


def value_of(type_: Callable[..., T], row: Model, **computed: Any) -> T:
    """Return ``row`` as a ``type_``; ``computed`` holds the fields that are no columns or have other names.

    Raises:
        AttributeError: a field has no column and is not computed.
    """
    fields = computed
    for name, is_optional in optional_by_name(type_).items():
        if name not in computed:
            value = getattr(row, name)
            fields[name] = None if value == "" and is_optional else value
    return type_(**fields)


@cache
def optional_by_name(type_: Any) -> dict[str, bool]:
    """Return for each field of the dataclass ``type_``, in order, whether it can be None."""
    hints = get_type_hints(type_)
    return {field.name: type(None) in get_args(hints[field.name]) for field in dataclasses.fields(type_)}
