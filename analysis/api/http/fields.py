"""Serializers and their fields that accept only the names and the JSON types that they state, and never convert."""

import re
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from analysis.exceptions import InvalidUrl
from analysis.support.invisible_characters import visible_line

# Source: RFC 5646, section 2.1: langtag without the grandfathered ones.
_LANGUAGE_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(-[a-wy-z\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)


# django-stubs makes fields generic; at run time DRF accepts and ignores the parameters.
class _StrictField(serializers.Field[Any, Any, Any, Any]):
    """Accepts values of ``json_type`` only; DRF's fields also take those that they can convert."""

    json_type: type

    def to_internal_value(self, data: Any) -> Any:
        """Return the value as DRF's field does."""
        if type(data) is not self.json_type:
            self.fail("invalid", input=data)
        return super().to_internal_value(data)


class StrictString(_StrictField, serializers.CharField):
    """Accepts JSON strings only, and strips the whitespace around them."""

    json_type = str


class UrlText(StrictString):
    """Accepts a text that may be a URL; one with characters that no text may hold is an invalid URL, too."""

    def run_validators(self, value: str) -> None:
        """Raise ValidationError with the code of invalid URLs."""
        try:
            super().run_validators(value)
        except serializers.ValidationError as error:
            details = [serializers.ErrorDetail(str(each), InvalidUrl.code) for each in error.detail]
            raise serializers.ValidationError(details) from error


class Name(StrictString):
    """A name that people read: on one line, without characters that are not seen, which would hide or reorder others.

    A name without a visible character counts as blank.
    """

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the name that is stored."""
        return super().run_validation(visible_line(data) if isinstance(data, str) else data)


class StrictBoolean(_StrictField, serializers.BooleanField):
    """Accepts ``true`` and ``false`` only."""

    json_type = bool


class StrictInteger(_StrictField, serializers.IntegerField):
    """Accepts JSON integers only."""

    json_type = int


class StrictUuid(_StrictField, serializers.UUIDField):
    """Accepts JSON strings only; DRF's field also takes numbers."""

    json_type = str


class LanguageTag(StrictString):
    """Accepts a BCP 47 language tag in any case."""

    default_error_messages = {"invalid_tag": "This is not a BCP 47 language tag such as `en` or `pt-BR`."}

    def to_internal_value(self, data: Any) -> str:
        """Return the tag as given."""
        tag: str = super().to_internal_value(data)
        if not _LANGUAGE_TAG.fullmatch(tag):
            self.fail("invalid_tag")
        return tag


class StrictSerializer(serializers.Serializer[Any]):
    """Rejects unknown names, so that typos are noticed."""

    #: Characters of a name that a response repeats.
    _SHOWN_CHARS = 100
    unknown_name = "Unknown name."

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the values given.

        Raises:
            ValidationError: a value is invalid or a name is unknown.
        """
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            # Without lone surrogates, which JSON cannot encode.
            printable = (name[: self._SHOWN_CHARS].encode("utf-8", "backslashreplace").decode() for name in unknown)
            raise serializers.ValidationError({name: [self.unknown_name] for name in printable})
        given: dict[str, Any] = super().to_internal_value(data)
        return given
