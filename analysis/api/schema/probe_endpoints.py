"""OpenAPI descriptions of the probes, and the shapes of what they answer."""

from datetime import datetime
from typing import Annotated, TypedDict

from drf_spectacular.utils import OpenApiResponse, extend_schema

from analysis.api.schema.openapi import component
from analysis.choices import WorkerRole
from analysis.support.json_schema import Limits
from analysis.support.problem_details import CONTENT_TYPE, ProblemDetail

HealthWord = Annotated[str, Limits(one_of=("healthy", "unhealthy"))]


class HealthServices(TypedDict):
    """The health of each dependency."""

    database: HealthWord
    redis: HealthWord
    worker: HealthWord


class YtDlp(TypedDict):
    """The yt-dlp that processes take up at their next start."""

    version: str | None
    age_days: Annotated[int | None, "Days since its release; null if its version is no date."]


class DataApi(TypedDict):
    """What was used of the daily quota of the YouTube Data API."""

    units_used: Annotated[int, Limits(minimum=0), "Units since midnight in California."]
    units_limit: Annotated[int, Limits(minimum=0), "Units of a day, as the operators state them."]
    resets_at: Annotated[datetime, "When the count begins again."]


class Health(TypedDict):
    """The health of the server and its services."""

    status: Annotated[str, Limits(one_of=("healthy",))]
    version: str
    services: HealthServices
    ytdlp: YtDlp
    data_api: Annotated[DataApi | None, "null where the API is not used, or the database does not answer."]


class Ready(TypedDict):
    """Whether the server can serve requests."""

    status: Annotated[str, Limits(one_of=("ready",))]
    missing: Annotated[
        tuple[Annotated[str, Limits(one_of=tuple(WorkerRole.values))], ...],
        "Roles of processes of which none is alive; analyses wait meanwhile.",
    ]


class Alive(TypedDict):
    """The process answers."""

    status: Annotated[str, Limits(one_of=("alive",))]


HEALTH = extend_schema(
    summary="Health of the server and its services",
    description="Returns 200 while the web process runs; `services` reports the health of each dependency.",
    auth=[],
    tags=["probes"],
    responses={200: component(Health)},
)
LIVE = extend_schema(summary="Liveness probe", auth=[], tags=["probes"], responses={200: component(Alive)})
READY = extend_schema(
    summary="Readiness probe",
    auth=[],
    tags=["probes"],
    responses={
        200: component(Ready),
        (503, CONTENT_TYPE): OpenApiResponse(component(ProblemDetail), "The database is unavailable."),
    },
)
