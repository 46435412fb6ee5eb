"""Calls about batches: many videos with the same options."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, Literal

from youtube_analyzer_client import requests, shapes
from youtube_analyzer_client.answers import ENDED
from youtube_analyzer_client.asynchronous.analyses import AsyncAnalyses
from youtube_analyzer_client.asynchronous.pages import AsyncPages
from youtube_analyzer_client.following import TRANSPORTS, Following, Transport


class AsyncBatches(AsyncAnalyses):
    """Calls about batches."""

    async def create_batch(
        self,
        urls: Sequence[str] | None = None,
        *,
        source_url: str | None = None,
        newest: int | None = None,
        name: str | None = None,
        options: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> shapes.Batch:
        """Analyse many videos: those of ``urls``, or those of the playlist or channel ``source_url``."""
        body = {"urls": urls, "source_url": source_url, "newest": newest, "name": name, "options": options}
        given = {key: value for key, value in body.items() if value is not None}
        return await self.read(shapes.Batch, requests.post_once("batches/", given, key=idempotency_key))

    def batches(self) -> AsyncPages[shapes.Batch]:
        """Return the batches that the caller may see, newest first."""
        return AsyncPages(self, shapes.Batch, requests.get("batches/"))

    async def batch(self, batch_id: str) -> shapes.Batch:
        """Return the state of a batch."""
        return await self.read(shapes.Batch, requests.get(f"batches/{batch_id}"))

    def batch_members(self, batch_id: str) -> AsyncPages[shapes.Member]:
        """Return the videos of a batch with their analyses, in order."""
        return AsyncPages(self, shapes.Member, requests.get(f"batches/{batch_id}/members"))

    async def watch_batch(
        self, batch_id: str, *, ways: Sequence[Transport] = TRANSPORTS, patience: float = 300.0
    ) -> AsyncGenerator[shapes.Batch, None]:
        """Yield a batch as it is now and whenever it has changed, until it has ended.

        A lost connection is resumed where it ended. Where no WebSocket gets through, it is followed by Server-Sent
        Events, and then read every two seconds.

        Raises:
            NotFound: there is no such batch for this caller.
            ConnectionFailed: nothing has worked for ``patience`` seconds.
        """
        batch = await self.batch(batch_id)
        yield batch
        if batch.status in ENDED:
            return
        async with aclosing(self._follow(f"batches/{batch_id}", Following(batch.last_seq, ways, patience))) as found:
            async for event in found:
                # Several events may have come since it was read.
                if event.seq > batch.last_seq:
                    batch = await self.batch(batch_id)
                    yield batch

    async def cancel_batch(self, batch_id: str) -> shapes.Batch:
        """Cancel the members that have not ended."""
        return await self.read(shapes.Batch, requests.post_once(f"batches/{batch_id}/cancel"))

    async def retry_failed(self, batch_id: str) -> shapes.Batch:
        """Have the failed members go on."""
        return await self.read(shapes.Batch, requests.post_once(f"batches/{batch_id}/retry-failed"))

    async def delete_batch(self, batch_id: str) -> None:
        """Delete a batch."""
        await self.send(requests.delete(f"batches/{batch_id}"))

    async def export_batch(self, batch_id: str, to: Path | str = ".", *, format: Literal["zip", "csv"] = "zip") -> Path:
        """Write a batch to a file and return its path: a folder for each video, or a row for each."""
        return await self._download(requests.get(f"batches/{batch_id}/export", format=format), to)
