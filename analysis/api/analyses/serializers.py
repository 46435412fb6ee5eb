"""Request and response bodies of the analysis endpoints; ``queries.wire`` builds what is described here."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from analysis import events, options, youtube
from analysis.api.http.fields import LanguageTag, StrictBoolean, StrictInteger, StrictString
from analysis.api.schema.openapi import ResultField
from analysis.choices import AnalysisDepth, AnalysisType, CommentSort, Severity, StepName, StepStatus, TaskStatus
from analysis.exceptions import InvalidUrl
from analysis.models import AnalysisTask, Comment
from analysis.queries import wire

PROMPT_MAX_LENGTH = 2000
PROMPT_LABEL_MAX_LENGTH = 100


# Request bodies


class CustomPromptSerializer(serializers.Serializer[Any]):
    """A question that the language model answers about the video."""

    id = StrictString(max_length=PROMPT_LABEL_MAX_LENGTH, help_text="Identifies the answer in the result.")
    name = StrictString(max_length=PROMPT_LABEL_MAX_LENGTH)
    prompt = StrictString(max_length=PROMPT_MAX_LENGTH)
    category = StrictString(max_length=PROMPT_LABEL_MAX_LENGTH, required=False, allow_null=True, default=None)


class OptionsSerializer(serializers.Serializer[Any]):
    """Options of an analysis, all optional. Unknown names are rejected, so that typos are noticed."""

    analysis_type = serializers.ChoiceField(choices=AnalysisType.choices, required=False)
    include_comments = StrictBoolean(required=False)
    max_comments = StrictInteger(required=False, min_value=0, max_value=options.MAX_COMMENTS)
    comment_sort = serializers.ChoiceField(choices=CommentSort.choices, required=False)
    language = LanguageTag(
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

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the options given.

        Raises:
            ValidationError: a value is invalid or a name is unknown.
        """
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({_printable(name): ["Unknown option."] for name in unknown})
        given: dict[str, Any] = super().to_internal_value(data)
        return given

    def validate_custom_prompts(self, prompts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Reject prompts with the same id: their answers could not be distinguished."""
        if len({prompt["id"] for prompt in prompts}) < len(prompts):
            raise serializers.ValidationError("Two prompts have the same id.")
        return [dict(prompt) for prompt in prompts]


def _printable(name: str) -> str:
    """Return a caller's text for use in a response: truncated, and without lone surrogates that JSON cannot encode."""
    return name[:PROMPT_LABEL_MAX_LENGTH].encode("utf-8", "backslashreplace").decode()


class SubmissionSerializer(serializers.Serializer[Any]):
    """A video to analyse. Unknown members are ignored."""

    youtube_url = StrictString(
        allow_blank=True, help_text=f"URL of a YouTube video, at most {youtube.MAX_URL_LENGTH} characters."
    )
    options = OptionsSerializer(required=False, allow_null=True, help_text="null or absent: use the defaults.")

    def validate_youtube_url(self, url: str) -> str:
        """Return the URL unchanged; reject it unless it points to a YouTube video."""
        try:
            youtube.parse_video_id(url)
        except InvalidUrl as error:
            raise serializers.ValidationError(error.message, code=error.code) from error
        return url

    def validate(self, submission: dict[str, Any]) -> dict[str, Any]:
        """Return the submission with complete options."""
        return submission | {"options": options.with_defaults(submission.get("options") or {})}


# Query parameters


class EventsQuery(serializers.Serializer[Any]):
    """Query parameters of the event list."""

    after = serializers.IntegerField(
        default=0, min_value=0, max_value=2**31 - 1, help_text="`last_seq` of the previous response; 0: from the start."
    )
    wait = serializers.IntegerField(
        default=0, min_value=0, max_value=25, help_text="Maximum seconds to wait for a newer event."
    )


class TranscriptQuery(serializers.Serializer[Any]):
    """Query parameters of the transcript."""

    format = serializers.ChoiceField(
        choices=["json", "txt", "srt", "vtt"],
        default="json",
        help_text="`txt`, `srt` and `vtt` return the whole transcript.",
    )
    search = serializers.CharField(
        required=False,
        allow_blank=True,
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


# Response bodies


class WarningSerializer(serializers.Serializer[Any]):
    """A part of the analysis that is missing or took longer than usual."""

    code = serializers.CharField()
    message = serializers.CharField()
    step = serializers.ChoiceField(choices=StepName.choices, allow_null=True)
    severity = serializers.ChoiceField(choices=Severity.choices)


class TaskErrorSerializer(serializers.Serializer[Any]):
    """Why an analysis failed."""

    code = serializers.CharField()
    message = serializers.CharField()
    step = serializers.ChoiceField(choices=StepName.choices, allow_null=True)
    retryable = serializers.BooleanField(help_text="Whether a later retry may succeed.")


class StepSerializer(serializers.Serializer[Any]):
    """One step of an analysis."""

    name = serializers.ChoiceField(choices=StepName.choices)
    status = serializers.ChoiceField(choices=StepStatus.choices)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    attempts = serializers.IntegerField(min_value=0)
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    duration_seconds = serializers.FloatField(allow_null=True)


class LinksSerializer(serializers.Serializer[Any]):
    """Paths of the resources of an analysis."""

    self = serializers.CharField()
    result = serializers.CharField()
    events = serializers.CharField()
    stream = serializers.CharField()
    websocket = serializers.CharField()
    page = serializers.CharField()


class TaskSerializer(serializers.Serializer[AnalysisTask]):
    """An analysis with its status, progress and links."""

    id = serializers.UUIDField()
    youtube_url = serializers.CharField(help_text="URL as submitted.")
    status = serializers.ChoiceField(choices=TaskStatus.choices)
    current_step = serializers.ChoiceField(choices=StepName.choices, allow_null=True)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    created_at = serializers.DateTimeField()
    estimated_completion = serializers.DateTimeField(
        allow_null=True, help_text="Estimated from earlier analyses; null without data."
    )
    video_id = serializers.CharField()
    title = serializers.CharField(allow_null=True, help_text="null until the video metadata is extracted.")
    message = serializers.CharField(help_text="Current activity, as text for people.")
    options = OptionsSerializer(help_text="Complete options, including defaults.")
    warnings = WarningSerializer(many=True)
    error = TaskErrorSerializer(allow_null=True)
    steps = StepSerializer(many=True)
    last_seq = serializers.IntegerField(min_value=0, help_text="Sequence number of the latest event.")
    updated_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    links = LinksSerializer()

    def to_representation(self, instance: AnalysisTask) -> events.JSON:
        """Return the same data as the snapshot frame of the WebSocket."""
        return wire.task_json(instance)


class CommentSerializer(serializers.Serializer[Comment]):
    """A comment with its analysis."""

    id = serializers.CharField(help_text="YouTube comment id.")
    parent_id = serializers.CharField(
        allow_null=True, help_text="Id of the parent comment; null for a top-level comment."
    )
    author = serializers.CharField(allow_null=True)
    author_channel_id = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    like_count = serializers.IntegerField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    published_is_estimated = serializers.BooleanField(help_text='Derived from text such as "2 years ago".')
    is_pinned = serializers.BooleanField()
    is_hearted = serializers.BooleanField(help_text="Whether the author of the video hearted the comment.")
    is_author = serializers.BooleanField(help_text="Whether the author of the video wrote the comment.")
    sentiment = serializers.CharField(
        allow_null=True, help_text="`positive`, `neutral`, `negative` or `not_scored`; null until analysed."
    )
    sentiment_score = serializers.FloatField(allow_null=True, help_text="-1 to 1; null if not scored.")
    sentiment_confidence = serializers.FloatField(
        allow_null=True, help_text="Probability that the sentiment is correct, 0 to 1; null if not scored."
    )
    language = serializers.CharField(allow_null=True, help_text="Language tag; null if the text is too short or mixed.")
    language_confidence = serializers.FloatField(allow_null=True, help_text="0 to 1; null if undetermined.")
    theme = serializers.CharField(allow_null=True)
    is_spam = serializers.BooleanField()
    spam_reason = serializers.CharField(allow_null=True)
    cites = serializers.ListField(
        child=serializers.FloatField(), help_text="Positions in the video that it mentions, in seconds."
    )

    def to_representation(self, instance: Comment) -> events.JSON:
        """Return the same data as the CSV export."""
        return wire.comment_json(instance)


# Response bodies built from plain data; these serializers exist for the OpenAPI document only


class EventSerializer(serializers.Serializer[Any]):
    """An event. The other fields depend on the type; see docs/websocket.md."""

    type = serializers.ChoiceField(choices=[kind.type for kind in events.EVENT_TYPES])
    task_id = serializers.UUIDField()
    seq = serializers.IntegerField(min_value=1)
    timestamp = serializers.DateTimeField()


class EventsSerializer(serializers.Serializer[Any]):
    """Events after a given sequence number."""

    events = EventSerializer(many=True)
    last_seq = serializers.IntegerField(help_text="Value of `after` for the next request.")
    terminal = serializers.BooleanField(help_text="true: the analysis has ended and no further events follow.")


class ResultSerializer(serializers.Serializer[Any]):
    """The result of an analysis, with metadata about how it was produced."""

    task_id = serializers.UUIDField()
    result = ResultField()
    metadata = serializers.DictField(
        help_text="Includes `completed_at`, `processing_seconds`, `step_seconds`, `models`, `llm` and `versions`."
    )


class StillProcessingSerializer(serializers.Serializer[Any]):
    """The resource does not exist yet; poll again after `Retry-After` seconds."""

    detail = serializers.CharField()
    progress = serializers.IntegerField(min_value=0, max_value=100)
    task_status = serializers.ChoiceField(choices=[status.value for status in TaskStatus.active()])


class SegmentSerializer(serializers.Serializer[Any]):
    """A spoken passage; times are in seconds from the start of the video."""

    start = serializers.FloatField()
    end = serializers.FloatField()
    text = serializers.CharField()
    confidence = serializers.FloatField(allow_null=True, help_text="0 to 1; null if the source gives none.")


class TranscriptSerializer(serializers.Serializer[Any]):
    """A page of transcript segments."""

    # The JSON name is also an attribute of the base class; DRF's metaclass removes declared fields from the class.
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=["manual_captions", "automatic_captions", "speech_recognition"]
    )
    language = serializers.CharField(allow_null=True)
    model = serializers.CharField(allow_null=True)
    duration_seconds = serializers.FloatField(allow_null=True)
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = SegmentSerializer(many=True)


class RateSerializer(serializers.Serializer[Any]):
    """A rate limit: ``limit`` requests per ``seconds``."""

    limit = serializers.IntegerField()
    seconds = serializers.IntegerField()


class AnalysisTypeSerializer(serializers.Serializer[Any]):
    """An analysis type with its steps, options and limits."""

    name = serializers.ChoiceField(choices=AnalysisType.choices)
    description = serializers.CharField()
    steps = serializers.ListField(child=serializers.ChoiceField(choices=StepName.choices))
    step_seconds = serializers.DictField(
        child=serializers.FloatField(allow_null=True),
        help_text="Median duration of recent runs; null if never measured.",
    )
    expected_seconds = serializers.FloatField(
        allow_null=True, help_text="Total duration, with parallel steps overlapping."
    )
    options = serializers.DictField(help_text="JSON Schema of each option.")
    defaults = OptionsSerializer()
    limits = serializers.DictField(child=serializers.IntegerField(allow_null=True), help_text="null: unlimited.")
    rates = serializers.DictField(
        child=RateSerializer(allow_null=True),
        help_text="Rates by scope (`throttle_create`, `throttle_read`); null: unlimited.",
    )
