"""What the analysis endpoints answer besides the shapes of ``queries.wire``; OpenAPI follows from these classes."""

from typing import Annotated, TypedDict

from analysis import choices, events
from analysis.options import Options
from analysis.queries import wire
from analysis.support.json_schema import Limits


class Events(TypedDict):
    """Events after a given sequence number."""

    events: list[wire.Event]
    last_seq: Annotated[int, "Value of `after` for the next request."]
    terminal: Annotated[bool, "true: the analysis has ended and no further events follow."]


class StillProcessing(TypedDict):
    """The resource does not exist yet; poll again after `Retry-After` seconds."""

    detail: str
    progress: events.Percent
    task_status: Annotated[str, Limits(one_of=tuple(status.value for status in choices.TaskStatus.active()))]


class Segment(TypedDict):
    """A spoken passage; times are in seconds from the start of the video."""

    start: float
    end: float
    text: str
    confidence: Annotated[float | None, "0 to 1; null if the source gives none."]


class Transcript(TypedDict):
    """A page of transcript segments."""

    source: Annotated[str, Limits(one_of=("manual_captions", "automatic_captions", "speech_recognition"))]
    language: str | None
    model: str | None
    duration_seconds: float | None
    count: int
    next: Annotated[str | None, "Path of the adjacent page; null if there is none."]
    previous: Annotated[str | None, "Path of the adjacent page; null if there is none."]
    results: list[Segment]


class Rate(TypedDict):
    """A rate limit: ``limit`` requests per ``seconds``."""

    limit: int
    seconds: int


class AnalysisType(TypedDict):
    """An analysis type with its steps, options and limits."""

    name: choices.AnalysisType
    description: str
    steps: list[choices.StepName]
    step_seconds: Annotated[dict[str, float | None], "Median duration of recent runs; null if never measured."]
    expected_seconds: Annotated[float | None, "Total duration, with parallel steps overlapping."]
    options: Annotated[events.JSON, "JSON Schema of each option."]
    defaults: Options
    limits: Annotated[dict[str, int | None], "null: unlimited."]
    rates: Annotated[dict[str, Rate | None], "Rates by scope (`throttle_create`, `throttle_read`); null: unlimited."]
