"""The page that says what is stored, for how long, and where it goes."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what the settings in use mean for people whose data is stored; also to those who have to log in first."""
    context = {"kinds": _kinds(), "destinations": _destinations(), "open_to_all": not settings.AUTH_REQUIRED}
    return render(request, "analysis/privacy.html", context)


def _kinds() -> list[tuple[str, str]]:
    """Return each kind of data, and how long it is stored."""
    analyses = _days(settings.RETENTION_DAYS) if settings.RETENTION_DAYS else gettext("Until someone deletes it")
    kinds = [
        (gettext("Facts about the video, the result of the analysis, its options and warnings"), analyses),
        (gettext("Transcript of the video"), _days(settings.TEXT_RETENTION_DAYS) or analyses),
        (
            gettext("Comments of viewers: text, public name, id of the channel, time, likes"),
            _days(settings.TEXT_RETENTION_DAYS) or analyses,
        ),
        (gettext("Log of the progress of an analysis"), _days(settings.EVENT_RETENTION_DAYS) or analyses),
        (gettext("Uploaded files"), _hours(settings.UPLOAD_HOURS)),
        (gettext("Sound of a video without captions"), gettext("Until it is transcribed")),
        (
            gettext("Account: user name, email address if you gave one, second factor, hashes of password and tokens"),
            gettext("Until it is deleted"),
        ),
        (
            gettext("Invitation: the email address to which it was sent"),
            gettext("Until it expires, else until the account is deleted"),
        ),
        (gettext("Network address of visitors without an account, as a hash, to count their analyses"), analyses),
        (gettext("Network address and user name of failed logins, as a hash"), gettext("15 minutes")),
    ]
    if settings.WEBHOOKS_ENABLED:
        kinds.append((gettext("Messages to webhooks"), _days(settings.WEBHOOK_RETENTION_DAYS)))
    return kinds


def _destinations() -> list[str]:
    """Return who else gets data."""
    found = [
        gettext("YouTube: this server asks it for the video, its captions and its comments."),
        gettext(
            "YouTube, from your browser: only if you start the player on the page of a result, or show the thumbnails "
            "in the list of analyses."
        ),
    ]
    if settings.LLM_BASE_URL:
        found.append(gettext("A language model: transcripts and comments are sent to the one that is configured here."))
    if not settings.SPEECH_CLIENT.startswith("analysis.speech."):
        found.append(gettext("A speech recognition service: the sound of videos without captions is sent to it."))
    if settings.WEBHOOKS_ENABLED:
        found.append(gettext("Servers that users name get a message when their analyses end."))
    if settings.OIDC_PROVIDERS:
        found.append(gettext("The provider with which you log in, if you choose that: it learns that you do."))
    return found


def _days(days: int) -> str:
    """Return a time in words; empty for 0."""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else ""


def _hours(hours: int) -> str:
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
