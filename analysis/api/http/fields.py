"""Serializer fields that accept only the matching JSON type and never convert."""

import re
from typing import Any

from rest_framework import serializers

# Source: RFC 5646, section 2.1: langtag without the grandfathered ones.
_LANGUAGE_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(-[a-wy-z\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)


class StrictString(serializers.CharField):
    """Accepts JSON strings only."""

    def to_internal_value(self, data: Any) -> str:
        """Return the string without surrounding whitespace."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class StrictBoolean(serializers.BooleanField):
    """Accepts ``true`` and ``false`` only."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the boolean."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class StrictInteger(serializers.IntegerField):
    """Accepts JSON integers only."""

    def to_internal_value(self, data: Any) -> int:
        """Return the integer."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class LanguageTag(StrictString):
    """Accepts a BCP 47 language tag in any case."""

    default_error_messages = {"invalid_tag": "This is not a BCP 47 language tag such as `en` or `pt-BR`."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=35, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the tag as given."""
        tag = super().to_internal_value(data)
        if not _LANGUAGE_TAG.fullmatch(tag):
            self.fail("invalid_tag")
        return tag
