"""AsyncAPI 3.0 of the sockets and event streams, at ``/asyncapi.yaml``.

Everything in it is taken from where the code has it: the events, the frames, what clients may say, the close codes; the
task and the finding from the OpenAPI document.

Source: https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

import inspect
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from analysis import events
from analysis.api.schema import result_schema
from analysis.support.json_schema import JSON, Shapes
from realtime import consumers, cursors, examples, messages, stream

CONTENT_TYPE = "application/vnd.aai.asyncapi+yaml;version=3.0.0"
_SCHEMAS = "#/components/schemas/"

#: What frames take from the task's row, and so from the OpenAPI document, beside their own fields.
_FROM_ROW: dict[type, JSON] = {
    events.TaskCompleted: {"result": result_schema.REFERENCE, "metadata": {"type": "object"}},
    messages.Snapshot: {"task": {"$ref": f"{_SCHEMAS}Task"}},
}
_TASK_PARAMETER: JSON = {"description": "The task's id.", "examples": [examples.TASK_ID]}
_AFTER: JSON = {
    "type": "object",
    "properties": {
        "after": {
            "type": "integer",
            "minimum": 0,
            "maximum": cursors.HIGHEST,
            "description": "The seq after which to go on.",
        }
    },
}
_SECURITY: JSON = {
    "session": {
        "type": "httpApiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "The cookie of a browser's login. A task without an owner needs none.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token, in the Authorization header. Sockets also take it in their first message.",
    },
}


@login_not_required
@require_safe
def asyncapi(request: HttpRequest) -> HttpResponse:
    """Answer with the document, this server named in it as the caller reached it."""
    document = {"asyncapi": "3.0.0", "info": _info(), "defaultContentType": "application/json"}
    document |= {"servers": _servers(request)} | _body()
    # drf-spectacular has types for its decorators only, hence the ignores in this file.
    text = OpenApiYamlRenderer().render(document, renderer_context={})  # type: ignore[no-untyped-call]
    return HttpResponse(text, content_type=CONTENT_TYPE)


def _info() -> JSON:
    return {
        "title": "YouTube Analyzer: live progress",
        "version": settings.VERSION,
        "description": (
            "What happens to an analysis, as it happens, over a WebSocket or as Server-Sent Events. The events of a "
            "task are numbered 1, 2, 3 ... without gap or repeat; the last one, and only that, is `task_completed`, "
            "`task_failed` or `task_cancelled`. Clients ignore fields that they do not know. The REST API is "
            "described at `/api/schema/`."
        ),
    }


def _servers(request: HttpRequest) -> JSON:
    host, tls = request.get_host(), "s" if request.is_secure() else ""
    return {
        "sockets": {"host": host, "protocol": f"ws{tls}"},
        "streams": {"host": host, "protocol": f"http{tls}", "description": "Server-Sent Events."},
    }


# What does not depend on the request


@cache
def _body() -> JSON:
    """Return channels, operations and components; cached, since the OpenAPI document is made for it."""
    shapes = Shapes()
    described = {kind.type: _frame_message(shapes, kind) for kind in (*events.EVENT_TYPES, *messages.FRAMES)}
    described |= {kind.type: _client_message(shapes, kind) for kind in messages.FROM_CLIENT}
    schemas = _task_schemas() | shapes.found
    return {
        "channels": {"task": _task_channel(), "stream": _stream_channel()},
        "operations": _operations(),
        "components": {
            "messages": described,
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": _SECURITY,
        },
    }


def _frame_message(shapes: Shapes, kind: type[events.Event] | type[messages.Frame]) -> JSON:
    """Return a message of the server: what every frame begins with, then the fields of its own."""
    head_of = events.EventHead if issubclass(kind, events.Event) else events.FrameHead
    head, own = shapes.members(head_of), shapes.members(kind)
    from_row = _FROM_ROW.get(kind, {})
    properties = {"type": {"const": kind.type}} | head["properties"] | own["properties"] | from_row
    required = dict.fromkeys(["type", *head["required"], *own["required"], *from_row])
    return _message(kind, properties, list(required), examples.EXAMPLES[kind.type])


def _client_message(shapes: Shapes, kind: type[messages.FromClient]) -> JSON:
    own = shapes.members(kind)
    properties = {"type": {"const": kind.type}} | own["properties"]
    return _message(kind, properties, ["type", *own["required"]], examples.FROM_CLIENT[kind.type])


def _message(kind: type, properties: JSON, required: list[str], example: JSON) -> JSON:
    name = example["type"]
    return {
        "name": name,
        "title": kind.__name__,
        "summary": inspect.cleandoc(kind.__doc__ or ""),
        "payload": {"type": "object", "properties": properties, "required": required},
        "examples": [{"name": name, "payload": example}],
    }


def _task_schemas() -> JSON:
    """Return the OpenAPI document's schemas of a task and of a finding, with all that these refer to."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    found: JSON = generator.get_schema(request=None, public=True)["components"]["schemas"]  # type: ignore[no-untyped-call]
    wanted: JSON = {}
    waiting = [f"{_SCHEMAS}Task", result_schema.REFERENCE["$ref"]]
    while waiting:
        name = waiting.pop().removeprefix(_SCHEMAS)
        if name not in wanted:
            wanted[name] = found[name]
            waiting += _references(found[name])
    return wanted


