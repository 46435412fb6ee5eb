"""URLs of the pages."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from analysis.pages import (
    analysis_views,
    ask_views,
    batch_views,
    comment_views,
    compare_views,
    follow_views,
    history_views,
    privacy_views,
    search_views,
)

urlpatterns = [
    path("", history_views.task_list, name="task-list"),
    path("submit/", history_views.submit_form, name="submit"),
    path("analyses/selected/", history_views.change_selected, name="change-selected"),
    path("analyses/<uuid:task_id>/", analysis_views.task_detail, name="task-detail"),
    path("analyses/<uuid:task_id>", RedirectView.as_view(pattern_name="task-detail", query_string=True)),
    path("analyses/<uuid:task_id>/comments/", comment_views.task_comments, name="task-comments"),
    path("analyses/<uuid:task_id>/comments", RedirectView.as_view(pattern_name="task-comments", query_string=True)),
    path("analyses/<uuid:task_id>/compare/<uuid:other>/", compare_views.task_compare, name="task-compare"),
    path(
        "analyses/<uuid:task_id>/compare/<uuid:other>",
        RedirectView.as_view(pattern_name="task-compare", query_string=True),
    ),
    path("analyses/<uuid:task_id>/ask/", ask_views.task_ask, name="task-ask"),
    path("analyses/<uuid:task_id>/cancel/", analysis_views.task_cancel, name="task-cancel"),
    path("analyses/<uuid:task_id>/retry/", analysis_views.task_retry, name="task-retry"),
    path("analyses/<uuid:task_id>/charts/<slug:name>.svg", analysis_views.task_chart, name="task-chart"),
    path("batches/", batch_views.batch_list, name="batch-list-page"),
    path("batches/<uuid:batch_id>/", batch_views.batch_detail, name="batch-page"),
    path("batches/<uuid:batch_id>", RedirectView.as_view(pattern_name="batch-page", query_string=True)),
    path("batches/<uuid:batch_id>/cancel/", batch_views.batch_cancel, name="batch-cancel-page"),
    path("batches/<uuid:batch_id>/retry/", batch_views.batch_retry, name="batch-retry-page"),
    path("follows/", follow_views.follow_list, name="follow-list-page"),
    path("follows/<uuid:follow_id>/check/", follow_views.follow_check, name="follow-check-page"),
    path("follows/<uuid:follow_id>/pause/", follow_views.follow_pause, name="follow-pause-page"),
    path("follows/<uuid:follow_id>/resume/", follow_views.follow_resume, name="follow-resume-page"),
    path("follows/<uuid:follow_id>/delete/", follow_views.follow_delete, name="follow-delete-page"),
    path("search/", search_views.search, name="search-page"),
    path("privacy/", privacy_views.privacy, name="privacy"),
    # Also for those who have to log in first.
    path("language/", login_not_required(set_language), name="set-language"),
    path("", include("analysis.pages.account_urls")),
]
