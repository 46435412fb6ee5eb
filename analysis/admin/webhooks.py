"""Admin pages of webhooks, without their secrets, and of their deliveries, which staff can have sent again."""

from typing import ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.admin.read_only import LargeTable, readable
from analysis.models import Webhook, WebhookDelivery
from analysis.webhooks import outbox
from analysis.webhooks.errors import WebhookInactive
from analysis.wording.messages import translate


@admin.register(Webhook)
class WebhookAdmin(LargeTable):
    """Webhooks."""

    list_display = ("id", "owner", "url", "is_active", "created_at")
    list_select_related = ("owner",)
    fields = ("id", "owner", "url", "events", "is_active", "inactive_reason", "last_number", "created_at")


@admin.register(WebhookDelivery)
class DeliveryAdmin(LargeTable):
    """The delivery log."""

    list_display = ("__str__", "webhook", "type", "attempts", "error", "created_at")
    list_select_related = ("webhook",)
    heavy: ClassVar = ("payload",)
    actions = ("redeliver",)
    fields = (
        ("webhook", "n", "message_id", "type"),
        ("status", "attempts", "response_status"),
        "error",
        ("created_at", "next_attempt_at", "delivered_at"),
        "shown_payload",
    )

    @admin.display(description=_("payload"))
    def shown_payload(self, delivery: WebhookDelivery) -> SafeString:
        return readable(delivery.payload)

    @admin.action(description=_("Send again"), permissions=["act"])
    def redeliver(self, request: HttpRequest, deliveries: QuerySet[WebhookDelivery]) -> None:
        """Queue the deliveries again; those of inactive webhooks are refused."""
        refused = 0
        for delivery in deliveries:
            try:
                outbox.redeliver(delivery)
                self.log_change(request, delivery, "Sent again.")
            except WebhookInactive:
                refused += 1
        again = gettext("%(count)s will be sent again.")
        self.message_user(request, again % {"count": len(deliveries) - refused})
        if refused:
            said = {"count": refused, "reason": translate(WebhookInactive().message)}
            self.message_user(request, gettext("%(count)s refused: %(reason)s") % said, messages.WARNING)
