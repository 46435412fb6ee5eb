"""A first start that is killed is repeated by the next one."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from analysis.support import private_files
from tests.support import waiting
from tests.support.paths import ROOT
from youtube_analyzer.launcher import embedded_servers, launch


def test_a_private_file_is_never_half_written(tmp_path, monkeypatch):
    file = tmp_path / "secret_key"
    private_files.write_private(file, "the old key")

    def killed(descriptor):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(private_files.os, "fsync", killed)
        private_files.write_private(file, "a new key")
    assert file.read_text() == "the old key"
    private_files.write_private(file, "a new key")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("a new key", 0o600)
    assert list(tmp_path.iterdir()) == [file]


@pytest.fixture
def data_dir():
    """Give a folder outside of pytest's, which another pytest that starts closes to the user who runs PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="analyzer-tests-") as folder:
        yield Path(folder)


def test_a_data_folder_whose_creation_was_killed_is_created_anew(data_dir):
    code = f"from pathlib import Path; from youtube_analyzer.launcher import embedded_servers as e; e.postgres(Path({str(data_dir)!r}))"
    environment = os.environ | {"DEBUG": "true", "DATABASE_URL": "postgresql://none@localhost/none"}
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment) as first:
        waiting.until(lambda: list(data_dir.glob("postgres-*/PG_VERSION")) or first.poll() is not None, 30)
        first.send_signal(signal.SIGKILL)
    assert first.returncode == -signal.SIGKILL
    assert not (data_dir / "postgres").exists()
    running = embedded_servers.start(data_dir)
    running.stop()
    assert [path.name for path in data_dir.glob("postgres*/")] == ["postgres"]


@pytest.mark.long
def test_an_environment_whose_creation_was_killed_is_created_anew(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    variables = [f"VENV={tmp_path}", f"PYTHON={sys.executable}"]
    stamp = tmp_path / "base.stamp"
    # It is killed while pip installs: the environment is complete, what is in it is not.
    killed = subprocess.run(["make", *variables, "PIP=kill $$$$ #", str(stamp)], cwd=ROOT, capture_output=True)
    assert killed.returncode != 0
    assert not stamp.exists()
    (tmp_path / "half of a package").touch()
    subprocess.run(
        ["make", *variables, f"PIP={tmp_path}/bin/python -m pip --version #", str(stamp)], cwd=ROOT, check=True
    )
    assert stamp.exists()
    assert not (tmp_path / "half of a package").exists()


@pytest.mark.django_db
def test_an_admin_whose_password_was_not_stored_gets_another(monkeypatch):
    for password in ("of the killed start", "of the next start"):
        monkeypatch.setenv("ADMIN_PASSWORD", password)
        exec(launch.SET_ADMIN)
    admin = User.objects.get(username="admin")
    assert admin.check_password("of the next start")
    assert admin.is_superuser
    assert admin.is_staff
