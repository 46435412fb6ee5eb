"""Calls about analyses and what they found."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from youtube_analyzer_client import downloads, errors, requests, shapes
from youtube_analyzer_client.answers import ENDED, Completed
from youtube_analyzer_client.asynchronous import transports
from youtube_analyzer_client.asynchronous.connection import AsyncConnection
from youtube_analyzer_client.asynchronous.pages import AsyncPages
from youtube_analyzer_client.events import Event
from youtube_analyzer_client.following import TRANSPORTS, Following, Transport


class AsyncAnalyses(AsyncConnection):
    """Calls about analyses. A ``task_id`` is the ``id`` of a task."""

    async def create(
        self,
        youtube_url: str | None = None,
        *,
        upload_id: str | None = None,
        options: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> shapes.Task:
        """Start an analysis of a video, or of an upload, and return its task.

        It is started once, however often the request has to be sent. A program that may be started again passes its
        own ``idempotency_key`` to get the same task again.
        """
        body = {"youtube_url": youtube_url, "upload_id": upload_id, "options": dict(options or {})}
        given = {name: value for name, value in body.items() if value is not None}
        return await self.read(shapes.Task, requests.post_once("analysis/", given, key=idempotency_key))

    async def task(self, task_id: str) -> shapes.Task:
        """Return the state of an analysis."""
        return await self.read(shapes.Task, requests.get(f"analysis/{task_id}"))

    def tasks(
        self,
        *,
        status: str | None = None,
        analysis_type: str | None = None,
        video_id: str | None = None,
        created_after: datetime | str | None = None,
        created_before: datetime | str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        page_size: int | None = None,
    ) -> AsyncPages[shapes.Task]:
        """Return the analyses that the caller may see, newest first."""
        request = requests.get(
            "analysis/",
            status=status,
            analysis_type=analysis_type,
            video_id=video_id,
            created_after=created_after,
            created_before=created_before,
            search=search,
            ordering=ordering,
            page_size=page_size,
        )
        return AsyncPages(self, shapes.Task, request)

    async def result(self, task_id: str) -> Completed:
        """Return the result of an analysis.

        Raises:
            NotReady: it has not ended yet.
            AnalysisFailed: it failed.
            AnalysisCancelled: it was cancelled.
        """
        return await self.read(Completed, requests.get(f"analysis/{task_id}/result"))

    async def cancel(self, task_id: str) -> shapes.Task:
        """Cancel an analysis that has not ended, and return its task."""
        return await self.read(shapes.Task, requests.post_once(f"analysis/{task_id}/cancel"))

    async def retry(self, task_id: str) -> shapes.Task:
        """Have a failed or cancelled analysis go on, and return its task."""
        return await self.read(shapes.Task, requests.post_once(f"analysis/{task_id}/retry"))

    async def delete(self, task_id: str) -> None:
        """Delete an analysis with all that it found."""
        await self.send(requests.delete(f"analysis/{task_id}"))

    async def follow(
        self,
        task_id: str,
        *,
        after: int = 0,
        ways: Sequence[Transport] = TRANSPORTS,
        patience: float = 300.0,
    ) -> AsyncGenerator[Event, None]:
        """Yield the events of an analysis after number ``after``, each once and in order, to the last.

        A lost connection is resumed where it ended. Where no WebSocket gets through, events come as Server-Sent Events
        and then by long polling.

        Raises:
            NotFound: there is no such task for this caller.
            ConnectionFailed: nothing has worked for ``patience`` seconds.
        """
        async with aclosing(self._follow(f"analysis/{task_id}", Following(after, ways, patience))) as found:
            async for event in found:
                yield event

    async def _follow(self, path: str, following: Following) -> AsyncGenerator[Any, None]:
        """Yield the events of the analysis or batch at ``path``, through lost connections, to the last."""
        while not following.is_ended:
            try:
                async with aclosing(transports.open_frames(self, following.transport, path, following.after)) as frames:
                    async for frame in frames:
                        if (event := following.take(frame)) is not None:
                            yield event
                if not following.is_ended and await self._has_nothing_after(path, following.after):
                    return
                pause = following.failed(errors.ConnectionFailed("The connection ended before the last event."))
            except errors.ClientError as error:
                pause = following.failed(error)
            if not following.is_ended:
                await asyncio.sleep(pause)

    async def _has_nothing_after(self, path: str, after: int) -> bool:
        """Say whether the last event lies at or before ``after``: then a socket ends without a word."""
        state = await self.send(requests.get(path))
        return state["status"] in ENDED and int(state["last_seq"]) <= after

    async def wait(self, task_id: str, *, patience: float = 300.0) -> shapes.Task:
        """Wait until an analysis has ended, and return its task."""
        async for _ in self.follow(task_id, patience=patience):
            pass
        return await self.task(task_id)

    async def analyze(self, youtube_url: str, **options: Any) -> Completed:
        """Analyse a video, wait, and return the result; ``options`` are those of the API."""
        task = await self.create(youtube_url, options=options)
        await self.wait(task.id)
        return await self.result(task.id)

    def transcript(
        self, task_id: str, *, search: str | None = None, page_size: int | None = None
    ) -> AsyncPages[shapes.Segment]:
        """Return the segments of the transcript, or with ``search`` the places where the words are said."""
        request = requests.get(f"analysis/{task_id}/transcript", search=search, page_size=page_size)
        return AsyncPages(self, shapes.Segment, request)

    def comments(
        self,
        task_id: str,
        *,
        sentiment: str | None = None,
        feedback: str | None = None,
        theme: str | None = None,
        language: str | None = None,
        is_spam: bool | None = None,
        spam_reason: str | None = None,
        is_author: bool | None = None,
        answered: bool | None = None,
        min_likes: int | None = None,
        published_after: datetime | str | None = None,
        published_before: datetime | str | None = None,
        thread: str | None = None,
        search: str | None = None,
        ordering: str | None = None,
        page_size: int | None = None,
    ) -> AsyncPages[shapes.Comment]:
        """Return the comments that match all filters, with what was found about each."""
        request = requests.get(
            f"analysis/{task_id}/comments",
            sentiment=sentiment,
            feedback=feedback,
            theme=theme,
            language=language,
            is_spam=is_spam,
            spam_reason=spam_reason,
            is_author=is_author,
            answered=answered,
            min_likes=min_likes,
            published_after=published_after,
            published_before=published_before,
            thread=thread,
            search=search,
            ordering=ordering,
            page_size=page_size,
        )
        return AsyncPages(self, shapes.Comment, request)

    async def export(
        self,
        task_id: str,
        to: Path | str = ".",
        *,
        format: Literal["json", "markdown", "html", "pdf", "csv"] = "json",
        lang: str | None = None,
        bom: bool | None = None,
    ) -> Path:
        """Write the report to a file and return its path.

        ``to`` is a file, which is replaced, or a folder for a new file with the server's name of it.
        """
        return await self._download(requests.get(f"analysis/{task_id}/export", format=format, lang=lang, bom=bom), to)

    async def download_transcript(
        self, task_id: str, to: Path | str = ".", *, format: Literal["txt", "srt", "vtt"] = "srt"
    ) -> Path:
        """Write the transcript to a file and return its path, as ``export`` does."""
        return await self._download(requests.get(f"analysis/{task_id}/transcript", format=format), to)

    async def compare(self, task_id: str, other: str) -> shapes.Comparison:
        """Return what differs between two analyses; every difference is that of ``other`` minus that of ``task_id``."""
        return await self.read(shapes.Comparison, requests.get(f"analysis/{task_id}/compare/{other}"))

    async def ask(self, task_id: str, question: str, *, language: str | None = None) -> shapes.Answer:
        """Return the passages and comments that answer a question and, where the server has a model, an answer."""
        body = {"question": question, "language": language}
        return await self.read(shapes.Answer, requests.post(f"analysis/{task_id}/ask", body))

    async def _download(self, request: requests.Request, to: Path | str) -> Path:
        async with self.stream(request) as response:
            with downloads.destination(response, Path(to)) as (file, path):
                async for chunk in response.aiter_bytes():
                    file.write(chunk)
        return path
