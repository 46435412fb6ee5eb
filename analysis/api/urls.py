"""URLs of the API, with and without a trailing slash: a redirect would lose the body of a POST."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path, re_path

from analysis.api.accounts import views as accounts
from analysis.api.analyses import views, viewsets
from analysis.api.batches import follow_views as follows
from analysis.api.batches import views as batches
from analysis.api.http.views import NotFoundView
from analysis.api.monitoring import health, metrics
from analysis.api.uploads.views import UploadsView, UploadView
from analysis.api.webhooks import views as webhooks
from analysis.support.lazy_views import LazyView

View = Callable[..., HttpResponseBase]
V1 = "api/v1"
TASK = f"{V1}/analysis/<str:task_id>"
BATCH = f"{V1}/batches/<str:batch_id>"
FOLLOW = f"{V1}/follows/<str:follow_id>"
WEBHOOK = f"{V1}/webhooks/<str:webhook_id>"


def with_optional_slash(route: str, view: View, name: str) -> list[URLPattern]:
    """Return a pattern for ``route``, which ``reverse`` gives, and one with the slash added or removed."""
    other = route[:-1] if route.endswith("/") else f"{route}/"
    return [path(route, view, name=name), path(other, view)]


_task = viewsets.TaskViewSet.as_view
urlpatterns: list[URLPattern] = [
    *with_optional_slash(f"{V1}/analysis/", _task({"get": "list", "post": "create"}), "analysis-list"),
    *with_optional_slash(TASK, _task({"get": "retrieve", "delete": "destroy"}), "analysis-detail"),
    *with_optional_slash(f"{TASK}/result", _task({"get": "result"}), "analysis-result"),
    *with_optional_slash(f"{TASK}/cancel", _task({"post": "cancel"}), "analysis-cancel"),
    *with_optional_slash(f"{TASK}/retry", _task({"post": "retry"}), "analysis-retry"),
    *with_optional_slash(f"{TASK}/events", _task({"get": "events"}), "analysis-events"),
    *with_optional_slash(f"{TASK}/transcript", viewsets.TranscriptView.as_view(), "analysis-transcript"),
    *with_optional_slash(f"{TASK}/comments", viewsets.CommentsView.as_view(), "analysis-comments"),
    *with_optional_slash(f"{TASK}/export", views.ExportView.as_view(), "analysis-export"),
    *with_optional_slash(f"{TASK}/ask", views.AskView.as_view(), "analysis-ask"),
    *with_optional_slash(f"{V1}/uploads/", UploadsView.as_view(), "upload-list"),
    *with_optional_slash(f"{V1}/uploads/<str:upload_id>", UploadView.as_view(), "upload-detail"),
    *with_optional_slash(f"{TASK}/compare/<str:other>", views.ComparisonView.as_view(), "analysis-compare"),
    *with_optional_slash(f"{V1}/analysis-types", views.AnalysisTypesView.as_view(), "analysis-types"),
    *with_optional_slash(f"{V1}/search", views.SearchView.as_view(), "search"),
    *with_optional_slash(f"{V1}/batches/", batches.BatchesView.as_view(), "batch-list"),
    *with_optional_slash(BATCH, batches.BatchView.as_view(), "batch-detail"),
    *with_optional_slash(f"{BATCH}/members", batches.BatchMembersView.as_view(), "batch-members"),
    *with_optional_slash(f"{BATCH}/export", batches.BatchExportView.as_view(), "batch-export"),
    *with_optional_slash(f"{BATCH}/cancel", batches.BatchCancelView.as_view(), "batch-cancel"),
    *with_optional_slash(f"{BATCH}/retry-failed", batches.BatchRetryView.as_view(), "batch-retry-failed"),
    *with_optional_slash(f"{V1}/follows/", follows.FollowsView.as_view(), "follow-list"),
    *with_optional_slash(FOLLOW, follows.FollowView.as_view(), "follow-detail"),
    *with_optional_slash(f"{FOLLOW}/check", follows.FollowCheckView.as_view(), "follow-check"),
    *with_optional_slash(f"{V1}/webhooks/", webhooks.WebhooksView.as_view(), "webhook-list"),
    *with_optional_slash(WEBHOOK, webhooks.WebhookView.as_view(), "webhook-detail"),
    *with_optional_slash(f"{WEBHOOK}/test", webhooks.WebhookTestView.as_view(), "webhook-test"),
    *with_optional_slash(f"{WEBHOOK}/deliveries", webhooks.DeliveriesView.as_view(), "webhook-deliveries"),
    *with_optional_slash(
        f"{WEBHOOK}/deliveries/<str:n>/redeliver", webhooks.RedeliverView.as_view(), "webhook-redeliver"
    ),
    *with_optional_slash(f"{V1}/auth/login", accounts.LoginView.as_view(), "auth-login"),
    *with_optional_slash(f"{V1}/auth/logout", accounts.LogoutView.as_view(), "auth-logout"),
    *with_optional_slash(f"{V1}/auth/tokens", accounts.TokensView.as_view(), "auth-tokens"),
    *with_optional_slash(f"{V1}/auth/tokens/<str:token_id>", accounts.TokenView.as_view(), "auth-token"),
    *with_optional_slash("api/schema/", LazyView("analysis.api.schema.schema_views.SchemaView"), "schema"),
    *with_optional_slash("api/docs/", LazyView("analysis.api.schema.schema_views.SwaggerView"), "api-docs"),
    *with_optional_slash("api/redoc/", LazyView("analysis.api.schema.schema_views.RedocView"), "api-redoc"),
    *with_optional_slash("health", health.HealthView.as_view(), "health"),
    *with_optional_slash("livez", health.LiveView.as_view(), "livez"),
    *with_optional_slash("readyz", health.ReadyView.as_view(), "readyz"),
    *with_optional_slash("metrics", metrics.MetricsView.as_view(), "metrics"),
    # With DEBUG, Django would show its HTML page for an unknown URL.
    re_path(r"^api/", NotFoundView.as_view()),
]
