"""Which themes of two analyses are the same, and which came, went, grew or shrank."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from analysis.events import JSON
from analysis.pipeline import statistics, values
from analysis.pipeline.comparison import differences

#: Themes are about the same from this similarity: the smaller one has half of its comments or words in the other.
MIN_SIMILARITY = 0.5
#: With fewer comments or words in the smaller one, half of them is chance.
_MIN_COMMENTS = 3
_MIN_WORDS = 2
_DIGITS = 4


def compare_themes(
    first: Sequence[JSON], second: Sequence[JSON], audiences: tuple[Collection[str], Collection[str]]
) -> tuple[values.ThemeChange, ...]:
    """Return all themes of both analyses, as stored in their results: came, grew, shrank, steady, went.

    ``audiences`` are the ids of the comments that each analysis looked for themes in.
    """
    pairs = _match(first, second, set(audiences[0]) & set(audiences[1]))
    matched = [_change(first[left], second[right], similarity, audiences) for similarity, left, right in pairs]
    verdicts = differences.holm([each.share.p_value if each.share else None for each in matched])
    changes = [_judge(each, verdict) for each, verdict in zip(matched, verdicts, strict=True)]
    lefts, rights = {left for _, left, _ in pairs}, {right for _, _, right in pairs}
    changes += [
        _lone(values.Change.WENT, theme, audiences[0]) for index, theme in enumerate(first) if index not in lefts
    ]
    changes += [
        _lone(values.Change.CAME, theme, audiences[1]) for index, theme in enumerate(second) if index not in rights
    ]
    return tuple(sorted(changes, key=_sort_key))


def _match(first: Sequence[JSON], second: Sequence[JSON], shared: set[str]) -> list[tuple[float, int, int]]:
    """Return (similarity, index, index) of the pairs, the most similar first; each theme is in one pair at most."""
    candidates = sorted(
        (-similarity, left, right)
        for left, one in enumerate(first)
        for right, other in enumerate(second)
        if (similarity := _similarity(one, other, shared)) >= MIN_SIMILARITY
    )
    pairs: list[tuple[float, int, int]] = []
    for negative, left, right in candidates:
        if all(left != other[1] and right != other[2] for other in pairs):
            pairs.append((-negative, left, right))
    return pairs


def _similarity(one: JSON, other: JSON, shared: set[str]) -> float:
    """Return the larger overlap of two themes: of the comments that both analyses read, and of the keywords' words."""
    of_one, of_other = (set(theme["comment_ids"]) & shared for theme in (one, other))
    return max(_overlap(of_one, of_other, _MIN_COMMENTS), _overlap(_words(one), _words(other), _MIN_WORDS))


def _overlap(one: set[str], other: set[str], least: int) -> float:
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller >= least else 0.0


def _words(theme: JSON) -> set[str]:
    phrases = [theme["name"], *theme["keywords"]]
    return {word for phrase in phrases for word in unicodedata.normalize("NFKC", phrase).casefold().split()}


def _change(
    one: JSON, other: JSON, similarity: float, audiences: tuple[Collection[str], Collection[str]]
) -> values.ThemeChange:
    pairs = tuple(zip((one, other), audiences, strict=True))
    share = None
    if all(audiences):
        estimates = tuple(_estimate(theme, audience) for theme, audience in pairs)
        members = tuple(_membership(theme, audience) for theme, audience in pairs)
        share = differences.compare_shares(members[0], members[1], (estimates[0], estimates[1]))
    sides = [_compared(theme, audience) for theme, audience in pairs]
    return values.ThemeChange(values.Change.STEADY, sides[0], sides[1], round(similarity, _DIGITS), share)


def _estimate(theme: JSON, audience: Collection[str]) -> values.Estimate:
    low, high = statistics.share_interval_95(theme["size"], len(audience))
    share = theme["size"] / len(audience)
    return values.Estimate(round(share, _DIGITS), (round(low, _DIGITS), round(high, _DIGITS)), len(audience))


def _membership(theme: JSON, audience: Collection[str]) -> Mapping[str, bool]:
    members = set(theme["comment_ids"])
    return {comment_id: comment_id in members for comment_id in audience}


def _judge(change: values.ThemeChange, verdict: bool | None) -> values.ThemeChange:
    if change.share is None:
        return change
    share = replace(change.share, more_than_chance=verdict)
    if not verdict:
        return replace(change, share=share)
    return replace(change, share=share, change=values.Change.GREW if share.difference > 0 else values.Change.SHRANK)


def _lone(change: values.Change, theme: JSON, audience: Collection[str]) -> values.ThemeChange:
    compared, went = _compared(theme, audience), change == values.Change.WENT
    return values.ThemeChange(change, compared if went else None, None if went else compared, None, None)


def _compared(theme: JSON, audience: Collection[str]) -> values.ComparedTheme:
    share = round(theme["size"] / len(audience), _DIGITS) if audience else None
    return values.ComparedTheme(theme["name"], tuple(theme["keywords"]), theme["size"], share)


def _sort_key(change: values.ThemeChange) -> tuple[int, int, str]:
    """Sort by what became of it, then the largest first."""
    theme = change.second or change.first
    size, name = (theme.size, theme.name) if theme else (0, "")
    return list(values.Change).index(change.change), -size, name
