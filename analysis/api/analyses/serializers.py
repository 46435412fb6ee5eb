"""Request bodies and query parameters of the analysis endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analysis import options, youtube
from analysis.api.http.fields import (
    LanguageTag,
    Name,
    StrictBoolean,
    StrictInteger,
    StrictSerializer,
    StrictString,
    StrictUuid,
    UrlText,
)
from analysis.ask import answering
from analysis.choices import AnalysisDepth, AnalysisType, CommentSort, SummaryStyle
from analysis.exceptions import InvalidUrl
from analysis.exports.documents import ExportFormat
from analysis.queries import history, tasks, uploads
from analysis.support.json_schema import text_schema
from analysis.uploads.errors import UploadNotFound
from analysis.uploads.services import video_of
from analysis.wording import languages

# Request bodies


class CustomPromptSerializer(StrictSerializer):
    """A question that the language model answers about the video."""

    id = Name(max_length=options.PROMPT_LABEL_MAX_LENGTH, help_text="Identifies the answer in the result.")
    name = Name(max_length=options.PROMPT_LABEL_MAX_LENGTH)
    prompt = StrictString(max_length=options.PROMPT_MAX_LENGTH)
    category = Name(max_length=options.PROMPT_LABEL_MAX_LENGTH, required=False, allow_null=True, default=None)


class OptionsSerializer(StrictSerializer):
    """Options of an analysis, all optional. Unknown names are rejected, so that typos are noticed."""

    unknown_name = "Unknown option."

    analysis_type = serializers.ChoiceField(choices=AnalysisType.choices, required=False)
    include_comments = StrictBoolean(required=False)
    max_comments = StrictInteger(required=False, min_value=0, max_value=options.MAX_COMMENTS)
    comment_sort = serializers.ChoiceField(choices=CommentSort.choices, required=False)
    language = LanguageTag(
        max_length=35,
        required=False,
        allow_null=True,
        help_text="BCP 47 tag of the preferred caption language. null: the language of the video.",
    )
    enable_transcription = StrictBoolean(
        required=False, help_text="Use speech recognition if the video has no captions."
    )
    analysis_depth = serializers.ChoiceField(choices=AnalysisDepth.choices, required=False)
    custom_prompts: "serializers.ListSerializer[Any]" = serializers.ListSerializer(
        child=CustomPromptSerializer(), required=False, max_length=options.MAX_CUSTOM_PROMPTS
    )
    summary_language = LanguageTag(max_length=35, required=False, allow_null=True, help_text=options.SUMMARY_LANGUAGE)
    summary_style = serializers.ChoiceField(
        choices=SummaryStyle.choices, required=False, allow_null=True, help_text=options.SUMMARY_STYLE
    )

    def validate_custom_prompts(self, prompts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Reject prompts with the same id: their answers could not be distinguished."""
        if len({prompt["id"] for prompt in prompts}) < len(prompts):
            raise serializers.ValidationError("Two prompts have the same id.")
        return [dict(prompt) for prompt in prompts]


#: Of a request, not of an analysis.
REUSE = "Take a fresh result of the same video and options as it is, instead of analysing the video again."


class SubmittedOptionsSerializer(OptionsSerializer):
    """Options of an analysis, and whether an earlier result of it will do."""

    reuse_results = StrictBoolean(required=False, help_text=f"{REUSE} Default: false.")


