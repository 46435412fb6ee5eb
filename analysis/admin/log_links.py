"""Where the log lines of an analysis are read, if the logs are kept somewhere that has addresses."""

from urllib.parse import quote

from django.conf import settings

from analysis.models import AnalysisTask


def address(task: AnalysisTask) -> str:
    """Return ``LOG_URL_TEMPLATE`` filled in; empty without one, or where it wants a request id and there is none."""
    template: str = settings.LOG_URL_TEMPLATE
    if "{request_id}" in template and not task.request_id:
        return ""
    return template.replace("{request_id}", quote(task.request_id, safe="")).replace("{task_id}", str(task.pk))
