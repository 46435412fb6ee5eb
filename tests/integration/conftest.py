"""Fixtures of tests that need the real servers."""

import pytest
from channels.db import database_sync_to_async
from django.db import connections

from analysis.execution import error_policy
from tests.support.fakes import Script


@pytest.fixture
def fake_source(settings, monkeypatch):
    """Have videos come from the fake source, whose script is returned, and steps be tried again at once."""
    settings.VIDEO_SOURCES = ["tests.support.fakes.FakeSource"]
    monkeypatch.setattr(error_policy, "FIRST_RETRY_SECONDS", 0.01)
    settings.FAKE_SOURCE = Script()
    return settings.FAKE_SOURCE


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
