"""Views that are imported at their first request."""

import pytest
from django.test import RequestFactory

from analysis.support.lazy_views import LazyView


def test_a_lazy_view_is_imported_when_it_is_asked_for_and_has_the_flags_that_middlewares_read():
    view = LazyView("django.views.i18n.set_language")
    assert not hasattr(view, "view_class")
    assert "_view" not in vars(view)
    assert view(RequestFactory().get("/")).status_code == 302
    assert LazyView("analysis.pages.security_views.CodeView").login_required is False
    assert not hasattr(LazyView("django.views.static.serve"), "login_required")


def test_a_view_that_does_not_exist_is_an_error():
    with pytest.raises(ImportError):
        LazyView("analysis.pages.security_views.Missing")(RequestFactory().get("/"))
