"""Lists that come in pages."""

from collections.abc import AsyncIterator
from typing import Generic, TypeVar

from youtube_analyzer_client import requests
from youtube_analyzer_client.asynchronous.connection import AsyncConnection
from youtube_analyzer_client.model import JSON, Model, build

T = TypeVar("T", bound=Model)


class AsyncPages(Generic[T]):
    """All items of a list, read page by page while they are used. It can be iterated several times."""

    def __init__(self, connection: AsyncConnection, item: type[T], first: requests.Request) -> None:
        self._connection = connection
        self._item = item
        self._first = first

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in self.items_of(page):
                yield item

    async def pages(self) -> AsyncIterator[JSON]:
        """Yield each page as the server sends it, with what it says besides ``results``."""
        request: requests.Request | None = self._first
        while request is not None:
            page: JSON = await self._connection.send(request)
            yield page
            request = requests.get_link(page["next"]) if page["next"] else None

    def items_of(self, page: JSON) -> list[T]:
        """Return the items of a page."""
        return [build(self._item, item) for item in page["results"]]

    async def first_page(self) -> JSON:
        """Return the first page as the server sends it."""
        page: JSON = await self._connection.send(self._first)
        return page
