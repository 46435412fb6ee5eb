"""Pages of the webhooks of an account: the list with its form, and one with its deliveries."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis.choices import WebhookEvent
from analysis.exceptions import AnalysisError
from analysis.models import Webhook
from analysis.pages import confirmation, submission
from analysis.pages.analysis_forms import AccessibleErrorsMixin
from analysis.webhooks import addresses, outbox, registration
from analysis.webhooks.errors import InvalidWebhookUrl
from analysis.wording.messages import translate

PAGE_SIZE = 20
_EVENTS = [
    (WebhookEvent.COMPLETED.value, gettext_lazy("An analysis is completed")),
    (WebhookEvent.FAILED.value, gettext_lazy("An analysis fails")),
    (WebhookEvent.CANCELLED.value, gettext_lazy("An analysis is cancelled")),
    (WebhookEvent.BATCH_COMPLETED.value, gettext_lazy("A batch is completed")),
]


class WebhookForm(AccessibleErrorsMixin, forms.Form):
    """Creates a webhook."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=addresses.MAX_URL_LENGTH,
        error_messages={"required": gettext_lazy("Enter the address to which messages are sent.")},
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Send a message when"),
        choices=_EVENTS,
        initial=WebhookEvent.values,
        error_messages={"required": gettext_lazy("Choose at least one event.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_url(self) -> str:
        """Return the address, to which messages may be sent."""
        url: str = self.cleaned_data["url"]
        try:
            addresses.check_url(url)
        except InvalidWebhookUrl as error:
            raise forms.ValidationError(translate(error.message), code=error.code) from error
        return url


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_list(request: HttpRequest) -> HttpResponse:
    """Show the form and the webhooks; a valid form creates one, whose secret is shown once."""
    _require_enabled()
    form, made, status = WebhookForm(), None, HTTPStatus.OK
    if request.method == "POST":
        form = WebhookForm(request.POST)
        made, status = _create(request, form)
    webhooks = registration.webhooks_of(_user(request)).defer("secret")
    context = {"form": WebhookForm() if made else form, "made": made, "webhooks": webhooks}
    return render(request, "accounts/webhooks.html", context, status=status)


def _create(request: HttpRequest, form: WebhookForm) -> tuple[Webhook | None, HTTPStatus]:
    if not form.is_valid():
        return None, HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        return registration.webhook_create(caller=_user(request), **form.cleaned_data), HTTPStatus.OK
    except AnalysisError as error:
        form.add_error(None, translate(error.message))
        return None, submission.status_of(error)


@never_cache
@login_required
@require_safe
def webhook_detail(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Show a webhook and what was sent to it, newest first."""
    webhook = _webhook(request, webhook_id)
    page = Paginator(webhook.deliveries.defer("payload"), PAGE_SIZE).get_page(request.GET.get("page"))
    events = [label for value, label in _EVENTS if value in webhook.events]
    return render(request, "accounts/webhook.html", {"webhook": webhook, "events": events, "page": page})


@login_required
@require_POST
def webhook_test(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Send a test."""
    return _change(request, webhook_id, lambda webhook: outbox.queue_test(webhook.pk))


@login_required
@require_POST
def webhook_switch(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Stop sending to an active webhook, and begin again with another."""
    return _change(
        request,
        webhook_id,
        lambda webhook: registration.webhook_update(webhook.pk, is_active=not webhook.is_active),
    )


@login_required
@require_POST
def webhook_redeliver(request: HttpRequest, webhook_id: UUID, n: int) -> HttpResponse:
    """Send a message again."""

    def redeliver(webhook: Webhook) -> None:
        delivery = webhook.deliveries.filter(n=min(n, webhook.last_number)).first() if n else None
        if delivery is None or delivery.n != n:
            raise Http404("Delivery not found")
        outbox.redeliver(delivery)

    return _change(request, webhook_id, redeliver)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_delete(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Ask, then delete a webhook with its deliveries."""
    webhook = _webhook(request, webhook_id)
    if request.method != "POST":
        return confirmation.ask(
            request,
            question=gettext("Delete this webhook?"),
            consequence=gettext("No more messages are sent to it, and the list of its messages is deleted, too."),
            subject=webhook.url,
            button=gettext("Delete"),
            back=reverse("webhook-page", args=[webhook.pk]),
        )
    registration.webhook_delete(webhook.pk)
    messages.success(request, gettext("The webhook was deleted."))
    return redirect("webhook-list-page")


def _change(request: HttpRequest, webhook_id: UUID, act: Callable[[Webhook], object]) -> HttpResponse:
    """Act on a webhook and lead to its page, with a message if that is refused."""
    webhook = _webhook(request, webhook_id)
    try:
        act(webhook)
    except Webhook.DoesNotExist as error:
        raise Http404("Webhook not found") from error
    except AnalysisError as error:
        messages.info(request, translate(error.message))
    return redirect("webhook-page", webhook.pk)


def _webhook(request: HttpRequest, webhook_id: UUID) -> Webhook:
    """Return a webhook of the caller."""
    _require_enabled()
    webhook = registration.webhooks_of(_user(request)).filter(pk=webhook_id).defer("secret").first()
    if webhook is None:
        raise Http404("Webhook not found")
    return webhook


def _require_enabled() -> None:
    if not settings.WEBHOOKS_ENABLED:
        raise Http404("Webhooks are off")


def _user(request: HttpRequest) -> User:
    """Return the user, who is logged in."""
    user: Any = request.user
    assert isinstance(user, User)
    return user
