"""docs/deployment/kubernetes against the schemas of Kubernetes, docker-compose.yml and the project."""

import re
from pathlib import Path

import pytest
import yaml
from django.urls import resolve
from django.utils.module_loading import import_string

from tests.deployment import compose
from tests.support.paths import ROOT

FOLDER = ROOT / "docs" / "deployment" / "kubernetes"
DOCUMENTS = [
    pytest.param(document, id=f"{document['kind']}-{document['metadata']['name']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for document in yaml.safe_load_all(file.read_text())
]
OBJECTS = [parameter.values[0] for parameter in DOCUMENTS]
ROLES = {each["metadata"]["name"]: each for each in OBJECTS if each["kind"] in {"Deployment", "Job"}}
CONFIGURATION = next(each for each in OBJECTS if each["kind"] == "ConfigMap")["data"]


def container(role):
    (found,) = ROLES[role]["spec"]["template"]["spec"]["containers"]
    return found


def environment(role):
    return CONFIGURATION | {each["name"]: each["value"] for each in container(role).get("env", ())}


def secrets(role):
    volumes = ROLES[role]["spec"]["template"]["spec"]["volumes"]
    return {item["key"] for volume in volumes if "secret" in volume for item in volume["secret"]["items"]}


@pytest.fixture(scope="module")
def services():
    return compose.services({"WORKERS": "1"}, places={})


@pytest.mark.parametrize("document", DOCUMENTS)
def test_kubernetes_takes_the_document(document):
    validator = pytest.importorskip("kubernetes_validate", reason="kubernetes-validate is not installed")
    validator.validate(document, "1.37", strict=True)


def test_control_a_misspelt_field_is_found():
    validator = pytest.importorskip("kubernetes_validate", reason="kubernetes-validate is not installed")
    text = yaml.safe_dump(ROLES["web"]).replace("readinessProbe", "readynessProbe")
    with pytest.raises(validator.ValidationError, match="readynessProbe"):
        validator.validate(yaml.safe_load(text), "1.37", strict=True)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_runs_the_command_of_compose_with_its_secrets(role, services):
    assert container(role)["command"] == services[role]["command"]
    assert secrets(role) == set(services[role]["secrets"])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_documented_settings_and_files_that_it_has(role):
    documented = (ROOT / "docs" / "configuration.md").read_text()
    settings = environment(role)
    assert not [
        name for name in settings if name != "REMAP_SIGTERM" and f"`{name.removesuffix('_FILE')}`" not in documented
    ]
    files = {Path(value).name for value in settings.values() if value.startswith("/run/secrets/")}
    assert files <= secrets(role)
    classes = [import_string(value) for value in settings.values() if value.startswith("analysis.")]
    assert classes or "worker" not in role


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_locked_in_and_bounded(role):
    assert ROLES[role]["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"]
    assert container(role)["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container(role)["resources"]["limits"]["memory"]


def test_only_who_listens_or_migrates_passes_by_pgbouncer():
    behind = {role for role in ROLES if ":6432/" in environment(role)["DATABASE_URL"]}
    assert behind == {role for role in ROLES if environment(role).get("DATABASE_TRANSACTION_POOLING") == "true"}
    assert set(ROLES) - behind == {"migrate", "dispatcher"}


def test_probes_ask_for_what_there_is(services):
    web = container("web")
    for name in ("startupProbe", "readinessProbe", "livenessProbe"):
        asked = web[name]["httpGet"]
        assert resolve(asked["path"])
        assert asked["port"] in {port["name"] for port in web["ports"]}
        (host,) = (header["value"] for header in asked["httpHeaders"])
        assert host in CONFIGURATION["ALLOWED_HOSTS"].split(",")
    assert {f"--port={port['containerPort']}" for port in web["ports"]} <= set(web["command"])
    for role in ("worker", "worker-transcription", "dispatcher"):
        assert container(role)["livenessProbe"]["exec"]["command"][-1] == services[role]["healthcheck"]["test"][-1]


def test_what_selects_pods_finds_them():
    labels = {name: each["spec"]["template"]["metadata"]["labels"] for name, each in ROLES.items()}
    for each in OBJECTS:
        if each["kind"] in {"Deployment", "PodDisruptionBudget"}:
            assert each["spec"]["selector"]["matchLabels"] == labels[each["metadata"]["name"]]
        elif each["kind"] == "Service":
            assert each["spec"]["selector"] == labels[each["metadata"]["name"]]
        elif each["kind"] == "HorizontalPodAutoscaler":
            assert each["spec"]["scaleTargetRef"]["name"] in ROLES
    budgets = {each["metadata"]["name"] for each in OBJECTS if each["kind"] == "PodDisruptionBudget"}
    assert budgets == set(ROLES) - {"migrate"}


def test_workers_grow_with_a_figure_that_is_exported():
    (figure,) = (
        metric["external"]["metric"]["name"]
        for each in OBJECTS
        if each["kind"] == "HorizontalPodAutoscaler"
        for metric in each["spec"]["metrics"]
        if metric["type"] == "External"
    )
    exported = (ROOT / "analysis" / "api" / "monitoring" / "exposition.py").read_text()
    assert re.search(f'"{figure}"', exported)
