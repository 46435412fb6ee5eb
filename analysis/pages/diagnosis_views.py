"""The page on which staff see what of the installation works."""

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from analysis.operations import diagnosis


@never_cache
@staff_member_required
@require_http_methods(["GET", "HEAD", "POST"])
def diagnose(request: HttpRequest) -> HttpResponse:
    """Show the form and the settings in use; POST: also what each stage is like, which takes seconds."""
    url = request.POST.get("url", "").strip()
    found = list(diagnosis.diagnose(url or None)) if request.method == "POST" else []
    settings = list(diagnosis.settings_in_use())
    context = {
        "outcomes": found,
        "url": url,
        "settings_set": [each for each in settings if each.source != "default"],
        "settings_default": [each for each in settings if each.source == "default"],
    }
    return render(request, "analysis/diagnosis.html", context)
