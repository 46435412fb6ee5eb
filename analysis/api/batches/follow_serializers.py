"""Request bodies of the endpoints of followed channels and playlists."""

from typing import Any

from analysis import youtube
from analysis.api.batches.serializers import MAX_NAME_LENGTH, BatchOptionsSerializer, options_and_reuse, parse_list
from analysis.api.http.fields import Name, StrictBoolean, StrictInteger, StrictSerializer, UrlText
from analysis.batches import follows
from analysis.models.follow import DEFAULT_INTERVAL_HOURS


class _SettingsSerializer(StrictSerializer):
    """What may be set at first and changed later. Unknown names are rejected, so that typos are noticed."""

    newest = StrictInteger(
        required=False,
        min_value=0,
        max_value=follows.MAX_NEWEST,
        help_text=(
            "How many of the videos that are there at the first check are analysed: of a channel the newest, of a "
            f"playlist the first ones. Default: {follows.DEFAULT_NEWEST}. It has no effect after the first check."
        ),
    )
    max_per_day = StrictInteger(
        required=False,
        min_value=1,
        max_value=follows.MAX_PER_DAY,
        help_text=(
            "How many videos are analysed on one day (UTC); the others wait, the newest are taken first. "
            f"Default: {follows.DEFAULT_PER_DAY}."
        ),
    )
    interval_hours = StrictInteger(
        required=False,
        min_value=1,
        max_value=follows.MAX_INTERVAL_HOURS,
        help_text=f"Hours between two checks. Default: {DEFAULT_INTERVAL_HOURS}.",
    )
    options = BatchOptionsSerializer(required=False, help_text="Of every analysis. Absent names: the defaults.")
    reuse_results = StrictBoolean(required=False, help_text="The same as `options.reuse_results`.")
    name = Name(required=False, allow_blank=True, max_length=MAX_NAME_LENGTH, help_text="For people.")


class FollowSerializer(_SettingsSerializer):
    """A channel or playlist to be followed."""

    source_url = UrlText(help_text="URL of a YouTube playlist or channel.")

    def validate_source_url(self, url: str) -> youtube.ListRef:
        """Return the playlist or channel."""
        return parse_list(url)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments of ``follow_create``."""
        named = given | options_and_reuse(given)
        return {"source": named.pop("source_url"), **named}


class FollowChangeSerializer(_SettingsSerializer):
    """What changes of a follow; what is absent stays, of the options too."""

    enabled = StrictBoolean(required=False, help_text="false: pause it; true: resume it, and check it at once.")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return the fields that change; ``options`` has the names that were given."""
        chosen = dict(given.get("options") or {})
        reuse = options_and_reuse(given)["reuse_results"]
        if "reuse_results" in chosen or "reuse_results" in given:
            given = given | {"reuse_results": reuse}
        chosen.pop("reuse_results", None)
        return given | {"options": chosen} if "options" in given else given
