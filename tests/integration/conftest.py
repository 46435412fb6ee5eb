"""Fixtures of tests that need the real servers."""

import pytest
from channels.db import database_sync_to_async
from django.db import connections


@pytest.fixture
async def database_thread():
    """Close the connection of the thread in which consumers read; ``channels.testing`` keeps it from closing itself."""
    yield
    await database_sync_to_async(connections.close_all)()


@pytest.fixture
def auth_required(settings):
    """Serve nobody without a login."""
    settings.AUTH_REQUIRED = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
