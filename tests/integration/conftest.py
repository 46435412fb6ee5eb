"""Fixtures of tests that need the real servers."""

import pytest
from channels.db import database_sync_to_async
from django.db import connections

from analysis.execution import runner
from tests.fakes import FakeSource


@pytest.fixture
def fake_source(settings, monkeypatch):
    """Have videos come from the fake source, which is returned, and steps be tried again at once."""
    settings.VIDEO_SOURCES = ["tests.fakes.FakeSource"]
    monkeypatch.setattr(runner, "FIRST_RETRY_SECONDS", 0.01)
    FakeSource.reset()
    yield FakeSource
    FakeSource.reset()


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
