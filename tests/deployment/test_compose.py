"""docker-compose.yml, the Dockerfile and .env.example against one another and against the project."""

import json
import re
import shutil
import stat
import subprocess

import pytest
import yaml
from django.utils.module_loading import import_string

from tests.deployment import compose
from tests.support.paths import ROOT
from youtube_analyzer.launcher import launch

#: What takes part in the image but is no service of ours.
FROM_IMAGES = {"postgres", "valkey", "nginx"}


@pytest.fixture(scope="module")
def services():
    return compose.services({}, places={})


def reader():
    """Return a command that reads compose files, None where there is none."""
    if shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0:
        return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else None


@pytest.mark.skipif(reader() is None, reason="neither `docker compose` nor docker-compose is installed")
def test_compose_itself_takes_the_file_with_the_example_environment(tmp_path):
    shutil.copy(compose.FILE, tmp_path)
    shutil.copy(ROOT / ".env.example", tmp_path / ".env")
    done = subprocess.run(
        [*reader(), "--profile", "transcription", "config"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert set(yaml.safe_load(done.stdout)["services"]) == set(compose.services({}, places={}))


def test_every_variable_of_the_file_stands_in_the_example():
    example = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert compose.variables() - example == {"VERSION", "REVISION", "LOG_LEVEL", "YTDLP_PROXY"}
    assert example - compose.variables() == {"COMPOSE_PROFILES"}


def test_classes_that_the_example_names_exist():
    named = re.findall(r"=(analysis\.[\w.]+)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert [import_string(path) for path in named]


def test_what_the_processes_are_told_is_documented(services):
    told = {name for service in services.values() for name in compose.environment(service)}
    documented = (ROOT / "docs" / "configuration.md").read_text()
    foreign = {"REMAP_SIGTERM"} | {n for n in told if n.startswith("POSTGRES_")}
    assert not [name for name in told - foreign if f"`{name.removesuffix('_FILE')}`" not in documented]


def test_every_service_is_bounded_watched_and_locked_in(services):
    for name, service in services.items():
        assert service["logging"]["options"]["max-file"] == "5", name
        assert service["healthcheck"] == {"disable": True} if name == "migrate" else service["healthcheck"]["test"], (
            name
        )
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped"), name
        if name != "migrate":
            assert service["deploy"]["resources"]["limits"]["memory"], name
        assert service["pids_limit"] >= 256, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        if name != "postgres":
            assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name


def test_no_secret_stands_in_the_file_or_the_example(services):
    told = [value for service in services.values() for value in compose.environment(service).items()]
    assert {name for name, value in told if "/run/secrets/" in value} == {
        "SECRET_KEY_FILE",
        "DATABASE_PASSWORD_FILE",
        "REDIS_PASSWORD_FILE",
        "POSTGRES_PASSWORD_FILE",
        "METRICS_TOKEN_FILE",
        "LLM_API_KEY_FILE",
        "YOUTUBE_API_KEY_FILE",
    }
    assert not [name for name, _ in told if re.search("KEY$|PASSWORD$|SECRET$|TOKEN$", name)]
    assert not re.search("(KEY|PASSWORD|SECRET|TOKEN)=", (ROOT / ".env.example").read_text())


def test_each_role_gets_only_the_secrets_that_it_uses(services):
    common = {"secret_key", "postgres_password", "redis_password"}
    assert {name: set(service.get("secrets", ())) for name, service in services.items()} == {
        "postgres": {"postgres_password"},
        "valkey": {"redis_password"},
        "migrate": common,
        "web": common | {"metrics_token"},
        "api": common | {"metrics_token"},
        "worker": common | {"llm_api_key", "youtube_api_key"},
        "worker-transcription": common | {"llm_api_key", "youtube_api_key"},
        "dispatcher": common,
        "nginx": set(),
    }
    for name, service in services.items():
        files = [value for value in compose.environment(service).values() if value.startswith("/run/secrets/")]
        assert {file.removeprefix("/run/secrets/") for file in files} <= set(service.get("secrets", ())), name


def test_only_nginx_is_reached_from_outside_and_only_workers_reach_out(services):
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    networks = yaml.safe_load(compose.FILE.read_text())["networks"]
    closed = {name for name, options in networks.items() if options.get("internal")}
    reaching_out = {name for name, service in services.items() if set(service["networks"]) - closed}
    assert reaching_out == {"nginx", "worker", "worker-transcription"}
    inside = {name for name, service in services.items() if "inside" in service["networks"]}
    assert inside == set(services) - {"nginx"}


def test_the_image_and_make_run_start_the_same_web_server(services):
    image = re.search(r"^CMD (\[.*?\])$", _joined("Dockerfile"), re.MULTILINE | re.DOTALL)[1]
    words = " ".join(services["web"]["command"]).replace("=", " ").split()
    assert json.loads(image) == words
    laptop = list(launch.web_command(8000))
    assert [word.replace("127.0.0.1", "0.0.0.0") for word in laptop[2:]] == words


def _joined(name):
    return (ROOT / name).read_text().replace("\\\n", " ")


def test_the_image_holds_every_folder_that_runs_and_no_other(services):
    copied = set(re.findall(r"^COPY (\w+) \1$", _joined("Dockerfile"), re.MULTILINE))
    assert copied == {"youtube_analyzer", "analysis", "realtime", "templates", "sample"}
    let_in = set(re.findall(r"^!([\w.*-]+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert let_in == copied | {"manage.py", "requirements*.txt"}


def test_secrets_are_made_once_and_only_their_owner_gets_at_them(tmp_path):
    command = ["make", "--silent", "--makefile", str(ROOT / "Makefile"), "secrets"]
    subprocess.run(command, cwd=tmp_path, check=True)
    folder = tmp_path / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    made = {file.name: file.read_text() for file in folder.iterdir()}
    assert {name: len(text) for name, text in made.items()} == {
        "secret_key": 68,
        "postgres_password": 68,
        "redis_password": 68,
        "metrics_token": 68,
        "llm_api_key": 0,
        "youtube_api_key": 0,
    }
    assert len(set(made.values())) == 5
    subprocess.run(command, cwd=tmp_path, check=True)
    assert {file.name: file.read_text() for file in folder.iterdir()} == made