class SubmissionSerializer(serializers.Serializer[Any]):
    """A video to analyse: `youtube_url`, `upload_id`, or both. Unknown members are ignored."""

    youtube_url = UrlText(
        source="video",
        allow_blank=True,
        allow_null=True,
        required=False,
        help_text=(
            f"URL of a YouTube video, at most {youtube.MAX_URL_LENGTH} characters. May be missing with an upload that "
            "states its video."
        ),
    )
    upload_id = StrictUuid(
        required=False, allow_null=True, help_text="An upload. Its files are analysed, and YouTube is not asked."
    )
    options = SubmittedOptionsSerializer(required=False, allow_null=True, help_text="null or absent: use the defaults.")

    def validate_youtube_url(self, url: str | None) -> youtube.VideoRef | None:
        """Return the YouTube video that the URL points to; None for null."""
        try:
            return None if url is None else youtube.parse(url)
        except InvalidUrl as error:
            raise serializers.ValidationError(error.message, code=error.code) from error

    def validate(self, submission: dict[str, Any]) -> dict[str, Any]:
        """Return the video, the upload or None, complete options, and the fresh result to take or None.

        Raises:
            UploadNotFound: there is no such upload for the caller.
        """
        upload, video = None, submission.get("video")
        if upload_id := submission.get("upload_id"):
            upload = uploads.upload_visible(upload_id, self.context["caller"])
            if upload is None:
                raise UploadNotFound
        elif video is None:
            raise serializers.ValidationError({"youtube_url": ["This field is required."]}, code="required")
        try:
            video = video_of(upload, video) if upload else video
        except InvalidUrl as error:
            raise serializers.ValidationError({"youtube_url": [error.message]}) from error
        submitted = submission.get("options") or {}
        chosen = options.with_defaults({name: value for name, value in submitted.items() if name != "reuse_results"})
        reuses, fresh = submitted.get("reuse_results"), None
        if reuses and upload:
            raise serializers.ValidationError({"options": {"reuse_results": ["Uploads are always analysed."]}})
        if reuses and video:
            fresh = tasks.fresh_results(self.context["caller"], [video.video_id], chosen).first()
        return {"video": video, "upload": upload, "options": chosen, "submitted": submitted, "fresh": fresh}


class QuestionSerializer(serializers.Serializer[Any]):
    """A question about an analysis."""

    question = StrictString(max_length=answering.MAX_LENGTH, help_text="A question or a sentence, in any language.")
    language = LanguageTag(
        max_length=35,
        required=False,
        allow_null=True,
        default=None,
        help_text="BCP 47 tag of the language of `answer`. null: that of the question.",
    )


# Query parameters


class EventsQuery(serializers.Serializer[Any]):
    """Query parameters of the event list."""

    after = serializers.IntegerField(
        default=0, min_value=0, max_value=2**31 - 1, help_text="`last_seq` of the previous response; 0: from the start."
    )
    wait = serializers.IntegerField(
        default=0,
        min_value=0,
        max_value=history.MAX_WAIT_SECONDS,
        help_text="Maximum seconds to wait for a newer event.",
    )


@extend_schema_field(text_schema(200))
class _SearchField(serializers.CharField):
    """A text to find."""


class TranscriptQuery(serializers.Serializer[Any]):
    """Query parameters of the transcript."""

    format = serializers.ChoiceField(
        choices=["json", "txt", "srt", "vtt"],
        default="json",
        help_text="`txt`, `srt` and `vtt` return the whole transcript.",
    )
    search = _SearchField(
        required=False,
        max_length=200,
        help_text="Text to find, ignoring case and across lines. Only matching passages are returned (`json` only).",
    )
    page = serializers.IntegerField(default=1, min_value=1, max_value=1_000_000)
    page_size = serializers.IntegerField(default=200, min_value=1, max_value=1000)

    def validate(self, query: dict[str, Any]) -> dict[str, Any]:
        """Reject a search in any format but json."""
        if query.get("search") and query["format"] != "json":
            raise serializers.ValidationError({"search": "Search requires format=json."})
        return query


class CommentsQuery(serializers.Serializer[Any]):
    """Query parameters of the comment list, besides the filters."""

    format = serializers.ChoiceField(
        choices=["json", "csv"], default="json", help_text="`csv` returns all matching comments in one file."
    )


class ExportQuery(serializers.Serializer[Any]):
    """Query parameters of an export."""

    format = serializers.ChoiceField(
        choices=list(ExportFormat),
        default=ExportFormat.JSON.value,
        help_text="`html` is one file that opens offline; `csv` has one row per comment.",
    )
    lang = serializers.ChoiceField(
        choices=languages.tags(), default="en", help_text="Language of the report's own words; JSON and CSV have none."
    )
    bom = serializers.BooleanField(
        default=True, help_text="Put a byte order mark before CSV, without which Excel misreads it."
    )
