"""Which comments were not judged because of their language, for readers."""

from collections.abc import Mapping
from typing import Any

from analysis.pipeline import values
from analysis.wording import figures

#: With a smaller share of such comments nothing is said: of any thousand some are in a rare language, or look like it.
_MANY = 0.1


def describe(counts: Mapping[str, int]) -> dict[str, Any]:
    """Return the ``number`` of comments in ``languages`` that are not judged, and the ``judged`` languages, as words.

    ``counts`` is ``comments.languages``. Empty if such comments are few.
    """
    others = {code: n for code, n in counts.items() if code not in values.JUDGED_LANGUAGES and code != "undetermined"}
    number = sum(others.values())
    if not number or number < _MANY * sum(counts.values()):
        return {}
    judged = {figures.language_name(code) for code in values.JUDGED_LANGUAGES if "-" not in code}
    return {
        "number": number,
        "languages": figures.listed([figures.language_name(code) for code in others]),
        "judged": figures.listed(sorted(judged)),
    }
