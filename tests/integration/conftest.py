"""Fixtures of tests that need the real servers."""

import pytest
from channels.db import database_sync_to_async
from django.db import connections
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from analysis.access import permissions
from analysis.execution import error_policy
from analysis.models import AnalysisTask
from analysis.tasks import run_analysis
from tests.support import batches
from tests.support.fakes import Script
from tests.support.searchable import stored


@pytest.fixture
def fake_source(settings, monkeypatch):
    """Have videos come from the fake source, whose script is returned, and steps be tried again at once."""
    settings.VIDEO_SOURCES = ["tests.support.fakes.FakeSource"]
    monkeypatch.setattr(error_policy, "FIRST_RETRY_SECONDS", 0.01)
    settings.FAKE_SOURCE = Script()
    return settings.FAKE_SOURCE


@pytest.fixture
def channel(settings, monkeypatch):
    """Have lists come from a channel with three videos, which is returned: a class whose attributes may be set."""
    settings.VIDEO_SOURCES = ["tests.support.batches.Channel"]
    for name, value in {"asked": [], "numbers": [3, 2, 1], "error": None, "is_cut": False}.items():
        monkeypatch.setattr(batches.Channel, name, value)
    return batches.Channel


@pytest.fixture
def sent(monkeypatch):
    """Catch the ids of the analyses that would go to the broker."""
    ids: list[str] = []
    monkeypatch.setattr(run_analysis, "apply_async", lambda args, **_: ids.append(args[0]))
    return ids


@pytest.fixture
def data_dir(settings, tmp_path):
    """Keep files in a folder of the test."""
    settings.DATA_DIR = tmp_path
    return tmp_path


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


@pytest.fixture
def slow_search(db, settings, monkeypatch):
    """Let each search take longer than it may."""
    stored(title="Boat and moon")
    slow = AnalysisTask.objects.filter(RawSQL("pg_sleep(2) IS NOT NULL", (), BooleanField()))
    monkeypatch.setattr(permissions, "tasks_visible", lambda caller: slow)
    settings.SEARCH_TIMEOUT_MS = 50
