"""Folders for the files of a running step."""

import errno
import os
import subprocess
import sys

import pytest

from analysis.exceptions import AudioExtractionFailed, DiskFull
from analysis.execution import workspace


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "tmp"


def test_a_folder_is_gone_when_its_block_is_left_also_by_an_error(root):
    with pytest.raises(ZeroDivisionError), workspace.temporary_folder() as folder:
        (folder / "sound.m4a").write_text("x")
        raise ZeroDivisionError
    assert list(root.iterdir()) == []


def test_a_full_disk_is_told_as_such(root, monkeypatch):
    def full(**_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(workspace.tempfile, "mkdtemp", full)
    with pytest.raises(DiskFull, match="disk is full") as told, workspace.temporary_folder():
        raise AssertionError("there is no folder")
    assert told.value.code == "AUDIO_EXTRACTION_FAILED"


def test_a_folder_that_cannot_be_used_is_told_without_saying_where_it_lies(root):
    root.write_text("a file where the folder should be")
    with pytest.raises(AudioExtractionFailed, match="cannot store audio"), workspace.temporary_folder():
        raise AssertionError("there is no folder")


def test_a_sweep_leaves_the_folder_of_whoever_is_at_work(root):
    with workspace.temporary_folder() as folder:
        assert workspace.delete_stale() == 0
        assert folder.exists()


def test_a_sweep_removes_what_a_killed_process_left(root):
    killed = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from django.conf import settings\n"
        f"settings.configure(DATA_DIR=Path({str(root.parent)!r}))\n"
        "from analysis.execution import workspace\n"
        "with workspace.temporary_folder() as folder:\n"
        "    (folder / 'sound.m4a').write_text('x')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", killed], check=False)
    assert [path.name for folder in root.iterdir() for path in folder.iterdir()] == ["sound.m4a"]
    assert workspace.delete_stale() == 1
    assert list(root.iterdir()) == []
