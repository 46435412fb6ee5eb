"""Batches of texts, so that a long computation can be stopped between two of them."""

from collections.abc import Iterator, Sequence

#: A shorter text costs about as much as one of so many characters.
_LEAST_CHARS = 100


def by_length(texts: Sequence[str], max_chars: int) -> Iterator[slice]:
    """Yield consecutive slices of ``texts``: one text each, or several with at most ``max_chars`` characters in all."""
    start = chars = 0
    for index, text in enumerate(texts):
        cost = max(len(text), _LEAST_CHARS)
        if index > start and chars + cost > max_chars:
            yield slice(start, index)
            start, chars = index, 0
        chars += cost
    if texts:
        yield slice(start, len(texts))
