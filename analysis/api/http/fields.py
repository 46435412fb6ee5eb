"""Fields that take exactly what they say: JSON tells text, numbers and truth apart, so nothing is converted."""

import re
from typing import Any

from rest_framework import serializers

# Source: RFC 5646, section 2.1: langtag without the grandfathered ones.
_LANGUAGE_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(-[a-wy-z\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)


class Text(serializers.CharField):
    """Takes text only; a number or a list is refused."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text, blanks at its ends taken off."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Truth(serializers.BooleanField):
    """Takes ``true`` and ``false`` only, neither their words nor 1 and 0."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the truth value."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Count(serializers.IntegerField):
    """Takes a whole JSON number only."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class LanguageTag(Text):
    """Takes a BCP 47 language tag, of any case."""

    default_error_messages = {"invalid_tag": "This is not a BCP 47 language tag such as `en` or `pt-BR`."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=35, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the tag as given."""
        tag = super().to_internal_value(data)
        if not _LANGUAGE_TAG.fullmatch(tag):
            self.fail("invalid_tag")
        return tag
