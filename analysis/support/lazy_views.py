"""Views whose modules are imported at their first request: what they need would take megabytes of every web process."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

#: Attributes of a view that middlewares read, at a request for it.
_FLAGS = ("csrf_exempt", "login_required")


class LazyView:
    """The view function or class at a dotted path."""

    def __init__(self, path: str) -> None:
        self.path = path

    @cached_property
    def _view(self) -> Any:
        found = import_string(self.path)
        return found.as_view() if hasattr(found, "as_view") else found

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request."""
        response: HttpResponseBase = self._view(request, *args, **kwargs)
        return response

    def __getattr__(self, name: str) -> Any:
        if name in _FLAGS:
            return getattr(self._view, name)
        raise AttributeError(name)
