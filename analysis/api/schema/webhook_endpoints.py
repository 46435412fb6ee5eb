"""OpenAPI descriptions of the webhook endpoints."""

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from analysis.api.http import pagination
from analysis.api.schema.endpoints import DELETED, build_responses, location, page_parameters, page_schema
from analysis.api.schema.openapi import component
from analysis.api.webhooks import serializers
from analysis.queries import wire

_OFF = "Webhooks are off on this server (`WEBHOOKS_DISABLED`)."
_ABSENT = f"The caller has no such webhook (`WEBHOOK_NOT_FOUND`), or: {_OFF}"
_NO_DELIVERY = f"There is no such delivery (`DELIVERY_NOT_FOUND`). {_ABSENT}"
_FULL = "The caller has 10 webhooks already (`TOO_MANY_WEBHOOKS`)."
_INACTIVE = "The webhook is not active (`WEBHOOK_INACTIVE`)"
_BAD = "A value is invalid (`INVALID_PARAMETERS`); `errors` lists each invalid field, of a URL with why it is refused."
_N = OpenApiParameter("n", {"type": "integer", "minimum": 1}, OpenApiParameter.PATH, description="Its number.")
_QUEUED = {202: OpenApiResponse(component(wire.Delivery), "Will be sent within seconds.")}

LIST = extend_schema(
    operation_id="webhooks_list",
    summary="List your webhooks",
    description="Returns the webhooks of the caller, newest first, without their secrets.",
    parameters=page_parameters(pagination.NewestFirstPagination()),
    responses=build_responses(
        {200: page_schema(pagination.NewestFirstPagination(), wire.Webhook)}, 404, 422, _404=_OFF
    ),
)
CREATE = extend_schema(
    summary="Create a webhook",
    description=(
        "From now on the server POSTs a message to `url` whenever an analysis of the caller ends: without a login, an "
        "analysis without an owner. Messages are signed as Standard Webhooks describes it; the key is in `secret`, "
        "which is returned only in this response. A message is sent at least once, and up to ten times within 25 hours "
        "until the receiver answers with a status from 200 to 299."
    ),
    request=serializers.WebhookSerializer,
    parameters=[location("webhook")],
    examples=[
        OpenApiExample(
            "What has succeeded or failed",
            value={"url": "https://hooks.example.com/analyses", "events": ["analysis.completed", "analysis.failed"]},
            request_only=True,
        ),
    ],
    responses=build_responses(
        {201: component(wire.CreatedWebhook)}, 400, 403, 404, 409, 413, 415, 422, _404=_OFF, _409=_FULL, _422=_BAD
    ),
)
READ = extend_schema(
    summary="Read a webhook",
    responses=build_responses({200: component(wire.Webhook)}, 404, _404=_ABSENT),
)
CHANGE = extend_schema(
    operation_id="webhooks_change",
    summary="Change a webhook",
    description=(
        "What is absent stays. With `rotate_secret` the old secret ends at once and the new one is returned, only in "
        "this response. A webhook that the server has deactivated is active again after `is_active: true`."
    ),
    request=serializers.WebhookChangeSerializer,
    examples=[OpenApiExample("A new secret", value={"rotate_secret": True}, request_only=True)],
    responses=build_responses(
        {
            200: OpenApiResponse(
                {"anyOf": [component(wire.Webhook), component(wire.CreatedWebhook)]},
                "The webhook; with `secret` only if that was replaced.",
            )
        },
        400,
        403,
        404,
        413,
        415,
        422,
        _404=_ABSENT,
        _422=_BAD,
    ),
)
DELETE = extend_schema(
    summary="Delete a webhook",
    description="Deletes it with its deliveries. What is not sent yet is not sent any more.",
    responses=build_responses(DELETED, 403, 404, _404=_ABSENT),
)
TEST = extend_schema(
    operation_id="webhooks_test",
    summary="Test a webhook",
    description="Sends a message of type `webhook.test`, once. Its delivery says what the receiver answered.",
    request=None,
    responses=build_responses(
        _QUEUED,
        403,
        404,
        409,
        _404=_ABSENT,
        _409=f"{_INACTIVE}, or the last test has not been sent yet (`WEBHOOK_TEST_PENDING`).",
    ),
)
DELIVERIES = extend_schema(
    operation_id="webhooks_deliveries",
    summary="List deliveries",
    description="Returns what was sent to a webhook and what waits to be sent, newest first.",
    parameters=page_parameters(pagination.DeliveryPagination()),
    responses=build_responses(
        {200: page_schema(pagination.DeliveryPagination(), wire.Delivery)}, 404, 422, _404=_ABSENT
    ),
)
REDELIVER = extend_schema(
    operation_id="webhooks_redeliver",
    summary="Send a message again",
    description=(
        "Sends the message again now, whatever came of it before, with the same `webhook-id` and all attempts. One "
        "that is being sent at this moment stays as it is."
    ),
    parameters=[_N],
    request=None,
    responses=build_responses(_QUEUED, 403, 404, 409, _404=_NO_DELIVERY, _409=f"{_INACTIVE}."),
)
