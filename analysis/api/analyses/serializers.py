"""What the API takes and gives. ``queries.wire`` makes what it gives; the fields here describe it for the schema."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from analysis import events, options, youtube
from analysis.api.http.fields import Count, LanguageTag, Text, Truth
from analysis.api.schema.result_schema import FindingField
from analysis.choices import AnalysisDepth, AnalysisType, CommentSort, Severity, StepName, StepStatus, TaskStatus
from analysis.exceptions import InvalidUrl
from analysis.models import AnalysisTask, Comment
from analysis.queries import wire

PROMPT_MAX_LENGTH = 2000
PROMPT_LABEL_MAX_LENGTH = 100


# What clients send


class CustomPromptSerializer(serializers.Serializer[Any]):
    """A question of the caller's own."""

    id = Text(max_length=PROMPT_LABEL_MAX_LENGTH, help_text="The answer carries it.")
    name = Text(max_length=PROMPT_LABEL_MAX_LENGTH)
    prompt = Text(max_length=PROMPT_MAX_LENGTH)
    category = Text(max_length=PROMPT_LABEL_MAX_LENGTH, required=False, allow_null=True, default=None)


class OptionsSerializer(serializers.Serializer[Any]):
    """What to analyse and how; each may be left out. A name that is not here is refused, so that a typo is noticed."""

    analysis_type = serializers.ChoiceField(choices=AnalysisType.choices, required=False)
    include_comments = Truth(required=False)
    max_comments = Count(required=False, min_value=0, max_value=options.MAX_COMMENTS)
    comment_sort = serializers.ChoiceField(choices=CommentSort.choices, required=False)
    language = LanguageTag(
        required=False, allow_null=True, help_text="BCP 47: of the captions to prefer. null: the video's own."
    )
    enable_transcription = Truth(required=False, help_text="Speech recognition where there are no captions.")
    analysis_depth = serializers.ChoiceField(choices=AnalysisDepth.choices, required=False)
    custom_prompts: "serializers.ListSerializer[Any]" = serializers.ListSerializer(
        child=CustomPromptSerializer(), required=False, max_length=options.MAX_CUSTOM_PROMPTS
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the options given.

        Raises:
            ValidationError: a value or a name is wrong.
        """
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({_printable(name): ["There is no such option."] for name in unknown})
        given: dict[str, Any] = super().to_internal_value(data)
        return given

    def validate_custom_prompts(self, prompts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse two prompts of one id: their answers could not be told apart."""
        if len({prompt["id"] for prompt in prompts}) < len(prompts):
            raise serializers.ValidationError("Two prompts have the same id.")
        return [dict(prompt) for prompt in prompts]


def _printable(name: str) -> str:
    """Return a caller's word as it may stand in an answer: short, and without half characters that JSON cannot hold."""
    return name[:PROMPT_LABEL_MAX_LENGTH].encode("utf-8", "backslashreplace").decode()


class SubmissionSerializer(serializers.Serializer[Any]):
    """A video to analyse. Other members of the body are ignored."""

    youtube_url = Text(
        allow_blank=True, help_text=f"Address of a YouTube video, at most {youtube.MAX_URL_LENGTH} characters."
    )
    options = OptionsSerializer(required=False, allow_null=True, help_text="null or absent: the defaults.")

    def validate_youtube_url(self, url: str) -> str:
        """Return the address as given where it names a video."""
        try:
            youtube.parse_video_id(url)
        except InvalidUrl as error:
            raise serializers.ValidationError(error.message, code=error.code) from error
        return url

    def validate(self, submission: dict[str, Any]) -> dict[str, Any]:
        """Return the submission with the defaults of the options filled in."""
        return submission | {"options": options.complete(submission.get("options") or {})}


# What the query string may hold


class EventsQuery(serializers.Serializer[Any]):
    """Which events, and how long to wait for one."""

    after = serializers.IntegerField(
        default=0, min_value=0, max_value=2**31 - 1, help_text="`last_seq` of the answer before; 0: from the beginning."
    )
    wait = serializers.IntegerField(
        default=0, min_value=0, max_value=25, help_text="Seconds to hold the answer until there is something newer."
    )


class TranscriptQuery(serializers.Serializer[Any]):
    """Which part of a transcript, and in which form."""

    format = serializers.ChoiceField(
        choices=["json", "txt", "srt", "vtt"], default="json", help_text="All but json give the whole transcript."
    )
    search = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="Words to find, also across lines, whatever their case; the answer holds the places only.",
    )
    page = serializers.IntegerField(default=1, min_value=1, max_value=1_000_000)
    page_size = serializers.IntegerField(default=200, min_value=1, max_value=1000)

    def validate(self, query: dict[str, Any]) -> dict[str, Any]:
        """Refuse to search in a file."""
        if query.get("search") and query["format"] != "json":
            raise serializers.ValidationError({"search": "Only format=json can be searched."})
        return query


