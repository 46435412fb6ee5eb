"""The size of a result: an answer that holds one stays under 5 MB."""

import json
from typing import Any

from analysis.events import JSON

#: Bytes of a result as JSON. What an answer holds besides (options, warnings, other events, markup) has less than 1 MB.
MAX_BYTES = 4_000_000
#: Ids in one list of comments. ``count`` or ``size`` beside it is the number of all.
MAX_IDS = 1_000
#: Items of each list of a result that would be larger than ``MAX_BYTES``: as many as fit. Ten fit in every
#: result that the bounds of its texts allow (tests/support/largest.py).
_ITEMS = (500, 200, 100, 50, 20, 10)
#: Bytes of a field of the video, if the video alone is too large.
_FIELD_BYTES = 10_000
#: Lists that stay whole, because insights and moments refer to their items by number.
_WHOLE = frozenset({"sections", "by_day", "themes"})


def limit(result: JSON) -> tuple[JSON, str | None]:
    """Return ``result`` in at most ``MAX_BYTES``, and a sentence about what was cut for that, None if nothing was.

    No list of comment ids is longer than ``MAX_IDS``; that is not in the sentence, since the total is in the result.
    """
    whole = _cut(result, "", {}, ids=MAX_IDS)
    if size(whole) <= MAX_BYTES:
        return whole, None
    for items in _ITEMS:
        totals: dict[str, int] = {}
        found = _cut(whole, "", totals, items=items)
        if size(found) <= MAX_BYTES:
            break
    named = ", ".join(f"{name} ({total:,})" for name, total in sorted(totals.items()))
    sentences = [f"The result was too large. Only the first {items} items are kept of: {named}."] if named else []
    found, left_out = _leave_out(found)
    if left_out:
        sentences.append(f"The result was too large, so it does not have: {', '.join(left_out)}.")
    return found, " ".join(sentences)


def _leave_out(result: JSON) -> tuple[JSON, list[str]]:
    """Return ``result`` without its largest parts, as few as it takes to fit, and their names.

    The bounds of all texts and lists make this unnecessary; it holds the limit if one of them is missing.
    """
    found, left_out = dict(result), []
    parts = sorted(set(found) - {"video"}, key=lambda name: -size(found[name]))
    for part in [*parts, "video"]:
        if size(found) <= MAX_BYTES:
            break
        left_out.append(part)
        if part == "video":
            # A result always has one: its long texts and lists go.
            found[part] = {name: value if size(value) <= _FIELD_BYTES else None for name, value in found[part].items()}
        else:
            found[part] = [] if isinstance(found[part], list) else None
    return found, left_out


def size(value: Any) -> int:
    """Return the bytes of ``value`` as JSON."""
    return len(json.dumps(value, ensure_ascii=False).encode())


def _cut(value: Any, name: str, totals: dict[str, int], *, items: int | None = None, ids: int | None = None) -> Any:
    """Return ``value`` with at most ``items`` in each list and ``ids`` in each list of comment ids; None: all.

    ``totals`` receives the largest length of the lists of each name that were cut to ``items``.
    """
    if isinstance(value, dict):
        return {key: _cut(item, key, totals, items=items, ids=ids) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    if items is not None and name not in _WHOLE and len(value) > items:
        totals[name] = max(totals.get(name, 0), len(value))
        value = value[:items]
    elif name == "comment_ids":
        value = value[:ids]
    return [_cut(item, name, totals, items=items, ids=ids) for item in value]
