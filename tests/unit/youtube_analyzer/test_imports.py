"""What processes import before they have anything to do."""

import subprocess
import sys

import pytest

from tests.support.paths import ROOT

pytestmark = pytest.mark.long  # each starts a Python that imports everything
#: Libraries of the pipeline: half of the memory of a process that imports them.
HEAVY = {"numpy", "scipy", "lemminflect"}
#: Lists of words, which only an analysis needs.
LISTS = {"stopwordsiso"}
#: What only some requests need: security keys, charts.
LATER = {"fido2", "pygal"}
#: Optional parts of libraries, which nothing here uses.
UNUSED = {"rich", "twisted", "opentelemetry", "yaml"}
SCRIPT = "import django, sys; django.setup(); import {}; print(*sys.modules)"


@pytest.mark.parametrize("module", ["analysis.management.commands.dispatch", "youtube_analyzer.asgi"])
def test_a_process_that_analyses_nothing_does_without_the_libraries_of_the_pipeline(module):
    assert not (HEAVY | LISTS | LATER) & imported(module)


def test_a_process_loads_the_server_of_runserver_in_development_only(monkeypatch):
    assert "daphne.server" not in imported("youtube_analyzer.asgi")
    monkeypatch.setenv("DEBUG", "true")
    assert "daphne.server" in imported("youtube_analyzer.asgi")


def test_a_web_process_loads_its_urls_before_the_first_request():
    assert {"analysis.urls", "analysis.api.urls"} <= imported("youtube_analyzer.asgi")


def test_control_a_worker_imports_them():
    assert imported("analysis.execution.runner") >= HEAVY


def test_a_worker_loads_neither_the_api_nor_lists_of_words_before_its_first_analysis():
    loaded = imported("youtube_analyzer.celery; youtube_analyzer.celery.app.loader.import_default_modules()")
    assert "analysis.tasks" in loaded
    assert not ({"rest_framework.views", "zxcvbn", "scipy.linalg"} | UNUSED) & loaded


def imported(module: str) -> set[str]:
    """Return the modules of a new process that imports this one."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(module)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())
