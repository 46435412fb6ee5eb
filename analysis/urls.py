"""Addresses of the pages."""

from django.urls import path
from django.views.generic import RedirectView

from analysis import views

urlpatterns = [
    path("", views.task_list, name="task-list"),
    path("analyses/<uuid:task_id>/", views.task_detail, name="task-detail"),
    path("analyses/<uuid:task_id>", RedirectView.as_view(pattern_name="task-detail", query_string=True)),
    path("analyses/<uuid:task_id>/cancel/", views.task_cancel, name="task-cancel"),
    path("analyses/<uuid:task_id>/retry/", views.task_retry, name="task-retry"),
    path("analyses/<uuid:task_id>/charts/<slug:name>.svg", views.task_chart, name="task-chart"),
]
