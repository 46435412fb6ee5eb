"""ASGI application: WebSockets and event streams go to ``realtime``, all other requests to Django.

Requests that wait for an event or another server, passwords, and heavy work reach Django a few at a time.
"""

import gc
import os
from typing import Any

import django

from youtube_analyzer.cookie_patch import patch_cookies
from youtube_analyzer.optional_imports import import_without

patch_cookies()
import_without("rest_framework.compat", "pygments")  # for pages of DRF's that this service does not have
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")
# Before the imports below: they need the settings and the models.
django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.sessions import CookieMiddleware  # noqa: E402
from django.urls import re_path, reverse  # noqa: E402

from analysis.exceptions import TooManyPasswordChecks  # noqa: E402
from realtime.long_polling import LongPolling  # noqa: E402
from realtime.origins import OriginCheck  # noqa: E402
from realtime.routing import (  # noqa: E402
    batch_stream_pattern,
    events_pattern,
    stream_pattern,
    websocket_urlpatterns,
)
from realtime.stream import batch_stream, task_stream  # noqa: E402
from youtube_analyzer.middleware.body_limit import BodyLimit  # noqa: E402
from youtube_analyzer.middleware.concurrency_limit import (  # noqa: E402
    ConcurrencyLimit,
    HeavyRequests,
    OutsideServiceBusy,
    QueueLimit,
)
from youtube_analyzer.middleware.request_log import RequestLogScope  # noqa: E402
from youtube_analyzer.threaded_handler import ThreadedHandler  # noqa: E402

#: Requests that Django serves at a time: few, since only one thread at a time runs Python. DATABASE_POOL_SIZE should be
#: no smaller: with six connections for eight threads a POST takes a tenth more CPU time.
THREADS = 8
#: Probes have threads of their own: they answer while all others wait for the database.
PROBE_THREADS = 2
PROBE_PATTERN = r"^(?:health|livez|readyz|metrics)/?\Z"

#: Paths at which a password is checked or set.
PASSWORD_PATTERN = (
    r"^(?:api/v1/auth/login|login|sign-up|invitations/[^/]+|account/password|account/confirm|"
    r"account/password/reset/[^/]+-[^/]+)/?\Z"
)
#: Of these, how many Django serves at a time. While Argon2 runs, others have the interpreter; two would share it.
LOGINS_AT_ONCE = 1
#: Paths at which a thread waits for another server: a provider of logins, or the server for mail.
OUTSIDE_PATTERN = r"^(?:login/with/.*|account/password/reset|admin/analysis/invitation/add)/?\Z"
#: Of these, how many Django serves at a time, so that a slow server leaves most threads to other requests.
OUTSIDE_AT_ONCE = 2
#: Paths at which one request may take seconds of work: it unpacks, renders, or compares with all texts.
HEAVY_PATTERN = (
    r"^(?:api/v1/uploads|submit|api/v1/search|search|api/v1/(?:analysis|batches)/[^/]+/export|"
    r"(?:api/v1/analysis|analyses)/[^/]+/(?:ask|compare/[^/]+))/?\Z"
)
#: Of these, how many Django serves at a time.
HEAVY_AT_ONCE = 3
#: Requests for events that are answered at a time: an event may end the waiting of a thousand.
POLLS_AT_ONCE = 8

django_application: Any = ThreadedHandler(THREADS)
probe_application: Any = BodyLimit(ThreadedHandler(PROBE_THREADS))
stream_application: Any = RequestLogScope(CookieMiddleware(task_stream), "api/v1/analysis/<str:task_id>/stream")
batch_stream_application: Any = RequestLogScope(CookieMiddleware(batch_stream), "api/v1/batches/<str:batch_id>/stream")
socket_application: Any = RequestLogScope(
    OriginCheck(CookieMiddleware(URLRouter(websocket_urlpatterns))), "ws/<str:task_id>"
)
bounded_application: Any = BodyLimit(django_application)
password_application: Any = BodyLimit(QueueLimit(django_application, LOGINS_AT_ONCE, TooManyPasswordChecks))
_ALL = frozenset({"GET", "HEAD", "POST"})
outside_application: Any = BodyLimit(QueueLimit(django_application, OUTSIDE_AT_ONCE, OutsideServiceBusy, _ALL))
heavy_application: Any = BodyLimit(QueueLimit(django_application, HEAVY_AT_ONCE, HeavyRequests, _ALL))
poll_application: Any = BodyLimit(CookieMiddleware(LongPolling(ConcurrencyLimit(django_application, POLLS_AT_ONCE))))
application = ProtocolTypeRouter(
    {
        "websocket": socket_application,
        "http": URLRouter(
            [
                re_path(stream_pattern, stream_application),
                re_path(batch_stream_pattern, batch_stream_application),
                re_path(events_pattern, poll_application),
                re_path(PROBE_PATTERN, probe_application),
                re_path(PASSWORD_PATTERN, password_application),
                re_path(OUTSIDE_PATTERN, outside_application),
                re_path(HEAVY_PATTERN, heavy_application),
                re_path(r"", bounded_application),
            ]
        ),
    }
)

# Load the URL configuration now. Else the first requests wait for it, while clients of the last process reconnect.
reverse("analysis-list")

# With Python's threshold of 700 objects, garbage collections take a tenth of the CPU time of a POST. Requests leave few
# reference cycles, so collecting them later costs little memory. Objects that exist now, mostly modules, are left out.
gc.freeze()
gc.set_threshold(50_000, 20, 10)
