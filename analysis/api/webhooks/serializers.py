"""Request bodies of the webhook endpoints."""

from rest_framework import serializers

from analysis.api.http.fields import StrictBoolean, StrictSerializer, StrictString
from analysis.choices import WebhookEvent
from analysis.webhooks import addresses
from analysis.webhooks.errors import InvalidWebhookUrl


class WebhookSerializer(StrictSerializer):
    """A new webhook. Unknown names are rejected, so that typos are noticed."""

    url = StrictString(
        help_text=f"Where messages are sent: `https://`, a public host, at most {addresses.MAX_URL_LENGTH} characters."
    )
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=WebhookEvent.choices),
        required=False,
        min_length=1,
        max_length=len(WebhookEvent.values),
        help_text="Events to be sent; absent: all of them.",
    )

    def validate_url(self, url: str) -> str:
        """Return the address, to which messages may be sent."""
        try:
            addresses.check_url(url)
        except InvalidWebhookUrl as error:
            raise serializers.ValidationError(error.message, code=error.code) from error
        return url

    def validate_events(self, events: list[str]) -> list[str]:
        """Return the events, each once."""
        return list(dict.fromkeys(events))


class WebhookChangeSerializer(WebhookSerializer):
    """What changes of a webhook; what is absent stays."""

    url = StrictString(required=False, help_text="As for a new webhook.")
    is_active = StrictBoolean(required=False, help_text="false: send nothing; what still waits to be sent fails.")
    rotate_secret = StrictBoolean(
        required=False, help_text="true: replace the secret at once and return the new one in `secret`."
    )
