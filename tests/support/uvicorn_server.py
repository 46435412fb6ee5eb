"""uvicorn in this process, for tests of its protocols."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from tests.support import waiting


@asynccontextmanager
async def serving(application: Any, **options: Any) -> AsyncIterator[tuple[uvicorn.Server, int]]:
    """Serve ``application`` and give the server and its port; ``options`` are uvicorn's."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, lifespan="off", log_config=None, **options)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await waiting.until_async(lambda: server.started)
        yield server, listening.getsockname()[1]
    finally:
        server.force_exit = server.should_exit = True
        await task
