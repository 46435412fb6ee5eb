"""The pictures of README and docs: made by one command, and all there."""

import os
import re
import subprocess
import sys

import pytest
from PIL import Image

from tests.browser import readme_pictures
from tests.browser.serving import CHROMIUM
from tests.support.paths import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
#: Bytes of the film: README is read over slow lines, too.
LARGEST_FILM = 1_000_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_picture_that_a_page_shows_is_there(page):
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text("utf-8"))
    assert [name for name in shown if not (page.parent / name).is_file()] == []


def test_every_picture_is_shown_and_made_by_the_command():
    shown = {name for page in PAGES for name in re.findall(r"images/([\w.-]+)\)", page.read_text("utf-8"))}
    made = {readme_pictures.FILM, *readme_pictures.SIZES}
    assert shown == made == {path.name for path in (ROOT / "docs/images").iterdir()}


def assert_pictures(folder):
    for name, size in readme_pictures.SIZES.items():
        with Image.open(folder / name) as picture:
            assert picture.size == size, name
    path = folder / readme_pictures.FILM
    with Image.open(path) as film:
        assert film.size == readme_pictures.FILM_SHOWN
        assert film.n_frames > 10
    assert path.stat().st_size < LARGEST_FILM


def test_the_pictures_have_their_sizes():
    assert_pictures(ROOT / "docs/images")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (make programs installs it on Debian)")
def test_the_command_makes_the_pictures_from_a_real_analysis(tmp_path):
    # With servers of its own, as for somebody who types the command.
    others = ("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "DATA_DIR", "PYTEST_XDIST_WORKER")
    environment = {name: value for name, value in os.environ.items() if name not in others}
    command = [sys.executable, "-m", "tests.browser.readme_pictures", tmp_path]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=600)
    assert_pictures(tmp_path)
