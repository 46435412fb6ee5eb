"""The parameters of a search in a URL, of the endpoint and of the page."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analysis.models import SearchEntry
from analysis.queries.filters import SENTIMENTS
from analysis.search import answers, cursors
from analysis.search.filters import Filters
from analysis.search.query_syntax import MAX_LENGTH, InvalidQuery, parse
from analysis.support.json_schema import text_schema

#: How texts are compared with a query.
MODES = WORDS, MEANING = "words", "meaning"
#: Parameters of the filters, by the attribute of :class:`Filters`.
FILTERS = {
    "kind": "in",
    "video_id": "video_id",
    "channel_id": "channel_id",
    "language": "language",
    "sentiment": "sentiment",
    "created_after": "created_after",
    "all_analyses": "all",
}


@extend_schema_field(text_schema(MAX_LENGTH))
class _QueryField(serializers.CharField):
    """Words to find."""


@extend_schema_field(text_schema(100))
class _IdField(serializers.CharField):
    """An id at YouTube."""


@extend_schema_field(text_schema(cursors.MAX_LENGTH))
class _CursorField(serializers.CharField):
    """A cursor, as ``next`` and ``previous`` hold it."""


class SearchParameters(serializers.Serializer[Any]):
    """Parameters of a search."""

    q = _QueryField(
        max_length=MAX_LENGTH,
        help_text='Words that must all be there: `word "a phrase" -without begin*`. Case is ignored.',
    )
    mode = serializers.ChoiceField(
        choices=MODES,
        default=WORDS,
        help_text=(
            "`words`: texts that hold the words. `meaning`: passages of transcripts, and comments, that mean most "
            "nearly what `q` says, in any language; `q` is then a question or a sentence."
        ),
    )
    kind = serializers.ChoiceField(
        choices=SearchEntry.Kind.choices, required=False, help_text="Where to search; default: everywhere."
    )
    video_id = _IdField(max_length=64, required=False, help_text="YouTube video id.")
    channel_id = _IdField(max_length=100, required=False, help_text="YouTube id of the channel of the video.")
    language = serializers.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z",
        max_length=35,
        required=False,
        help_text="BCP 47 tag of the text; `zh` includes `zh-Hant`.",
    )
    sentiment = serializers.ChoiceField(choices=SENTIMENTS, required=False, help_text="Of comments.")
    created_after = serializers.DateTimeField(
        required=False, help_text="Analyses created at or after this time (ISO 8601)."
    )
    all = serializers.BooleanField(
        default=False, help_text="Also search earlier analyses of a video, not only the newest."
    )
    cursor = _CursorField(max_length=cursors.MAX_LENGTH, required=False)
    page_size = serializers.IntegerField(default=answers.PAGE_SIZE, min_value=1, max_value=answers.MAX_PAGE_SIZE)

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; ``kind`` is named "in" in a URL, which is no name in Python."""
        return {FILTERS["kind"] if name == "kind" else name: field for name, field in super().get_fields().items()}

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Refuse a query that cannot be searched for."""
        if given["mode"] == MEANING:
            if given.get(FILTERS["kind"]) == SearchEntry.Kind.TITLE:
                message = "Titles are searched by words only. Leave this out, or set mode=words."
                raise serializers.ValidationError({FILTERS["kind"]: [message]}, code="not_by_meaning")
            return given
        try:
            parse(given["q"])
        except InvalidQuery as error:
            raise serializers.ValidationError(
                {"q": [serializers.ErrorDetail(error.message, code=error.code)]}
            ) from error
        return given

    def validate_cursor(self, text: str) -> cursors.Cursor:
        """Return the cursor."""
        try:
            return cursors.decode(text)
        except ValueError as error:
            message = "This cursor is invalid. Use the value from `next` or `previous`."
            raise serializers.ValidationError(message, code="invalid_cursor") from error

    def filters(self) -> Filters:
        """Return the filters that are set; the parameters must be valid."""
        given = self.validated_data
        return Filters(**{name: given[parameter] for name, parameter in FILTERS.items() if parameter in given})
