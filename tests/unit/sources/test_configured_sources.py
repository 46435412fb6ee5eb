"""Which sources there are, by settings."""

import importlib
import os
import pkgutil
import re
import subprocess
import sys

import pytest

from analysis import sources
from analysis.models import SourceState
from analysis.pipeline.ports import VideoSource
from analysis.sources import registry
from analysis.sources.archive import ArchiveSource
from analysis.sources.wrappers import GuardedSource
from tests.support.paths import ROOT


def _go_on():
    """Want every answer."""


def test_the_sources_stand_in_the_order_of_the_settings(settings):
    settings.VIDEO_SOURCES = ["analysis.sources.ytdlp.YtDlpSource", "analysis.sources.archive.ArchiveSource"]
    assert [source.name for source in registry.load_sources(_go_on)] == ["ytdlp", "archive"]


def test_only_what_lies_beyond_a_network_is_guarded(settings):
    settings.VIDEO_SOURCES = ["analysis.sources.ytdlp.YtDlpSource", "analysis.sources.archive.ArchiveSource"]
    assert [type(source) for source in registry.load_sources(_go_on)] == [GuardedSource, ArchiveSource]


def test_a_source_is_found_by_the_name_that_an_extraction_bears(settings):
    settings.VIDEO_SOURCES = ["analysis.sources.archive.ArchiveSource", "tests.support.fakes.FakeSource"]
    assert registry.get_source("fake", _go_on).name == "fake"
    with pytest.raises(LookupError, match="VIDEO_SOURCES"):
        registry.get_source("ytdlp", _go_on)


def test_a_source_that_is_misspelt_is_not_passed_over(settings):
    settings.VIDEO_SOURCES = ["analysis.sources.archive.Archive"]
    with pytest.raises(ImportError):
        registry.load_sources(_go_on)


def test_dumps_can_be_read_without_a_service():
    program = "from analysis.sources import info_json\nprint(info_json.video({'title': 'A talk'}, 'x').title)\n"
    without = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=without, capture_output=True, text=True)
    assert done.stdout == "A talk\n", done.stderr


def test_every_source_has_its_name_in_the_default_and_its_documentation_and_its_name_fits_its_column():
    (documented,) = re.findall(
        r"^\| `VIDEO_SOURCES` .*$", (ROOT / "docs" / "configuration.md").read_text(), re.MULTILINE
    )
    for module in pkgutil.iter_modules(sources.__path__, "analysis.sources."):
        for source in vars(importlib.import_module(module.name)).values():
            if getattr(source, "__module__", "") == module.name and "fetch_video" in vars(source):
                assert sources.NAMES[source.name] == f"{module.name}.{source.__name__}"
                assert source.name in documented
                assert len(source.name) <= SourceState._meta.get_field("name").max_length
                assert source.is_remote in (True, False)
                assert {name for name in vars(VideoSource) if name.startswith("fetch_")} <= set(vars(source))


def test_the_data_api_is_left_out_without_a_key(settings):
    settings.YOUTUBE_API_KEY = ""
    assert [source.name for source in registry.load_sources(_go_on)] == ["archive", "ytdlp"]
    settings.YOUTUBE_API_KEY = "AIzaKeyOfTheTests"
    assert [source.name for source in registry.load_sources(_go_on)] == ["archive", "data_api", "ytdlp"]
