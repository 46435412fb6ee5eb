"""The language model. It is off if ``LLM_BASE_URL`` is empty."""

from django.conf import settings
from django.utils.module_loading import import_string

from analysis.pipeline import values
from analysis.pipeline.ports import LanguageModel

#: Prices are per this many tokens.
_PRICED_TOKENS = 1_000_000


def configured() -> LanguageModel | None:
    """Return the client that ``LLM_CLIENT`` names, None without ``LLM_BASE_URL``. No request is sent yet."""
    if not settings.LLM_BASE_URL:
        return None
    client: LanguageModel = import_string(settings.LLM_CLIENT)()
    return client


def cost(usage: values.Usage) -> float | None:
    """Return the price of ``usage`` in the currency of the settings, None if they state no prices."""
    if settings.LLM_PRICE_INPUT is None or settings.LLM_PRICE_OUTPUT is None:
        return None
    paid = usage.prompt_tokens * settings.LLM_PRICE_INPUT + usage.completion_tokens * settings.LLM_PRICE_OUTPUT
    return round(paid / _PRICED_TOKENS, 6)
