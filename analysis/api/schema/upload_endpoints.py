"""OpenAPI descriptions of the upload endpoints."""

from drf_spectacular.utils import OpenApiResponse, extend_schema

from analysis.api.schema.endpoints import DELETED, IDEMPOTENCY, build_responses, location
from analysis.api.schema.openapi import component
from analysis.queries import wire

_UPLOAD = OpenApiResponse(component(wire.Upload), "What the upload holds.")
_NOT_FOUND = "The upload does not exist, has expired or is not visible to the caller (`UPLOAD_NOT_FOUND`)."
_FILES = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string", "format": "binary"},
            "description": "The files, in parts of any name.",
        }
    },
}

CREATE = extend_schema(
    summary="Upload files of a video",
    description=(
        "For servers that YouTube blocks: takes a dump of yt-dlp (`info.json`, with or without comments), captions "
        "(srt, vtt, ass, sub, smi, lrc, sbv, json3, YouTube's XML, JSON and tables of Whisper), comments (JSON or "
        "JSON lines of yt-dlp, youtube-comment-downloader or the Data API's `commentThreads`), audio, or a zip of "
        "them. Files are recognised by their content. Send the `id` as `upload_id` to `POST /api/v1/analysis/` "
        "before `expires_at`."
    ),
    request={"multipart/form-data": _FILES},
    parameters=[location("upload"), *IDEMPOTENCY],
    responses=build_responses(
        {201: _UPLOAD}, 400, 403, 409, 413, 415, 422,
        _409="What the key created was deleted (`TASK_DELETED`).",
        _413="The request or its unpacked files are too large (`UPLOAD_TOO_LARGE`).",
        _422="The files cannot be analysed. `code` says why; nothing was kept.",
    ),
)  # fmt: skip
RETRIEVE = extend_schema(
    summary="Get an upload",
    responses=build_responses({200: _UPLOAD}, 404, _404=_NOT_FOUND),
)
DESTROY = extend_schema(
    summary="Delete an upload",
    description="Deletes the files. Results of its analyses stay; an analysis that still has to read them fails.",
    responses=build_responses(DELETED, 403, 404, _404=_NOT_FOUND),
)
