"""Request bodies and query parameters of the batch endpoints."""

from typing import Any

from rest_framework import serializers

from analysis import options, youtube
from analysis.api.analyses.serializers import REUSE, OptionsSerializer
from analysis.api.http.fields import Name, StrictBoolean, StrictInteger, StrictSerializer, UrlText
from analysis.batches.services import MAX_MEMBERS
from analysis.exceptions import InvalidUrl

MAX_NAME_LENGTH = 200


class BatchOptionsSerializer(OptionsSerializer):
    """Options of every member, as for a single analysis."""

    reuse_results = StrictBoolean(required=False, help_text=f"{REUSE} Default: true.")


def parse_list(url: str) -> youtube.ListRef:
    """Return the playlist or channel, or raise what a serializer does."""
    try:
        return youtube.parse_list(url)
    except InvalidUrl as error:
        raise serializers.ValidationError(error.message, code=error.code) from error


def options_and_reuse(given: dict[str, Any]) -> dict[str, Any]:
    """Return ``options``, complete, and ``reuse_results``, which may stand in either place."""
    chosen = dict(given.get("options") or {})
    reuse = chosen.pop("reuse_results", given.get("reuse_results", True))
    if given.get("reuse_results", reuse) != reuse:
        raise serializers.ValidationError({"reuse_results": ["It differs from options.reuse_results."]})
    return {"options": options.with_defaults(chosen), "reuse_results": reuse}


class BatchSerializer(StrictSerializer):
    """A batch: `urls`, or `source_url`. Unknown members are rejected, so that typos are noticed."""

    urls = serializers.ListField(
        child=UrlText(),
        required=False,
        allow_null=True,
        min_length=1,
        max_length=MAX_MEMBERS,
        help_text="URLs of YouTube videos. The same video twice is one member, at its first place.",
    )
    source_url = UrlText(
        required=False, allow_null=True, help_text="URL of a YouTube playlist or channel, instead of `urls`."
    )
    newest = StrictInteger(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=MAX_MEMBERS,
        help_text=(
            "How many videos of `source_url` are taken: of a channel the newest, of a playlist the first ones. Absent: "
            f"all, at most {MAX_MEMBERS}."
        ),
    )
    options = BatchOptionsSerializer(required=False, allow_null=True, help_text="null or absent: use the defaults.")
    reuse_results = StrictBoolean(required=False, help_text="The same as `options.reuse_results`.")
    name = Name(required=False, allow_null=True, allow_blank=True, max_length=MAX_NAME_LENGTH, help_text="For people.")

    def validate_urls(self, urls: list[str] | None) -> list[youtube.VideoRef] | None:
        """Return the videos; each URL that is refused is named by its index in the list, from 0."""
        if urls is None:
            return None
        videos: list[youtube.VideoRef] = []
        errors: dict[str, list[serializers.ErrorDetail]] = {}
        for index, url in enumerate(urls):
            try:
                videos.append(youtube.parse(url))
            except InvalidUrl as error:
                hint = " It is a playlist or a channel: send it as source_url." if youtube.is_list(url) else ""
                errors[str(index)] = [serializers.ErrorDetail(f"{error.message}{hint}", error.code)]
        if errors:
            raise serializers.ValidationError(errors)
        return videos

    def validate_source_url(self, url: str | None) -> youtube.ListRef | None:
        """Return the playlist or channel."""
        return None if url is None else parse_list(url)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments of ``batch_create``."""
        videos, source = given.get("urls"), given.get("source_url")
        if (videos is None) == (source is None):
            raise serializers.ValidationError({"urls": ["Send either urls or source_url."]}, code="required")
        if videos is not None and given.get("newest") is not None:
            raise serializers.ValidationError({"newest": ["newest is for source_url only."]})
        return {
            "videos": videos or (),
            "source": source,
            "newest": given.get("newest"),
            **options_and_reuse(given),
            "name": given.get("name") or "",
        }


class BatchQuery(serializers.Serializer[Any]):
    """Query parameters of the list of batches."""

    follow = serializers.UUIDField(required=False, help_text="Only the batches that checks of this follow have made.")


class BatchExportQuery(serializers.Serializer[Any]):
    """Query parameters of an export of a batch."""

    format = serializers.ChoiceField(
        choices=["zip", "csv"], default="zip", help_text="`zip`: one folder a video; `csv`: one row a video."
    )
    bom = serializers.BooleanField(
        default=True, help_text="Put a byte order mark before CSV, without which Excel misreads it."
    )
