"""Removes comments from JSON and from texts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis.queries.erased_authors import ERASED_MENTION

#: Keys under which the id of a comment stands beside its text.
_ID_KEYS = ("comment_id", "reply_id", "id")
#: A shorter text is not looked for in other texts: they may hold it by chance.
_SHORTEST_TEXT = 20
#: What stands in the place of a text.
ERASED_TEXT = "[erased]"


class Scrubber:
    """Removes what an author wrote and is called; figures stay as they are."""

    def __init__(self, comment_ids: Iterable[str], texts: Iterable[str], names: Iterable[str]) -> None:
        self._ids = frozenset(comment_ids)
        self._texts = {text.strip() for text in texts if len(text.strip()) >= _SHORTEST_TEXT}
        mentions = (re.escape(name.removeprefix("@")) for name in names if name.strip("@"))
        alternatives = "|".join(sorted(mentions, key=len, reverse=True))
        self._mention = re.compile(rf"@(?:{alternatives})(?![\w-])", re.IGNORECASE) if alternatives else None

    def text(self, text: str) -> str:
        """Return ``text`` without what the author wrote, and without mentions."""
        for each in self._texts:
            text = text.replace(each, ERASED_TEXT)
        return self._mention.sub(ERASED_MENTION, text) if self._mention else text

    def value(self, value: Any) -> Any:
        """Return JSON without the comments, their ids, statements that rest on them, and what holds their text."""
        # The answer to a question consists of its statements.
        self._texts |= {text for text in self._statements(value) if text}
        return self._clean(value)

    def _statements(self, value: Any) -> Iterator[str]:
        if isinstance(value, Mapping):
            if self._rests_on_comment(value):
                yield str(value["text"])
            value = list(value.values())
        if isinstance(value, list):
            for each in value:
                yield from self._statements(each)

    def _clean(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {
                key: None if self._is_comment(each) or self._is_id(each) else self._clean(each)
                for key, each in value.items()
            }
        if isinstance(value, list):
            return [
                self._clean(each)
                for each in value
                if not (self._is_id(each) or self._is_comment(each) or self._rests_on_comment(each))
            ]
        return self.text(value) if isinstance(value, str) else value

    def _is_id(self, value: Any) -> bool:
        return isinstance(value, str) and value in self._ids

    def _is_comment(self, value: Any) -> bool:
        if not isinstance(value, Mapping):
            return False
        is_evidence = value.get("kind") == "comment" and self._is_id(value.get("ref"))
        return is_evidence or any(self._is_id(value.get(key)) for key in _ID_KEYS)

    def _rests_on_comment(self, value: Any) -> bool:
        if not isinstance(value, Mapping) or "text" not in value:
            return False
        return any(self._is_comment(each) for each in value.get("citations") or ())
