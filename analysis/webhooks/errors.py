"""Errors of webhooks; as in ``analysis.exceptions``, the docstring is the message."""

from analysis.exceptions import AnalysisError


class TooManyWebhooks(AnalysisError):
    """You have reached the limit of webhooks. Delete one first."""

    code = "TOO_MANY_WEBHOOKS"


class WebhookInactive(AnalysisError):
    """This webhook is not active. Set is_active to true first."""

    code = "WEBHOOK_INACTIVE"


class WebhookTestPending(AnalysisError):
    """The last test of this webhook has not been sent yet. Look at its deliveries."""

    code = "WEBHOOK_TEST_PENDING"


class InvalidWebhookUrl(AnalysisError):
    """This is not an address to which webhooks can be sent."""

    code = "INVALID_WEBHOOK_URL"
