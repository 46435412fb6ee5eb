import pytest

from analysis.sources import data_api_client
from analysis.sources.data_api import DataApiSource
from tests.support import data_api

#: The id of the video that the tests archive.
ID = "abcdefghijk"


@pytest.fixture
def folder(tmp_path):
    """Return the folder of one video in an archive."""
    (tmp_path / ID).mkdir()
    return tmp_path / ID


@pytest.fixture(scope="module")
def api_server():
    with data_api.serving() as found:
        yield found


@pytest.fixture
def api(api_server, settings, monkeypatch):
    settings.YOUTUBE_API_KEY = data_api.KEY
    monkeypatch.setattr(data_api_client, "BASE", f"http://127.0.0.1:{api_server.server_port}/youtube/v3/")
    api_server.answers, api_server.asked = {}, []
    api_server.answer("videos", {"items": [data_api.VIDEO]})
    api_server.answer("channels", data_api.CHANNEL)
    api_server.answer("captions", data_api.CAPTIONS)
    return api_server


@pytest.fixture
def source(api):
    return DataApiSource()
