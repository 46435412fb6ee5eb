"""The words of the admin's scripts, with those that Django itself has no Chinese for."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from django.views.i18n import JavaScriptCatalog

_WORDS = (
    N_("(click to clear)"),
    N_('Choose %s by selecting them and then select the "Choose" arrow button.'),
    N_("Choose all %s"),
    N_("Choose selected %s"),
    N_('Remove %s by selecting them and then select the "Remove" arrow button.'),
    N_("Remove all %s"),
    N_("Remove selected %s"),
)


class AdminScriptWords(JavaScriptCatalog):
    """Serves them in the place of the catalog of Django's admin."""

    packages = ["django.contrib.admin"]

    def get_catalog(self) -> dict[str, Any]:
        """Return Django's words and ours in the current language."""
        return {word: gettext(word) for word in _WORDS} | super().get_catalog()
