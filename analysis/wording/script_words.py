"""The words of the pages' scripts, which read them from the page: ``words.js``. A script fills in the places."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from analysis.wording import messages

WORDS = {
    "player": N_("Video player"),
    "playingFrom": N_("Playing from %(time)s"),
    "watchAt": N_("Watch at %(time)s"),
    "hitOf": N_("%(number)s of %(total)s"),
    "noHits": N_("no hits"),
    "connecting": N_("connecting…"),
    "live": N_("live"),
    "reconnecting": N_("reconnecting…"),
    "searching": N_("searching…"),
    "polling": N_("updated every few seconds"),
    "hours": N_("%(count)s h"),
    "minutes": N_("%(count)s min"),
    "seconds": N_("%(count)s s"),
    "estimate": N_("Takes about %(time)s here, as recent analyses did."),
    "elapsed": N_("Elapsed"),
    "running": N_("Running"),
    "waiting": N_("Waiting"),
    "notYetKnown": N_("not yet known"),
    "about": N_("about %(time)s"),
    "fewSeconds": N_("a few seconds"),
    "rangeHours": N_("%(first)s to %(last)s hours"),
    "rangeMinutes": N_("%(first)s to %(last)s minutes"),
    "rangeSeconds": N_("%(first)s to %(last)s seconds"),
    "aboutHours": N_("about %(last)s hours"),
    "aboutMinutes": N_("about %(last)s minutes"),
    "aboutSeconds": N_("about %(last)s seconds"),
    "about1Hours": N_("about %(last)s hour"),
    "about1Minutes": N_("about %(last)s minute"),
    "aMoment": N_("a moment"),
    "percent": N_("%(number)s %%"),
    "progress": N_("%(percent)s %%. %(message)s"),
    "stepDone": N_("%(step)s: done. %(percent)s %%."),
    "failed": N_("The analysis failed. %(reason)s"),
    "complete": N_("The analysis is complete."),
    "cancelled": N_("The analysis was cancelled."),
    "info": N_("info"),
    "warning": N_("warning"),
    "error": N_("error"),
}


def script_words(*, is_live: bool) -> dict[str, Any]:
    """Return the words in the current language by the name that scripts use.

    ``is_live`` adds the messages that events bring in English, each with its translation; none on an English page.
    """
    words: dict[str, Any] = {name: gettext(text) for name, text in WORDS.items()}
    return words | ({"messages": messages.translations()} if is_live else {})
