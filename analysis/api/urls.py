"""Addresses of the API. Each is taken with and without a trailing slash; a redirect would lose a POST's body."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path, re_path

from analysis.api.accounts import views
from analysis.api.analyses import viewsets
from analysis.api.monitoring import health, metrics
from analysis.api.schema import docs

View = Callable[..., HttpResponseBase]
V1 = "api/v1"
TASK = f"{V1}/analysis/<str:task_id>"


def both(route: str, view: View, name: str) -> list[URLPattern]:
    """Return ``route``, which is the address that ``reverse`` gives, and its twin with or without the slash."""
    other = route[:-1] if route.endswith("/") else f"{route}/"
    return [path(route, view, name=name), path(other, view)]


def _task(**methods: Any) -> View:
    return viewsets.TaskViewSet.as_view(methods)


urlpatterns: list[URLPattern] = [
    *both(f"{V1}/analysis/", _task(get="list", post="create"), "analysis-list"),
    *both(TASK, _task(get="retrieve", delete="destroy"), "analysis-detail"),
    *both(f"{TASK}/result", _task(get="result"), "analysis-result"),
    *both(f"{TASK}/cancel", _task(post="cancel"), "analysis-cancel"),
    *both(f"{TASK}/retry", _task(post="retry"), "analysis-retry"),
    *both(f"{TASK}/events", _task(get="events"), "analysis-events"),
    *both(f"{TASK}/transcript", viewsets.TranscriptView.as_view(), "analysis-transcript"),
    *both(f"{TASK}/comments", viewsets.CommentsView.as_view(), "analysis-comments"),
    *both(f"{V1}/analysis-types", viewsets.AnalysisTypesView.as_view(), "analysis-types"),
    *both(f"{V1}/auth/login", views.LoginView.as_view(), "auth-login"),
    *both(f"{V1}/auth/logout", views.LogoutView.as_view(), "auth-logout"),
    *both(f"{V1}/auth/tokens", views.TokensView.as_view(), "auth-tokens"),
    *both(f"{V1}/auth/tokens/<str:token_id>", views.TokenView.as_view(), "auth-token"),
    *both("api/schema/", docs.SchemaView.as_view(), "schema"),
    *both("api/docs/", docs.SwaggerView.as_view(), "api-docs"),
    *both("api/redoc/", docs.RedocView.as_view(), "api-redoc"),
    *both("health", health.HealthView.as_view(), "health"),
    *both("livez", health.LiveView.as_view(), "livez"),
    *both("readyz", health.ReadyView.as_view(), "readyz"),
    *both("metrics", metrics.MetricsView.as_view(), "metrics"),
    # With DEBUG, Django would answer an unknown address with a page.
    re_path(r"^api/", viewsets.NothingHereView.as_view()),
]
