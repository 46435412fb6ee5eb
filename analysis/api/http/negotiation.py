"""Which form an answer takes."""

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class LenientNegotiation(DefaultContentNegotiation):
    """Gives what there is to a client that asks for something else, as RFC 9110 section 12.4.1 allows."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """Return the renderer that the client prefers, else our first."""
        choices = list(renderers)
        try:
            renderer, media_type = super().select_renderer(request, choices, format_suffix)
            return renderer, str(media_type)
        except NotAcceptable:
            return choices[0], choices[0].media_type or ""
