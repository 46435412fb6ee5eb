"""Tools and resources of the MCP server. Source: https://modelcontextprotocol.io/specification/."""

import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any, Literal

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations
from pydantic import AnyHttpUrl, Field

from youtube_analyzer_client import AsyncClient, errors
from youtube_analyzer_client.agents import untrusted
from youtube_analyzer_client.cli.settings import Settings
from youtube_analyzer_client.events import ProgressUpdate

TaskId = Annotated[str, Field(description="Id of an analysis, as analyze_video and list_analyses return it.")]
Limit = Annotated[int, Field(ge=1, le=200)]
_READ = ToolAnnotations(read_only_hint=True, open_world_hint=False)
#: Seconds of a transcript in one answer.
_MAX_WINDOW = 1800.0


class TokenVerifier:
    """Accepts the tokens that the YouTube Analyzer server accepts; each caller acts with his own rights."""

    def __init__(self, server: str) -> None:
        self._server = server

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return the token if the server accepts it."""
        async with AsyncClient(self._server, token) as client:
            try:
                await client.tokens()
            except errors.AuthenticationRequired:
                return None
        return AccessToken(token=token, client_id="ytan", scopes=[])


def build(settings: Settings, *, with_tokens: bool = False) -> MCPServer[Any]:
    """Return the server; ``with_tokens`` has every caller send a token of his own, instead of that of ``settings``."""
    issuer = AuthSettings(issuer_url=AnyHttpUrl(settings.server), resource_server_url=None)
    protection: dict[str, Any] = {"token_verifier": TokenVerifier(settings.server), "auth": issuer}
    tools = Tools(settings)
    server: MCPServer[Any] = MCPServer(
        "youtube-analyzer",
        instructions=untrusted.INSTRUCTIONS,
        tools=tools.all(),
        log_level="WARNING",
        **(protection if with_tokens else {}),
    )
    for part, reader in (("result", tools.result), ("transcript", tools.transcript)):
        uri = f"analysis://{{task_id}}/{part}"
        server.resource(uri, name=part, description=reader.__doc__, mime_type="text/plain")(reader)
    return server


def _tool(function: Callable[..., Any], annotations: ToolAnnotations | None = None) -> Tool:
    """Return a tool that refuses arguments it does not have: the SDK would drop a filter with a typo in its name."""
    tool = Tool.from_function(function, annotations=annotations, structured_output=False)
    arguments = tool.fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)
    tool.parameters = arguments.model_json_schema(by_alias=True)
    return tool


class Tools:
    """What an agent can do. Every answer with text of strangers is marked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def all(self) -> list[Tool]:
        """Return every tool, the readers marked as such."""
        readers = (
            *(self.list_analyses, self.read_summary, self.read_transcript, self.read_comments),
            *(self.search, self.compare, self.ask),
        )
        return [_tool(self.analyze_video), *(_tool(reader, _READ) for reader in readers)]

    @contextlib.asynccontextmanager
    async def _client(self) -> AsyncIterator[AsyncClient]:
        """Give a client with the rights of the caller; its errors reach the agent."""
        caller = get_access_token()
        token = caller.token if caller else self._settings.token
        async with AsyncClient(self._settings.server, token) as client:
            try:
                yield client
            except errors.ClientError as error:
                raise ToolError(str(error)) from error

    async def analyze_video(
        self,
        url: Annotated[str, Field(description="Address of a YouTube video.")],
        context: Context[Any, Any],
        depth: Literal["basic", "detailed", "comprehensive"] = "detailed",
        max_comments: Annotated[int, Field(ge=0, le=10_000)] = 1000,
    ) -> str:
        """Analyse a YouTube video, wait until that has ended, and return the summary. It takes seconds to minutes."""
        async with self._client() as client:
            task = await client.create(url, options={"analysis_depth": depth, "max_comments": max_comments})
            async for event in client.follow(task.id):
                if isinstance(event, ProgressUpdate):
                    await context.report_progress(event.progress, 100, event.message)
            return await self._summary(client, task.id)

    async def list_analyses(self, words: str | None = None, limit: Limit = 20) -> str:
        """Return completed analyses, newest first; ``words`` are part of the title or of the channel's name."""
        async with self._client() as client:
            tasks = await _first(limit, client.tasks(status="completed", search=words))
            keys = ("id", "title", "youtube_url", "created_at")
            return untrusted.mark([{key: task.raw[key] for key in keys} for task in tasks])

    async def read_summary(self, task_id: TaskId) -> str:
        """Return facts, summary, key points with their seconds, feedback, themes and insights of an analysis."""
        async with self._client() as client:
            return await self._summary(client, task_id)

    async def read_transcript(
        self,
        task_id: TaskId,
        start: Annotated[float, Field(ge=0, description="Second at which the window begins.")] = 0.0,
        end: Annotated[
            float | None, Field(description="Second at which it ends; at most 1800 after its start.")
        ] = None,
        words: Annotated[str | None, Field(description="Only where these words are said.")] = None,
    ) -> str:
        """Return what is said in a window of the video, with seconds; without ``end``, ten minutes."""
        last = min(start + 600.0 if end is None else end, start + _MAX_WINDOW)
        async with self._client() as client:
            segments = client.transcript(task_id, search=words, page_size=1000)
            found = [each.raw async for each in segments if each.end > start and each.start < last]
            return untrusted.mark({"start": start, "end": last, "segments": found})

    async def read_comments(
        self,
        task_id: TaskId,
        feedback: Literal["praise", "complaints", "requests", "questions", "corrections"] | None = None,
        sentiment: Literal["positive", "neutral", "negative"] | None = None,
        theme: Annotated[str | None, Field(description="The whole name of a theme, as the summary has it.")] = None,
        words: str | None = None,
        limit: Limit = 30,
    ) -> str:
        """Return comments that match all filters, most liked first, with what was found; spam is left out."""
        async with self._client() as client:
            comments = client.comments(
                task_id,
                feedback=feedback,
                sentiment=sentiment,
                theme=theme,
                search=words,
                is_spam=False,
                ordering="-like_count",
                page_size=limit,
            )
            keys = ("id", "author", "text", "like_count", "published_at", "sentiment", "feedback", "theme", "cites")
            found = await _first(limit, comments)
            return untrusted.mark([{key: comment.raw.get(key) for key in keys} for comment in found])

    async def search(
        self,
        query: Annotated[str, Field(description='Words; "a phrase" in quotes, -word excludes, wor* is a prefix.')],
        kind: Literal["title", "transcript", "comments"] | None = None,
        mode: Annotated[Literal["words", "meaning"], Field(description="meaning: what means the same.")] = "words",
        limit: Limit = 20,
    ) -> str:
        """Find words in titles, transcripts and comments of all analyses, best first, with links at the second.

        ``warnings`` say what was not searched.
        """
        async with self._client() as client:
            found: dict[str, list[Any]] = {"hits": [], "warnings": []}
            async for page in client.search(query, kind=kind, mode=mode, page_size=min(limit, 100)).pages():
                found = {"hits": [*found["hits"], *page["results"]][:limit], "warnings": page["warnings"]}
                if len(found["hits"]) == limit:
                    break
            return untrusted.mark(found)

    async def compare(self, task_id: TaskId, other: TaskId) -> str:
        """Return what differs between two analyses: facts, sentiment, feedback, themes; and what is chance."""
        async with self._client() as client:
            return untrusted.mark((await client.compare(task_id, other)).raw)

    async def ask(self, task_id: TaskId, question: Annotated[str, Field(max_length=400)]) -> str:
        """Return the passages of the transcript and the comments that answer a question, in any language."""
        async with self._client() as client:
            return untrusted.mark((await client.ask(task_id, question)).raw)

    async def result(self, task_id: str) -> str:
        """The whole result of an analysis, as JSON."""
        async with self._client() as client:
            return untrusted.mark((await client.result(task_id)).raw)

    async def transcript(self, task_id: str) -> str:
        """The whole transcript of an analysis, as JSON."""
        async with self._client() as client:
            return untrusted.mark([each.raw async for each in client.transcript(task_id, page_size=1000)])

    async def _summary(self, client: AsyncClient, task_id: str) -> str:
        result = (await client.result(task_id)).raw["result"]
        content, comments = result["content"] or {}, result["comments"] or {}
        summary = {
            "task_id": task_id,
            "video": {key: value for key, value in result["video"].items() if key not in {"description", "tags"}},
            "content": {key: content.get(key) for key in ("glance", "summary", "key_points", "topics", "sentiment")},
            "comments": {key: comments.get(key) for key in ("fetched", "analyzed", "sentiment", "feedback", "themes")},
            "insights": result["insights"],
            "recommendations": result["recommendations"],
        }
        return untrusted.mark(summary)


async def _first(limit: int, items: Any) -> list[Any]:
    """Return at most ``limit`` items of an asynchronous list."""
    numbers = itertools.count(1)
    found = []
    async for item in items:
        found.append(item)
        if next(numbers) == limit:
            break
    return found
