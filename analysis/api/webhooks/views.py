"""Webhook endpoints: create, list, change and delete webhooks; read and repeat their deliveries."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.api.http.formats import json_response
from analysis.api.http.pagination import DeliveryPagination, NewestFirstPagination
from analysis.api.http.validation import validate
from analysis.api.http.views import ApiView
from analysis.api.schema import webhook_endpoints
from analysis.api.webhooks.serializers import WebhookChangeSerializer, WebhookSerializer
from analysis.choices import WebhookEvent
from analysis.models import Webhook, WebhookDelivery
from analysis.queries import json_sql, tasks, wire
from analysis.queries.problems import Problem, WebhookNotFound
from analysis.support.row_mapping import value_of
from analysis.webhooks import outbox, registration

#: Responses with a secret must not be cached.
_SECRET = {"Cache-Control": "no-store"}


class WebhookApiView(ApiView):
    """Base of the webhook views: 404 while webhooks are off."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check that webhooks are on, after everything that DRF checks."""
        super().initial(request, *args, **kwargs)
        if not settings.WEBHOOKS_ENABLED:
            detail = "Webhooks are off on this server. Its operators can set WEBHOOKS_ENABLED."
            raise Problem(HTTPStatus.NOT_FOUND, "WEBHOOKS_DISABLED", detail)

    def get_webhook(self) -> Webhook:
        """Return the webhook of the URL.

        Raises:
            WebhookNotFound: the caller has no such webhook.
        """
        key = tasks.parse_key(self.kwargs["webhook_id"])
        webhook = registration.webhooks_of(self.request.user).filter(pk=key).first() if key else None
        if webhook is None:
            raise WebhookNotFound
        return webhook

    def deliveries(self) -> QuerySet[WebhookDelivery]:
        """Return the deliveries of the webhook of the URL as JSON texts: ``json`` is a :class:`wire.Delivery`."""
        rows = WebhookDelivery.objects.filter(webhook=self.get_webhook())
        return rows.annotate(json=json_sql.delivery_text()).only("n", "webhook_id")


class WebhooksView(WebhookApiView):
    """Lists and creates webhooks of the caller."""

    @webhook_endpoints.LIST
    def get(self, request: Request) -> HttpResponse:
        """Return a page of webhooks, newest first, without their secrets."""
        rows = registration.webhooks_of(request.user).annotate(json=json_sql.webhook_text()).only("created_at")
        return NewestFirstPagination().respond(rows, request, self)

    @webhook_endpoints.CREATE
    def post(self, request: Request) -> Response:
        """Create a webhook and return it with its secret."""
        given = validate(WebhookSerializer, request.data)
        webhook = registration.webhook_create(
            caller=request.user, url=given["url"], events=given.get("events") or WebhookEvent.values
        )
        headers = {"Location": reverse("webhook-detail", args=[webhook.pk]), **_SECRET}
        return Response(
            wire.to_json(value_of(wire.CreatedWebhook, webhook)), status=HTTPStatus.CREATED, headers=headers
        )


class WebhookView(WebhookApiView):
    """One webhook of the caller."""

    @webhook_endpoints.READ
    def get(self, request: Request, webhook_id: str) -> Response:
        """Return the webhook, without its secret."""
        return Response(wire.to_json(value_of(wire.Webhook, self.get_webhook())))

    @webhook_endpoints.CHANGE
    def patch(self, request: Request, webhook_id: str) -> Response:
        """Change the webhook; return its secret only if that is replaced."""
        webhook = self.get_webhook()
        given = validate(WebhookChangeSerializer, request.data)
        changed = registration.webhook_update(webhook.pk, **given)
        if given.get("rotate_secret"):
            return Response(wire.to_json(value_of(wire.CreatedWebhook, changed)), headers=_SECRET)
        return Response(wire.to_json(value_of(wire.Webhook, changed)))

    @webhook_endpoints.DELETE
    def delete(self, request: Request, webhook_id: str) -> Response:
        """Delete the webhook with its deliveries; nothing more is sent to it."""
        registration.webhook_delete(self.get_webhook().pk)
        return Response(status=HTTPStatus.NO_CONTENT)


class WebhookTestView(WebhookApiView):
    """Sends a test to a webhook."""

    @webhook_endpoints.TEST
    def post(self, request: Request, webhook_id: str) -> HttpResponse:
        """Queue a message of type ``webhook.test``."""
        delivery = outbox.queue_test(self.get_webhook().pk)
        return _accepted(self.deliveries(), delivery.n)


class DeliveriesView(WebhookApiView):
    """The deliveries to a webhook."""

    @webhook_endpoints.DELIVERIES
    def get(self, request: Request, webhook_id: str) -> HttpResponse:
        """Return a page of deliveries, newest first."""
        return DeliveryPagination().respond(self.deliveries(), request, self)


class RedeliverView(WebhookApiView):
    """Sends a message again."""

    @webhook_endpoints.REDELIVER
    def post(self, request: Request, webhook_id: str, n: str) -> HttpResponse:
        """Queue the delivery again, with the same message id."""
        rows = self.deliveries()
        delivery = rows.filter(n=int(n)).first() if n.isascii() and n.isdigit() and len(n) < 10 else None
        if delivery is None:
            raise Problem(HTTPStatus.NOT_FOUND, "DELIVERY_NOT_FOUND", "Delivery not found")
        outbox.redeliver(delivery)
        return _accepted(rows, delivery.n)


def _accepted(rows: QuerySet[WebhookDelivery], n: int) -> HttpResponse:
    """Return the delivery that a dispatcher will send."""
    row: Any = rows.get(n=n)
    return json_response(row.json, HTTPStatus.ACCEPTED)
