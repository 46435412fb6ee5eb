"""The languages of pages and reports, as BCP 47 writes them: ``en``, ``zh-Hans``."""

from contextlib import AbstractContextManager

from django.conf import settings
from django.utils import translation


def tag(code: str | None = None) -> str:
    """Return Django's ``code`` of a language, the current one if None, as BCP 47 writes it."""
    return translation.to_locale(code or translation.get_language() or settings.LANGUAGE_CODE).replace("_", "-")


def tags() -> list[str]:
    """Return every language that there is; the first is the default."""
    return [tag(code) for code, _ in settings.LANGUAGES]


def use(language: str) -> AbstractContextManager[None]:
    """Return a context in which words are in the language with this tag."""
    return translation.override(language.lower())
