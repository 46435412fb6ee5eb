"""Django's system checks of what the sources are given; workers and ``manage.py`` run them when they start."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from analysis.sources import youtube_access


@register()
def check_youtube_access(**_: Any) -> list[CheckMessage]:
    """Warn about cookies and a proxy that cannot be used; the archive and uploads work without."""
    problems = {"W001": youtube_access.cookie_problem(), "W002": youtube_access.proxy_problem()}
    return [
        Warning(problem.message, hint=problem.advice, id=f"analysis.{number}")
        for number, problem in problems.items()
        if problem is not None
    ]
