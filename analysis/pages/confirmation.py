"""The question before something is deleted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def ask(
    request: HttpRequest, *, question: str, consequence: str, subject: object, button: str, back: str
) -> HttpResponse:
    """Return a page with the question; its button posts to the address of ``request``, its link leads to ``back``."""
    context = {"question": question, "consequence": consequence, "subject": subject, "button": button, "back": back}
    return render(request, "analysis/confirm.html", context)
