"""Stages of the way to YouTube: yt-dlp and what it is given, and the network."""

import shutil
import socket
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import now

from analysis.exceptions import AnalysisError, TemporaryError
from analysis.operations.diagnosis import outcomes
from analysis.operations.diagnosis.outcomes import Outcome
from analysis.sources import data_api_quota, youtube_access, ytdlp_release
from analysis.sources.data_api_client import DataApi

_HOST = "www.youtube.com"
#: The first video of YouTube.
_ANY_VIDEO = "jNQXAC9IVRw"
#: Share of a daily quota from which on it may not last.
_MUCH_OF_QUOTA = 0.9
#: Seconds that a connection may take.
_CONNECT_SECONDS = 10.0
#: Seconds by which this machine's clock may differ from YouTube's: beyond it, TLS and signed requests fail.
_CLOCK_SECONDS = 120.0


def check_ytdlp() -> Outcome:
    """Say which yt-dlp is installed, and how old it is."""
    version = ytdlp_release.version()
    if not version:
        return outcomes.failed("yt-dlp is not installed.", "Run: pip install -r requirements.txt")
    age = ytdlp_release.age_days(version, now().date())
    if age is not None and age > ytdlp_release.OLD_DAYS:
        return outcomes.warning(f"yt-dlp {version} is {age} days old.", "Run: manage.py update_ytdlp")
    return outcomes.ok(f"yt-dlp {version} is installed" + ("." if age is None else f", {age} days old."))


def check_javascript() -> Outcome:
    """Look for a program that runs the script of YouTube's player."""
    found = [name for name in settings.YTDLP_JS_RUNTIMES if shutil.which(name)]
    if found:
        return outcomes.ok(f"{found[0]} is installed.")
    names = ", ".join(settings.YTDLP_JS_RUNTIMES) or "none"
    return outcomes.warning(
        f"No JavaScript runtime of YTDLP_JS_RUNTIMES is installed ({names}): the sound of many videos is missing.",
        "Install deno.",
    )


def check_cookies() -> Outcome:
    """Read the cookie file."""
    if not settings.YTDLP_COOKIE_FILE:
        return outcomes.skipped("No cookies are configured.", "Where YouTube asks for a login, set YTDLP_COOKIE_FILE.")
    return _of(youtube_access.cookie_problem()) or outcomes.ok("The cookies are valid and those of a login.")


def check_po_token() -> Outcome:
    """Say whether PO tokens are configured."""
    arguments = youtube_access.extractor_arguments()
    if arguments is None:
        return outcomes.failed(
            "YTDLP_EXTRACTOR_ARGS is not a JSON object of lists.", 'For example {"po_token": ["web.gvs+TOKEN"]}.'
        )
    if not arguments.get("po_token"):
        return outcomes.skipped("No PO token is configured.", "Some networks need one: see YTDLP_EXTRACTOR_ARGS.")
    return outcomes.ok("A PO token is configured.")


def check_proxy() -> Outcome:
    """Connect to the proxy."""
    if not settings.YTDLP_PROXY:
        return outcomes.skipped("No proxy is configured.")
    if problem := _of(youtube_access.proxy_problem()):
        return problem
    address = urlsplit(settings.YTDLP_PROXY)
    port = address.port or (1080 if address.scheme.startswith("socks") else 3128)
    try:
        socket.create_connection((address.hostname, port), _CONNECT_SECONDS).close()
    except OSError:
        return outcomes.failed("The proxy does not answer.", "Start it, and check YTDLP_PROXY.")
    return outcomes.ok("The proxy answers.")


def check_network() -> Outcome:
    """Ask YouTube for an empty page, as yt-dlp does, and compare its clock."""
    # Imported here, since it takes a second and 40 MB.
    from yt_dlp import YoutubeDL
    from yt_dlp.networking import Request
    from yt_dlp.networking.exceptions import HTTPError, RequestError

    options = {"quiet": True, "socket_timeout": _CONNECT_SECONDS, "proxy": settings.YTDLP_PROXY or None}
    try:
        with YoutubeDL(options) as session, session.urlopen(Request(f"https://{_HOST}/generate_204")) as response:
            date = response.headers.get("Date")
    except HTTPError as error:
        return outcomes.failed(
            f"YouTube refuses this server (HTTP {error.status}).",
            "Wait an hour, or set YTDLP_PROXY or YTDLP_COOKIE_FILE. Uploads work meanwhile.",
        )
    except RequestError:
        return outcomes.failed(
            "YouTube cannot be reached.",
            "Check DNS, the firewall and the proxy. Archives and uploads work without the network.",
        )
    seconds = abs((now() - parsedate_to_datetime(date)).total_seconds()) if date else 0.0
    if seconds > _CLOCK_SECONDS:
        return outcomes.warning(f"The clock differs from YouTube's by {seconds:.0f} s.", "Set it by NTP.")
    return outcomes.ok("YouTube can be reached.")


def check_data_api() -> Outcome:
    """Ask the YouTube Data API for a video, which costs a unit, and say how much of the quota is used."""
    if not settings.YOUTUBE_API_KEY:
        return outcomes.skipped("No key of the YouTube Data API is configured.")
    api = DataApi()
    try:
        api.list("videos", part="id", id=_ANY_VIDEO)
    except AnalysisError as error:
        advice = "Check YOUTUBE_API_KEY, its restrictions and its quota at Google Cloud."
        if error.code == TemporaryError.code:
            advice = "Check DNS and the firewall."
        return outcomes.failed(error.message, advice)
    finally:
        api.close()
        data_api_quota.record_use(api.units)
    quota = data_api_quota.read()
    if quota is None:
        return outcomes.ok("The YouTube Data API answers.")
    words = f"{quota.used:,} of {quota.limit:,} units are used; the count begins again at {quota.resets_at:%H:%M} UTC."
    if quota.used > quota.limit * _MUCH_OF_QUOTA:
        return outcomes.warning(f"The YouTube Data API answers. {words}", "Ask Google for a larger quota.")
    return outcomes.ok(f"The YouTube Data API answers. {words}")


def _of(problem: youtube_access.Problem | None) -> Outcome | None:
    if problem is None:
        return None
    make = outcomes.failed if problem.is_fatal else outcomes.warning
    return make(problem.message, problem.advice)
