"""Addresses. The API's take a trailing slash or none; a redirect would lose a POST's body."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("analysis.api.urls")),
    path("", include("analysis.urls")),
]
