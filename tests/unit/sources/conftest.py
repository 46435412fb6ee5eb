import pytest

#: The id of the video that the tests archive.
ID = "abcdefghijk"


@pytest.fixture
def folder(tmp_path):
    """Return the folder of one video in an archive."""
    (tmp_path / ID).mkdir()
    return tmp_path / ID
