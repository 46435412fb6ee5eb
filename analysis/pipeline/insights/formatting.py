"""Claims, and the figures and comments that they rest on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from analysis.pipeline import values

Rule = Callable[[values.Result], Iterator[values.Claim]]

#: Example comments per claim.
_EXAMPLES = 3


def say(code: str, /, **given: float | str | tuple[str, ...] | None) -> values.Sentence:
    """Return a sentence; ``analysis.wording.sentences`` has the words of each code."""
    return values.Sentence(code, given)


def claim(evidence: Iterable[values.Evidence], *sentences: values.Sentence) -> values.Claim:
    """Return a claim of a rule; its text is made from the sentences later."""
    return values.Claim("", tuple(evidence), sentences=sentences)


def figures(result: values.Result, *refs: str) -> tuple[values.Evidence, ...]:
    """Return the figures at the paths ``refs`` of ``result`` as evidence."""
    return tuple(values.Evidence("figure", ref, _look_up(result, ref)) for ref in refs)


def _look_up(result: values.Result, ref: str) -> Any:
    found: Any = result
    for name in ref.split("."):
        if isinstance(found, Mapping):
            found = found[name]
        else:
            found = found[int(name)] if isinstance(found, list | tuple) else getattr(found, name)
    return found


def examples(comment_ids: Iterable[str]) -> tuple[values.Evidence, ...]:
    return tuple(values.Evidence("comment", comment_id, None) for comment_id in list(comment_ids)[:_EXAMPLES])


def interval(ref: str) -> tuple[str, str]:
    """Return the paths of both ends of an interval."""
    return f"{ref}.0", f"{ref}.1"
