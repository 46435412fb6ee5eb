"""Sends what is due in the outbox, in a thread of the dispatcher. Any number of dispatchers may run.

Before a message is sent its delivery is claimed for a time. A dispatcher that dies meanwhile loses nothing: when the
claim has ended, another one sends the message again. So a message arrives at least once.
"""

import logging
import queue
import threading
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.timezone import now

from analysis import counters
from analysis.choices import DeliveryStatus
from analysis.models import WebhookDelivery
from analysis.webhooks import outbox, sending, signing

logger = logging.getLogger(__name__)

#: Seconds between two polls for due deliveries.
POLL_INTERVAL_SECONDS = 1.0
#: Seconds until a claim ends; well above what an attempt takes.
CLAIM_SECONDS = 4 * sending.DEADLINE_SECONDS
#: Messages on their way at the same time, at most one to each webhook: more than one owner may have webhooks.
MAX_SENDING = 16
#: Seconds to wait after each failed attempt: ten attempts within 25 hours.
PAUSES = (5, 60, 5 * 60, 30 * 60, *(hours * 3600 for hours in (1, 2, 4, 7, 10)))
#: Seconds that a stopping dispatcher waits for answers; what is missing then is sent again by the next one.
_DRAIN_SECONDS = 3.0

Sent = tuple[WebhookDelivery, sending.Outcome]


def run_forever(stop: threading.Event) -> None:
    """Send until ``stop`` is set; keep trying while the database is unavailable."""
    sender = Sender()
    try:
        while not stop.is_set():
            try:
                sender.send_due()
                sender.record_outcomes(POLL_INTERVAL_SECONDS)
            except (OperationalError, InterfaceError) as error:
                logger.warning("database unavailable, webhooks wait: %s", error)
                connection.close()
                stop.wait(POLL_INTERVAL_SECONDS)
            except Exception:  # the thread has to outlive every failure, or nothing is sent any more
                logger.exception("sending webhooks failed, retrying")
                stop.wait(POLL_INTERVAL_SECONDS)
        sender.drain(_DRAIN_SECONDS)
    except (OperationalError, InterfaceError) as error:
        logger.info("outcomes of webhooks not recorded, they are sent again: %s", error)
    finally:
        connection.close()


class Sender:
    """Sends in threads, and uses the database in the one that calls it only."""

    def __init__(self) -> None:
        self.in_flight = 0
        self._outcomes: queue.Queue[Sent] = queue.Queue()

    def send_due(self) -> None:
        """Begin to send what is due, MAX_SENDING messages at most."""
        while self.in_flight < MAX_SENDING and (delivery := claim_next()):
            self.in_flight += 1
            # A daemon: a process that is asked to stop does not wait for a receiver that hangs.
            threading.Thread(target=self._send, args=(delivery,), name="webhook", daemon=True).start()

    def record_outcomes(self, timeout: float) -> None:
        """Wait for an outcome, ``timeout`` seconds at most, and record all that are there."""
        try:
            sent = self._outcomes.get(timeout=timeout)
            while True:
                self.in_flight -= 1
                record_outcome(*sent)
                sent = self._outcomes.get_nowait()
        except queue.Empty:
            return

    def drain(self, timeout: float) -> None:
        """Record the outcomes of what is on its way, until ``timeout`` seconds pass without one."""
        before = self.in_flight + 1
        while 0 < self.in_flight < before:
            before = self.in_flight
            self.record_outcomes(timeout)

    def _send(self, delivery: WebhookDelivery) -> None:
        try:
            body, headers = signing.sign(delivery.webhook.secret, delivery.message_id, delivery.payload)
            outcome = sending.send(delivery.webhook.url, body, headers)
        except Exception:  # without an outcome this place would stay taken
            logger.exception("webhook %s: delivery %s failed unexpectedly", delivery.webhook_id, delivery.n)
            outcome = sending.Outcome(error="This server failed while sending. Tell its operators.")
        self._outcomes.put((delivery, outcome))


@transaction.atomic
def claim_next() -> WebhookDelivery | None:
    """Claim the delivery that has been due longest, to a webhook that nothing is being sent to; None: there is none."""
    moment = now()
    busy = WebhookDelivery.objects.filter(status=DeliveryStatus.SENDING, next_attempt_at__gt=moment)
    due = WebhookDelivery.objects.filter(status__in=DeliveryStatus.open(), next_attempt_at__lte=moment)
    delivery = (
        due.exclude(webhook__in=busy.values("webhook"))
        .order_by("next_attempt_at")
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("webhook")
        .first()
    )
    if delivery:
        delivery.status = DeliveryStatus.SENDING
        delivery.attempts += 1
        delivery.next_attempt_at = moment + timedelta(seconds=CLAIM_SECONDS)
        delivery.save(update_fields=["status", "attempts", "next_attempt_at"])
    return delivery


@transaction.atomic
def record_outcome(delivery: WebhookDelivery, outcome: sending.Outcome) -> None:
    """Record how an attempt went, and when the next one is; nothing if the claim was lost."""
    moment = now()
    fields: dict[str, Any] = {"response_status": outcome.status, "error": outcome.error}
    pause = _pause(delivery, outcome)
    if not outcome.error:
        fields |= {"status": DeliveryStatus.DELIVERED, "delivered_at": moment}
    elif pause is None:
        fields |= {"status": DeliveryStatus.FAILED}
    else:
        fields |= {"status": DeliveryStatus.PENDING, "next_attempt_at": moment + timedelta(seconds=pause)}
    # The end of the claim is its name: a later claim has another.
    claimed = WebhookDelivery.objects.filter(
        pk=delivery.pk, status=DeliveryStatus.SENDING, next_attempt_at=delivery.next_attempt_at
    )
    if not claimed.update(**fields):
        return
    counters.add_on_commit("webhook_attempts", outcome="failed" if outcome.error else "delivered")
    if outcome.is_gone:
        outbox.deactivate(delivery.webhook_id, outcome.error)
    if fields["status"] == DeliveryStatus.FAILED:
        logger.warning(
            "webhook %s: delivery %s given up after %s attempts: %s",
            delivery.webhook_id,
            delivery.n,
            delivery.attempts,
            outcome.error,
        )


def _pause(delivery: WebhookDelivery, outcome: sending.Outcome) -> int | None:
    """Return the seconds until the next attempt; None: there is none."""
    if not outcome.retryable or delivery.type == outbox.TEST_TYPE or delivery.attempts > len(PAUSES):
        return None
    return PAUSES[delivery.attempts - 1]