class CommentsQuery(serializers.Serializer[Any]):
    """In which form comments are given."""

    format = serializers.ChoiceField(
        choices=["json", "csv"], default="json", help_text="csv gives all comments that the filters leave, in one file."
    )


# What clients get


class WarningSerializer(serializers.Serializer[Any]):
    """Something that is missing or took longer."""

    code = serializers.CharField()
    message = serializers.CharField()
    step = serializers.ChoiceField(choices=StepName.choices, allow_null=True)
    severity = serializers.ChoiceField(choices=Severity.choices)


class TaskErrorSerializer(serializers.Serializer[Any]):
    """Why an analysis failed."""

    code = serializers.CharField()
    message = serializers.CharField()
    step = serializers.ChoiceField(choices=StepName.choices, allow_null=True)
    retryable = serializers.BooleanField(help_text="It may succeed when it is retried later.")


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
    """Where the parts of an analysis are, as paths on this server."""

    self = serializers.CharField()
    result = serializers.CharField()
    events = serializers.CharField()
    stream = serializers.CharField()
    websocket = serializers.CharField()
    page = serializers.CharField()


class TaskSerializer(serializers.Serializer[AnalysisTask]):
    """An analysis: the queue entry, its state, and where its finding is."""

    id = serializers.UUIDField()
    youtube_url = serializers.CharField(help_text="As it was given.")
    status = serializers.ChoiceField(choices=TaskStatus.choices)
    current_step = serializers.ChoiceField(choices=StepName.choices, allow_null=True)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    created_at = serializers.DateTimeField()
    estimated_completion = serializers.DateTimeField(
        allow_null=True, help_text="From measured durations of steps; null until there are any."
    )
    video_id = serializers.CharField()
    title = serializers.CharField(allow_null=True, help_text="null until the video's facts are read.")
    message = serializers.CharField(help_text="What is going on, for a person.")
    options = OptionsSerializer(help_text="Complete, defaults filled in.")
    warnings = WarningSerializer(many=True)
    error = TaskErrorSerializer(allow_null=True)
    steps = StepSerializer(many=True)
    last_seq = serializers.IntegerField(min_value=0, help_text="Number of the newest event.")
    updated_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    links = LinksSerializer()

    def to_representation(self, instance: AnalysisTask) -> events.JSON:
        """Return what the socket's snapshot shows too."""
        return wire.task_json(instance)


class CommentSerializer(serializers.Serializer[Comment]):
    """A comment and what was found about it."""

    id = serializers.CharField(help_text="YouTube's id of the comment.")
    parent_id = serializers.CharField(allow_null=True, help_text="null for a comment that starts a thread.")
    author = serializers.CharField(allow_null=True)
    author_channel_id = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    like_count = serializers.IntegerField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    published_is_estimated = serializers.BooleanField(help_text='Worked out from words such as "2 years ago".')
    is_pinned = serializers.BooleanField()
    is_hearted = serializers.BooleanField(help_text="By the author of the video.")
    is_author = serializers.BooleanField(help_text="Written by the author of the video.")
    sentiment = serializers.CharField(
        allow_null=True, help_text="`positive` `neutral` `negative` `not_scored`; null until analysed."
    )
    sentiment_score = serializers.FloatField(allow_null=True, help_text="-1 to 1; null where not scored.")
    sentiment_confidence = serializers.FloatField(
        allow_null=True, help_text="0 to 1: how likely the sentiment is right; null where not scored."
    )
    language = serializers.CharField(allow_null=True, help_text="null where undetermined: too short or mixed.")
    language_confidence = serializers.FloatField(allow_null=True, help_text="0 to 1; null where undetermined.")
    theme = serializers.CharField(allow_null=True)
    is_spam = serializers.BooleanField()
    spam_reason = serializers.CharField(allow_null=True)
    cites = serializers.ListField(child=serializers.FloatField(), help_text="Seconds of the video that it names.")

    def to_representation(self, instance: Comment) -> events.JSON:
        """Return the comment as it also stands in the CSV file."""
        return wire.comment_json(instance)


