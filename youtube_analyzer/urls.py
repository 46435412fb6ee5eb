"""Root URL configuration."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from analysis.admin.script_words import AdminScriptWords
from analysis.support.lazy_views import LazyView

admin.site.site_header = admin.site.site_title = "YouTube Analyzer"

urlpatterns = [
    # First, since patterns are tried in order.
    path("", include("analysis.api.urls")),
    # One page logs in, with the second factor; one changes passwords. Both limit guesses.
    path("admin/login/", login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))),
    path("admin/password_change/", admin.site.admin_view(RedirectView.as_view(pattern_name="account_change_password"))),
    path("admin/diagnosis/", LazyView("analysis.pages.diagnosis_views.diagnose"), name="diagnosis"),
    path("admin/jsi18n/", admin.site.admin_view(AdminScriptWords.as_view(), cacheable=True)),
    path("admin/", admin.site.urls),
    # For pages that name no icon, such as those of the admin.
    path("favicon.ico", login_not_required(RedirectView.as_view(url=static("analysis/favicon.svg")))),
    path("asyncapi.yaml", LazyView("youtube_analyzer.asyncapi.asyncapi"), name="asyncapi"),
    path("asyncapi.yaml/", LazyView("youtube_analyzer.asyncapi.asyncapi")),
    path("", include("analysis.urls")),
]

# Under /api/, errors that Django raises outside DRF are problem documents, too.
handler400 = "analysis.api.http.exception_handling.bad_request"
handler403 = "analysis.api.http.exception_handling.permission_denied"
handler404 = "analysis.api.http.exception_handling.page_not_found"
handler500 = "analysis.api.http.exception_handling.server_error"