def _references(schema: object) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
        return own + [each for value in schema.values() for each in _references(value)]
    if isinstance(schema, list):
        return [each for value in schema for each in _references(value)]
    return []


# Channels and what is done over them


def _names(kinds: tuple[type, ...]) -> list[str]:
    return [kind.type for kind in kinds]  # type: ignore[attr-defined]  # each of the kinds has one


def _channel(address: str, server: str, kinds: tuple[type, ...], summary: str) -> JSON:
    return {
        "address": address,
        "summary": summary,
        "servers": [{"$ref": f"#/servers/{server}"}],
        "parameters": {"task_id": _TASK_PARAMETER},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _names(kinds)},
    }


def _task_channel() -> JSON:
    kinds = (*events.EVENT_TYPES, *messages.FRAMES, *messages.FROM_CLIENT)
    return _channel("/ws/{task_id}", "sockets", kinds, "The events of one task, over a WebSocket.") | {
        "description": (
            "The handshake is accepted for any id. Without `after` the first frame is a `snapshot`, with it the event "
            "that follows. After the last event the socket closes with 1000."
        ),
        "bindings": {"ws": {"method": "GET", "query": _AFTER, "bindingVersion": "0.1.0"}},
        "x-close-codes": {str(code.value): code.name for code in consumers.CloseCode},
        "x-max-message-bytes": consumers.MAX_MESSAGE_BYTES,
    }


def _stream_channel() -> JSON:
    summary = "The same events, as Server-Sent Events: `id` is the seq, `event` the type, `data` the frame."
    channel = _channel("/api/v1/analysis/{task_id}/stream", "streams", events.EVENT_TYPES, summary)
    return channel | {"x-heartbeat-seconds": stream.HEARTBEAT_SECONDS}


def _operation(action: str, channel: str, kinds: tuple[type, ...], summary: str) -> JSON:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in _SECURITY],
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in _names(kinds)],
    }


def _operations() -> JSON:
    return {
        "tell": _operation("send", "task", (*events.EVENT_TYPES, *messages.FRAMES), "What the server tells a socket."),
        "hear": _operation("receive", "task", messages.FROM_CLIENT, "What a client may say; all else is an `error`."),
        "stream": _operation("send", "stream", events.EVENT_TYPES, "What the server tells an event stream.")
        | {"bindings": {"http": {"method": "GET", "query": _AFTER, "bindingVersion": "0.3.0"}}},
    }
