"""The list of authors whose comments are not stored, by digests: the list does not say who is on it."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.utils.crypto import salted_hmac

from analysis.models import ErasedAuthor
from analysis.pipeline import values

#: What stands in the place of a mention.
ERASED_MENTION = "@[erased]"
_HANDLE = re.compile(r"@[\w-]+(?:\.[\w-]+)*")


def digest(name: str) -> str:
    """Return the digest of the id of a channel, or of a handle such as ``@someone``."""
    return salted_hmac(
        "analysis.erased_authors", name.casefold(), secret=settings.ERASURE_KEY or None, algorithm="sha256"
    ).hexdigest()


def listed(names: Iterable[str | None]) -> frozenset[str]:
    """Return those of ``names`` that are on the list."""
    if not ErasedAuthor.objects.exists():
        return frozenset()
    digests = {digest(name): name for name in set(names) if name}
    found = ErasedAuthor.objects.filter(digest__in=digests).values_list("digest", flat=True)
    return frozenset(digests[each] for each in found)


def without_listed(comments: Sequence[values.Comment]) -> list[values.Comment]:
    """Return the comments of others, without their mentions of listed authors."""
    mentions = (match.group() for each in comments for match in _HANDLE.finditer(each.text))
    names = (name for each in comments for name in (each.author_channel_id, each.author))
    erased = listed((*names, *mentions))
    if not erased:
        return list(comments)

    def mention(match: re.Match[str]) -> str:
        return ERASED_MENTION if match.group() in erased else match.group()

    others = (each for each in comments if erased.isdisjoint({each.author_channel_id or "", each.author or ""}))
    return [replace(each, text=_HANDLE.sub(mention, each.text)) for each in others]


def add(channel_id: str, handles: Collection[str] = ()) -> None:
    """Put an author on the list."""
    channel = digest(channel_id)
    rows = [ErasedAuthor(digest=digest(name), channel=channel) for name in (channel_id, *handles)]
    ErasedAuthor.objects.bulk_create(rows, ignore_conflicts=True)


def remove(channel_id: str) -> int:
    """Take an author with all handles from the list and return how many rows there were."""
    return ErasedAuthor.objects.filter(channel=digest(channel_id)).delete()[0]


def is_handle(name: str) -> bool:
    """Return whether a name is a handle, which no two channels have; other names are not unique."""
    return name.startswith("@")
