"""A database that refuses every query of the thread in which consumers read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.db import database_sync_to_async
from django.db import OperationalError, connection


def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> None:
    raise OperationalError("the server closed the connection")


@asynccontextmanager
async def broken_database() -> AsyncIterator[None]:
    """Have every query fail meanwhile."""
    await database_sync_to_async(lambda: connection.execute_wrappers.append(refuse))()
    try:
        yield
    finally:
        await database_sync_to_async(lambda: connection.execute_wrappers.remove(refuse))()
