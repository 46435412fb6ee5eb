"""Pages that a plain GET of the running server does not show: they need a body, a setting or an error.

They are rendered in this process, and the browser gets them from a route of Playwright.
"""

import re
import time
from unittest.mock import patch

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.middleware import csrf
from django.template import loader
from django.test import Client, override_settings
from django.views import csrf as csrf_views

from analysis.ask.answering import Answer, AnswerCitation, AnswerStatement
from analysis.ask.passages import Passage
from analysis.models import AnalysisTask, Webhook

PASSWORD = "tide-and-time-wait"
EVENTS = ["analysis.completed", "batch.completed"]
PASSAGE = Passage("transcript", "The moon pulls the water.", 12.5, 15.0, None, "en", 0.6, "https://youtu.be/x?t=12")
ANSWER = Answer(
    "The moon pulls it.",
    [AnswerStatement("The moon pulls it.", [AnswerCitation("The moon pulls the water.", 12.5, 15.0, None)])],
    [],
    [PASSAGE],
    "tide-1",
    [],
)


def rendered(task: AnalysisTask) -> dict[str, str]:
    """Return the HTML of each page by its name; ``task`` is completed."""
    client = Client()
    ask = f"/analyses/{task.pk}/ask/"
    with patch("analysis.ask.answering.answer", return_value=ANSWER):
        answered = client.post(ask, {"question": "Why?"})
    answers = {
        "ask, answered": answered,
        "ask, refused": client.post(ask),
        "delete, confirmation": client.post("/analyses/selected/", {"action": "delete", "task": [str(task.pk)]}),
        "submit, refused": client.post("/", {"youtube_url": "https://example.org/"}),
    }
    with override_settings(SIGN_UP=True, EMAIL_URL="memorymail://"):
        answers |= {
            "sign-up": client.get("/sign-up/"),
            "sign-up, refused": client.post("/sign-up/", {"username": "ada", "password1": "a", "password2": "b"}),
            "reset": client.get("/account/password/reset/"),
        }
    answers |= _account()
    pages = {name: answer.content.decode() for name, answer in answers.items()}
    errors = {name: loader.get_template(f"{name}.html").render({"detail": "Busy."}) for name in ("400", "500", "503")}
    too_large = loader.get_template("503.html").render({"detail": "Too large.", "is_too_large": True})
    return pages | errors | {"413": too_large, "CSRF": _csrf_failure()}


def _account() -> dict[str, object]:
    """Return the pages of somebody who connects an authenticator app and a webhook."""
    client = Client()
    client.force_login(User.objects.create_user("eve", password=PASSWORD))
    app = "/account/second-factor/app/"
    client.get(app)
    client.post("/account/confirm/", {"password": PASSWORD, "next": app})
    activation = client.get(app)
    (key,) = re.findall(r'id="key"[^>]*value="(\w+)"|value="(\w+)"[^>]*id="key"', activation.content.decode())
    code = format_hotp_value(hotp_value("".join(key), int(time.time()) // 30))
    client.post(app, {"code": code})
    with override_settings(WEBHOOKS_ENABLED=True):
        hooks = {
            "webhooks": client.get("/account/webhooks/"),
            "webhook, made": client.post("/account/webhooks/", {"url": "https://hooks.example.com/", "events": EVENTS}),
            "webhook": client.get(page := f"/account/webhooks/{Webhook.objects.get().pk}/"),
            "webhook, deletion": client.get(f"{page}delete/"),
        }
    return hooks | {
        "security key": client.get("/account/second-factor/keys/add/"),
        "authenticator app": activation,
        "recovery codes": client.get("/account/second-factor/codes/"),
        "new recovery codes": client.get("/account/second-factor/codes/new/"),
        "authenticator app, removal": client.get("/account/second-factor/app/remove/"),
        "second factor, on": client.get("/account/second-factor/"),
    }


def _csrf_failure() -> str:
    request = HttpRequest()
    request.method = "POST"
    return csrf_views.csrf_failure(request, reason=csrf.REASON_BAD_ORIGIN).content.decode()
