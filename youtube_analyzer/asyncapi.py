"""The AsyncAPI 3.0 document of the WebSocket and the event stream, at ``/asyncapi.yaml``.

It is generated from the code: events, frames, client messages and close codes. A task and a result have the schemas of
the OpenAPI document.

Source: https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

import inspect
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiYamlRenderer

from analysis import events
from analysis.api.schema import openapi
from analysis.queries import batch_wire, wire
from analysis.support.json_schema import JSON, JsonSchemaBuilder
from realtime import consumers, cursors, examples, messages, stream

CONTENT_TYPE = "application/vnd.aai.asyncapi+yaml;version=3.0.0"

_task = JsonSchemaBuilder(complete=True)
#: Additional frame fields that are read from the task's row; their schemas are those of the OpenAPI document.
_FROM_ROW: dict[type, JSON] = {
    events.TaskCompleted: {"result": openapi.RESULT_REFERENCE, "metadata": {"type": "object"}},
    messages.Snapshot: {"task": _task.schema_of(wire.Task)},
    messages.BatchSnapshot: {"batch": _task.schema_of(batch_wire.Batch)},
    events.BatchCompleted: {"summary": _task.schema_of(batch_wire.BatchSummary | None)},
}
_PARAMETERS: dict[str, JSON] = {
    "task_id": {"description": "Id of the task.", "examples": [examples.TASK_ID]},
    "batch_id": {"description": "Id of the batch.", "examples": [examples.BATCH_ID]},
}
_TASK_FRAMES = (*events.EVENT_TYPES, *messages.FRAMES)
_BATCH_FRAMES = (*events.BATCH_EVENT_TYPES, *messages.BATCH_FRAMES)
_BATCH_STREAM = (*events.BATCH_EVENT_TYPES, messages.BatchSnapshot)
#: Names of the messages about batches begin with it where those about tasks have the same type.
_OF_BATCH = "batch_"
_AFTER: JSON = {
    "type": "object",
    "properties": {
        "after": {
            "type": "integer",
            "minimum": 0,
            "maximum": cursors.MAX_SEQ,
            "description": "Sequence number of the last event received; later events follow.",
        }
    },
}
_SECURITY: JSON = {
    "session": {
        "type": "httpApiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "Session cookie of a browser. Tasks without an owner need none.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "Access token in the Authorization header. Sockets also accept it in their first message.",
    },
}


@login_not_required
@require_safe
def asyncapi(request: HttpRequest) -> HttpResponse:
    """Return the document; its servers use the host of the request."""
    document = {"asyncapi": "3.0.0", "info": _info(), "defaultContentType": "application/json"}
    document |= {"servers": _servers(request)} | _body()
    # drf-spectacular is typed only in part, hence the ignores in this file.
    text = OpenApiYamlRenderer().render(document, renderer_context={})  # type: ignore[no-untyped-call]
    return HttpResponse(text, content_type=CONTENT_TYPE)


def _info() -> JSON:
    return {
        "title": "YouTube Analyzer: live progress",
        "version": settings.VERSION,
        "description": (
            "Live events of an analysis, over a WebSocket or as Server-Sent Events. The events of a task are numbered "
            "from 1 without gaps or duplicates. Only the last one is `task_completed`, `task_failed` or "
            "`task_cancelled`. Clients must ignore unknown fields. The REST API is described at `/api/schema/`."
        ),
    }


def _servers(request: HttpRequest) -> JSON:
    host, tls = request.get_host(), "s" if request.is_secure() else ""
    return {
        "sockets": {"host": host, "protocol": f"ws{tls}"},
        "streams": {"host": host, "protocol": f"http{tls}", "description": "Server-Sent Events."},
    }


# Parts that do not depend on the request


@cache
def _body() -> JSON:
    """Return channels, operations and components, which are the same for every request."""
    shapes = JsonSchemaBuilder()
    described = {message_type.type: _frame_message(shapes, message_type) for message_type in _TASK_FRAMES}
    described |= {
        _name(message_type, about="batch"): _frame_message(shapes, message_type, about="batch")
        for message_type in _BATCH_FRAMES
    }
    described |= {message_type.type: _client_message(shapes, message_type) for message_type in messages.CLIENT_MESSAGES}
    schemas = _task.definitions | openapi.RESULT_SCHEMAS | shapes.definitions
    return {
        "channels": _channels(),
        "operations": _operations(),
        "components": {
            "messages": described,
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": _SECURITY,
        },
    }


def _frame_message(
    shapes: JsonSchemaBuilder, message_type: type[events.Event] | type[messages.Frame], about: str = "task"
) -> JSON:
    """Return a server message about tasks or batches: the common fields of all frames, then its own."""
    heads: dict[str, tuple[type, type, dict[str, JSON]]] = {
        "task": (events.EventHead, events.FrameHead, examples.EXAMPLES),
        "batch": (events.BatchEventHead, events.BatchFrameHead, examples.BATCH_EXAMPLES),
    }
    of_event, of_frame, known = heads[about]
    head_of = of_event if issubclass(message_type, events.Event) else of_frame
    head, own = shapes.properties_of(head_of), shapes.properties_of(message_type)
    from_row = _FROM_ROW.get(message_type, {})
    properties = {"type": {"const": message_type.type}} | head["properties"] | own["properties"] | from_row
    required = dict.fromkeys(["type", *head["required"], *own["required"], *from_row])
    return _message(message_type, properties, list(required), known[message_type.type])


def _client_message(shapes: JsonSchemaBuilder, message_type: type[messages.ClientMessage]) -> JSON:
    own = shapes.properties_of(message_type)
    properties = {"type": {"const": message_type.type}} | own["properties"]
    return _message(message_type, properties, ["type", *own["required"]], examples.CLIENT_MESSAGES[message_type.type])


def _message(message_type: type, properties: JSON, required: list[str], example: JSON) -> JSON:
    name = example["type"]
    return {
        "name": name,
        "title": message_type.__name__,
        "summary": inspect.cleandoc(message_type.__doc__ or ""),
        "payload": {"type": "object", "properties": properties, "required": required},
        "examples": [{"name": name, "payload": example}],
    }


# Channels and operations


def _name(message_type: type, about: str) -> str:
    """Return the name of a message; that of a frame about batches differs where there is one about tasks, too."""
    name: str = message_type.type  # type: ignore[attr-defined]  # every frame class has a type
    is_of_both = about == "batch" and message_type in messages.BATCH_FRAMES
    return f"{_OF_BATCH}{name}" if is_of_both else name


def _names(message_types: tuple[type, ...], about: str = "task") -> list[str]:
    return [_name(message_type, about) for message_type in message_types]


def _channel(address: str, server: str, message_types: tuple[type, ...], summary: str, about: str = "task") -> JSON:
    return {
        "address": address,
        "summary": summary,
        "servers": [{"$ref": f"#/servers/{server}"}],
        "parameters": {f"{about}_id": _PARAMETERS[f"{about}_id"]},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _names(message_types, about)},
    }


def _sockets(address: str, message_types: tuple[type, ...], summary: str, about: str = "task") -> JSON:
    return _channel(address, "sockets", (*message_types, *messages.CLIENT_MESSAGES), summary, about) | {
        "bindings": {"ws": {"method": "GET", "query": _AFTER, "bindingVersion": "0.1.0"}},
        "x-close-codes": {str(code.value): code.name for code in consumers.CloseCode},
        "x-max-message-bytes": consumers.MAX_MESSAGE_BYTES,
    }


def _streams(address: str, message_types: tuple[type, ...], summary: str, about: str = "task") -> JSON:
    channel = _channel(address, "streams", message_types, summary, about)
    return channel | {"x-heartbeat-seconds": stream.HEARTBEAT_SECONDS}


def _channels() -> JSON:
    described = (
        "The handshake is accepted for any id. Without `after` the first frame is a `snapshot`, otherwise it is the "
        "next event. After the last event, the server closes the socket with code 1000."
    )
    of_task = _sockets("/ws/{task_id}", _TASK_FRAMES, "The events of one task, over a WebSocket.")
    return {
        "task": of_task | {"description": described},
        "stream": _streams(
            "/api/v1/analysis/{task_id}/stream",
            events.EVENT_TYPES,
            "The same events, as Server-Sent Events: `id` is the seq, `event` the type, `data` the frame.",
        ),
        "batch": _sockets(
            "/ws/batches/{batch_id}",
            _BATCH_FRAMES,
            "The progress of one batch, over a WebSocket, as that of a task.",
            "batch",
        ),
        "batchStream": _streams(
            "/api/v1/batches/{batch_id}/stream",
            _BATCH_STREAM,
            "The same, as Server-Sent Events; without `after` and `Last-Event-ID` the first is a `snapshot`.",
            "batch",
        ),
    }


def _operation(action: str, channel: str, message_types: tuple[type, ...], summary: str, about: str = "task") -> JSON:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in _SECURITY],
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in _names(message_types, about)],
    }


def _operations() -> JSON:
    after = {"bindings": {"http": {"method": "GET", "query": _AFTER, "bindingVersion": "0.3.0"}}}
    from_client = messages.CLIENT_MESSAGES
    any_other = "Messages from the client; any other results in an `error` frame."
    return {
        "sendFrame": _operation("send", "task", _TASK_FRAMES, "Frames from the server."),
        "receiveMessage": _operation("receive", "task", from_client, any_other),
        "sendBatchFrame": _operation("send", "batch", _BATCH_FRAMES, "Frames about a batch.", "batch"),
        "receiveBatchMessage": _operation(
            "receive", "batch", from_client, "The same messages from the client.", "batch"
        ),
        "streamBatchEvent": _operation("send", "batchStream", _BATCH_STREAM, "Events of a batch.", "batch") | after,
        "streamEvent": _operation("send", "stream", events.EVENT_TYPES, "Events of the event stream.") | after,
    }
