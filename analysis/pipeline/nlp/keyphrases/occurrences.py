"""Where a phrase is said, and how it is spelled there."""

from collections import Counter
from dataclasses import dataclass, field

from analysis.pipeline.nlp.words import turkish

#: Languages that add an ending for each case.
NOMINATIVE_IS_SHORTEST = frozenset({"tr", "fi", "hu"})


@dataclass
class Occurrences:
    """The occurrences of a phrase: the sentence of each mention, and the spellings."""

    mentions: list[int] = field(default_factory=list)
    surfaces: Counter[str] = field(default_factory=Counter)
    #: Number of mentions as a whole name, not within a longer one.
    whole: int = 0
    gerund: bool = False

    def surface(self, code: str | None) -> str:
        """Return the most frequent form (the shortest in a tie) in its most frequent spelling (lower case in a tie).

        In languages that add an ending for each case it is the shortest form, the nominative.
        """
        forms = Counter[str]()
        for text, count in self.surfaces.items():
            forms[text.lower()] += 0 if code in NOMINATIVE_IS_SHORTEST else count
        if code == "tr" and len(forms) > 1 and (bare := turkish.nominative(list(forms))):
            return bare
        form = max(forms, key=lambda text: (forms[text], -len(text), text))
        spellings = [text for text in self.surfaces if text.lower() == form]
        return max(spellings, key=lambda text: (self.surfaces[text], text.islower(), text))
