"""What stands before Django's settings."""

import json
import os

import pytest

from youtube_analyzer.launcher import embedded_servers, launch
from youtube_analyzer.launcher.supervisor import Supervisor


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Give a data folder that a service left its environment in, seen from a terminal where nothing is set."""
    for name in set(os.environ) - {"PATH"}:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    left = {"DATABASE_URL": "postgresql://left/behind", "SECRET_KEY": "left"}
    (tmp_path / "environment").write_text(json.dumps(left))
    return tmp_path


@pytest.mark.parametrize("named", [{}, {"DATABASE_URL": "postgresql://left/behind"}])
def test_the_servers_of_a_running_service_are_taken_over(folder, named):
    os.environ.update(named)
    with launch._locked(folder):
        launch._load_running_environment(folder)
    assert (os.environ["DATABASE_URL"], os.environ["SECRET_KEY"]) == ("postgresql://left/behind", "left")


def test_what_a_killed_service_left_is_not(folder):
    launch._load_running_environment(folder)
    assert "DATABASE_URL" not in os.environ


def test_a_named_database_is_never_replaced(folder):
    os.environ["DATABASE_URL"] = "postgresql://named/one"
    with launch._locked(folder), launch.provide_servers():
        assert os.environ["DATABASE_URL"] == "postgresql://named/one"
        assert "SECRET_KEY" not in os.environ


def test_servers_that_files_name_are_taken(folder):
    named = {"DATABASE_URL": "postgresql://named/one", "REDIS_URL": "redis://named/0", "SECRET_KEY": "named"}
    for name, value in named.items():
        (folder / name).write_text(f"{value}\n")
        os.environ[f"{name}_FILE"] = str(folder / name)
    launch._start_servers(Supervisor(print), folder, 8000)
    assert json.loads((folder / "environment").read_text()) == named


def test_data_of_another_major_version_of_postgresql_are_refused_in_a_sentence(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(embedded_servers.ServerError, match="was written by PostgreSQL 9, and this installation has"):
        embedded_servers.postgres(folder)


def test_a_second_service_on_the_same_folder_is_refused_in_a_sentence(folder):
    with launch._locked(folder), pytest.raises(launch.StartupError, match="is in use"), launch._locked(folder):
        pass


def test_a_port_that_is_no_number_is_told_in_a_sentence(folder, capsys, monkeypatch):
    os.environ["PORT"] = "many"
    monkeypatch.setattr(launch.signal, "signal", lambda number, handler: None)
    assert launch.run_service([]) == 1
    assert "PORT must be a whole number" in capsys.readouterr().out
