"""Forms of the admin that two people submit at the same moment, and rows that change while they are deleted."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from analysis.exceptions import AnalysisError

logger = logging.getLogger(__name__)


class ConcurrentChanges:
    """A page that is tried once more if the database refuses the change, and then says what is wrong.

    A form is checked before its row is written. Meanwhile somebody else may have taken the name, or added a row that
    refers to one that is deleted. Both views run in a transaction, so the first try has changed nothing.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or save a form."""
        view: Any = super()
        return _try_twice(view.changeform_view, request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask whether to delete, or delete."""
        view: Any = super()
        return _try_twice(view.delete_view, request, *args, **kwargs)


def _try_twice(view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except (IntegrityError, AnalysisError) as error:
        logger.info("a change in the admin is tried again: %s", type(error).__name__)
        return view(request, *args, **kwargs)
