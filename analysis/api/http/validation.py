"""Validates what callers send, with the serializers of Django REST framework."""

import threading
from typing import Any

from rest_framework.serializers import BaseSerializer


class _Serializers(threading.local):
    """One serializer of each class for each thread: making one copies all its fields, which costs more than its use."""

    def __init__(self) -> None:
        self._made: dict[type, tuple[BaseSerializer[Any], dict[str, Any]]] = {}

    def get(self, serializer_class: type[BaseSerializer[Any]]) -> tuple[BaseSerializer[Any], dict[str, Any]]:
        """Return the serializer of a class, and its context, which is empty."""
        if serializer_class not in self._made:
            context: dict[str, Any] = {}
            self._made[serializer_class] = serializer_class(context=context), context
        return self._made[serializer_class]


_serializers = _Serializers()


def validate(serializer_class: type[BaseSerializer[Any]], data: Any, **context: Any) -> dict[str, Any]:
    """Return the validated data; ``context`` is that of the serializer.

    Raises:
        ValidationError: a value is invalid.
    """
    if data is None:
        serializer_class(data=None).is_valid(raise_exception=True)  # its errors say that nothing was sent
    serializer, own_context = _serializers.get(serializer_class)
    own_context.update(context)
    try:
        validated: dict[str, Any] = serializer.run_validation(data)
    finally:
        own_context.clear()
    return validated
