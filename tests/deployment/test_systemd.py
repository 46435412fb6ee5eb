"""The units of docs/deployment/systemd: systemd takes them, and they run what docker-compose.yml runs."""

import configparser
import os
import re
import shutil
import subprocess

import pytest

from tests.support.paths import ROOT
from youtube_analyzer.launcher import launch

FOLDER = ROOT / "docs" / "deployment" / "systemd"
SERVICES = sorted(path.name for path in FOLDER.glob("*.service"))
COMMON = FOLDER / "youtube-analyzer-.service.d" / "common.conf"


def text_of(name):
    """Return a unit with its continued lines joined."""
    return (FOLDER / name).read_text().replace("\\\n", "")


def values_of(name, key):
    return [line.partition("=")[2] for line in text_of(name).splitlines() if line.startswith(f"{key}=")]


def verified(folder, units):
    """Have systemd read units, with the drop-ins beside them."""
    return subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *map(str, units)],
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{folder}:"},
        capture_output=True,
        text=True,
        check=False,
    )


needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed (Debian's package systemd)"
)


@needs_systemd
def test_systemd_takes_the_units(tmp_path):
    for path in FOLDER.rglob("*"):
        if path.is_file():
            here = tmp_path / path.relative_to(FOLDER)
            here.parent.mkdir(exist_ok=True)
            # Its programs have to exist; those of this checkout do.
            here.write_text(path.read_text().replace("/opt/youtube-analyzer", str(ROOT)))
    units = [str(path) for path in sorted(tmp_path.iterdir()) if path.is_file()]
    done = verified(tmp_path, units)
    ours = [line for line in done.stderr.splitlines() if "youtube-analyzer" in line]
    assert (done.returncode, ours) == (0, [])


@needs_systemd
def test_control_systemd_refuses_an_unknown_key_in_what_they_have_in_common(tmp_path):
    folder = tmp_path / COMMON.parent.name
    folder.mkdir()
    (folder / COMMON.name).write_text("[Service]\nNoNewPrivilege=true\n")
    unit = tmp_path / "youtube-analyzer-x.service"
    unit.write_text("[Service]\nExecStart=/bin/true\n")
    assert "NoNewPrivilege" in verified(tmp_path, [unit]).stderr


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_bounded_and_started_from_the_same_folder(name):
    assert len(values_of(name, "MemoryMax")) == 1
    assert all(line.startswith("/opt/youtube-analyzer/.venv/bin/python ") for line in values_of(name, "ExecStart"))


@pytest.mark.parametrize(
    "line",
    ["NoNewPrivileges=true", "ProtectSystem=strict", "ProtectHome=true", "CapabilityBoundingSet=", "PrivateTmp=true"],
)
def test_every_service_has_no_rights_that_it_does_not_need(line):
    assert line in COMMON.read_text().splitlines()


def test_they_run_the_commands_of_make_run():
    (web,), (worker,), (dispatcher,) = (
        values_of(f"youtube-analyzer-{role}.service", "ExecStart") for role in ("web", "worker", "dispatcher")
    )
    assert web.split()[1:] == list(launch.web_command(8000)[1:])
    assert dispatcher.split()[1:] == list(launch.dispatcher_command()[1:])
    given = {option.replace("--app", "-A") for option in worker.split()[1:]}
    assert set(launch.worker_command(2)[1:]) - given == set()


def test_each_variable_that_they_set_is_documented():
    documented = (ROOT / "docs" / "configuration.md").read_text()
    of_others = {"PATH", "HOME", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "HF_HOME", "DENO_DIR", "REMAP_SIGTERM"}
    lines = "\n".join(path.read_text() for path in (COMMON, *FOLDER.glob("*.service"))).splitlines()
    set_here = " ".join(line.removeprefix("Environment=") for line in lines if line.startswith("Environment="))
    names = set(re.findall(r"([A-Z_]+)=", set_here)) - of_others
    assert {"DATA_DIR", "SECRET_KEY_FILE", "REDIS_PASSWORD_FILE"} <= names
    assert [name for name in names if f"`{name.removesuffix('_FILE')}`" not in documented] == []


def test_the_timer_starts_a_service_that_there_is():
    timer = configparser.ConfigParser(strict=False)
    timer.read(FOLDER / "youtube-analyzer-backup.timer")
    assert timer["Timer"]["OnCalendar"]
    assert "youtube-analyzer-backup.service" in SERVICES