# What only the documents need: answers that others make of plain data


class EventSerializer(serializers.Serializer[Any]):
    """One event; what else it holds depends on its type and is described in docs/websocket.md."""

    type = serializers.ChoiceField(choices=[kind.type for kind in events.EVENT_TYPES])
    task_id = serializers.UUIDField()
    seq = serializers.IntegerField(min_value=1)
    timestamp = serializers.DateTimeField()


class EventsSerializer(serializers.Serializer[Any]):
    """What happened after a given event."""

    events = EventSerializer(many=True)
    last_seq = serializers.IntegerField(help_text="What to ask `after` next.")
    terminal = serializers.BooleanField(help_text="Nothing follows: the analysis has ended and all of it is told.")


class ResultSerializer(serializers.Serializer[Any]):
    """A finding, and how it was made."""

    task_id = serializers.UUIDField()
    result = FindingField()
    metadata = serializers.DictField(
        help_text="completed_at, processing_seconds, step_seconds, models, llm, versions ..."
    )


class StillProcessingSerializer(serializers.Serializer[Any]):
    """Not there yet; ask again after the seconds in `Retry-After`."""

    detail = serializers.CharField()
    progress = serializers.IntegerField(min_value=0, max_value=100)
    task_status = serializers.ChoiceField(choices=[status.value for status in TaskStatus.active()])


class SegmentSerializer(serializers.Serializer[Any]):
    """A stretch of speech, in seconds from the start of the video."""

    start = serializers.FloatField()
    end = serializers.FloatField()
    text = serializers.CharField()
    confidence = serializers.FloatField(allow_null=True, help_text="0 to 1; null where the source does not say.")


class TranscriptSerializer(serializers.Serializer[Any]):
    """A page of what is said."""

    # The wire's name is also an attribute of the base class; as a declared field it never shadows it.
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
    """So many in so many seconds."""

    limit = serializers.IntegerField()
    seconds = serializers.IntegerField()


class AnalysisTypeSerializer(serializers.Serializer[Any]):
    """A kind of analysis."""

    name = serializers.ChoiceField(choices=AnalysisType.choices)
    description = serializers.CharField()
    steps = serializers.ListField(child=serializers.ChoiceField(choices=StepName.choices))
    step_seconds = serializers.DictField(
        child=serializers.FloatField(allow_null=True), help_text="Median of the newest runs here; null: never measured."
    )
    expected_seconds = serializers.FloatField(allow_null=True, help_text="Steps side by side counted so.")
    options = serializers.DictField(help_text="What each option takes, as JSON Schema.")
    defaults = OptionsSerializer()
    limits = serializers.DictField(child=serializers.IntegerField(allow_null=True), help_text="null: there is none.")
    rates = serializers.DictField(
        child=RateSerializer(allow_null=True), help_text="throttle_create, throttle_read; null: there is none."
    )


class FieldErrorSerializer(serializers.Serializer[Any]):
    """An invalid value."""

    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True, help_text="Path of the value: `options.max_comments`.")


class ProblemDetailSerializer(serializers.Serializer[Any]):
    """An error, as RFC 9457 has it."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    # As above: the wire's name is an attribute of the base class.
    errors = FieldErrorSerializer(many=True)  # type: ignore[assignment]
    request_id = serializers.CharField()
