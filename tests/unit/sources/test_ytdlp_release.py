"""Which yt-dlp is used: the pinned one, or a newer one that was installed into DATA_DIR."""

import sys
import zipfile
from datetime import date
from importlib.metadata import version

import pytest
from django.core.management import CommandError, call_command

from analysis.sources import ytdlp_release


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Keep the releases of each test apart."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def index(tmp_path, monkeypatch):
    """Give a function that puts a wheel where pip looks for it, and nowhere else."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))

    def publish(name, number, files, requires=()):
        folder = f"{name}-{number}.dist-info"
        needs = "".join(f"Requires-Dist: {need}\n" for need in requires)
        with zipfile.ZipFile(wheels / f"{name}-{number}-py3-none-any.whl", "w") as wheel:
            for path, text in files.items():
                wheel.writestr(path, text)
            wheel.writestr(f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n{needs}")
            wheel.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{folder}/RECORD", "")

    return publish


def installed(tmp_path, number):
    """Install a release by hand."""
    (tmp_path / "yt-dlp" / number).mkdir(parents=True)
    (tmp_path / "yt-dlp" / "current").write_text(number)


def test_the_pinned_release_is_used_where_none_was_installed():
    assert ytdlp_release.version() == version("yt-dlp")


def test_an_installed_release_is_used_until_one_goes_back(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    installed(tmp_path, "2027.1.2")
    assert ytdlp_release.version() == "2027.1.2"
    ytdlp_release.activate()
    assert sys.path[0] == str(tmp_path / "yt-dlp" / "2027.1.2")
    call_command("update_ytdlp", "--back")
    assert ytdlp_release.version() == version("yt-dlp")


def test_a_newer_pinned_release_is_used_unless_the_older_was_asked_for(tmp_path):
    installed(tmp_path, "2020.1.2")
    assert ytdlp_release.version() == version("yt-dlp")
    (tmp_path / "yt-dlp" / "current").write_text("2020.1.2 kept")
    assert ytdlp_release.version() == "2020.1.2"


@pytest.mark.parametrize("name", ["../../etc", "", "2027.1.2/..", "2027.1.3"])
def test_a_name_that_is_no_installed_release_is_ignored(tmp_path, name):
    installed(tmp_path, "2027.1.2")
    (tmp_path / "yt-dlp" / "current").write_text(name)
    assert ytdlp_release.version() == version("yt-dlp")


@pytest.mark.parametrize(
    ("number", "days"),
    [("2026.7.4", 27), ("2026.07.04", 27), ("2026.7.4.post1", 27), ("1.2", None), ("2026.13.1", None)],
)
def test_the_age_of_a_release_is_in_its_version(number, days):
    assert ytdlp_release.age_days(number, date(2026, 7, 31)) == days


@pytest.mark.long
def test_a_release_that_is_not_there_or_does_not_work_with_this_service_is_not_used(index, tmp_path):
    with pytest.raises(CommandError, match="cannot be reached from here"):
        call_command("update_ytdlp")
    index("yt_dlp", "2027.1.2", {"yt_dlp/__init__.py": ""}, ["yt-dlp-ejs==9.9; extra == 'default'"])
    index("yt_dlp_ejs", "9.9", {"yt_dlp_ejs/__init__.py": ""})
    with pytest.raises(CommandError, match="does not work with the release"):
        call_command("update_ytdlp")
    assert ytdlp_release.version() == version("yt-dlp")
    assert list((tmp_path / "yt-dlp").iterdir()) == []


@pytest.mark.long
def test_a_release_is_installed_with_the_scripts_that_it_names_and_tried(index, monkeypatch, capsys):
    monkeypatch.setattr(ytdlp_release, "_TRIAL", "import yt_dlp, yt_dlp_ejs; assert yt_dlp_ejs.number == 9")
    index("yt_dlp", "2027.1.2", {"yt_dlp/__init__.py": ""}, ["yt-dlp-ejs==9.9; extra == 'default'"])
    index("yt_dlp_ejs", "9.9", {"yt_dlp_ejs/__init__.py": "number = 9"})
    index("yt_dlp_ejs", "10.0", {"yt_dlp_ejs/__init__.py": "number = 10"})
    call_command("update_ytdlp")
    assert "yt-dlp 2027.1.2 (before:" in capsys.readouterr().out
    assert ytdlp_release.version() == "2027.1.2"


def test_what_is_no_version_is_refused():
    with pytest.raises(CommandError, match="is a date"):
        call_command("update_ytdlp", "--to", "yt-dlp @ https://evil.example/x.whl")
