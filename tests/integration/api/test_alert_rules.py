"""The alert rules and the dashboard that docs/monitoring ships speak of figures that /metrics has."""

import json
import re
import shutil
import subprocess

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from analysis import counters
from analysis.exceptions import RateLimited
from analysis.execution import lifecycle
from analysis.sources import circuit_breaker
from realtime import metrics
from tests.support.factories import TaskFactory
from tests.support.paths import DATA, ROOT

FOLDER = ROOT / "docs" / "monitoring"
RULES = FOLDER / "alerts.yml"
#: Figures over time, and what fires then.
CASES = DATA / "alerts_test.yml"
#: What Prometheus itself knows.
ITS_OWN = {"up"}
#: A figure, and the labels that are asked of it.
FIGURE = re.compile(r"\b(analyzer_\w+|up)\b(?:\{([^}]*)\})?")
pytestmark = pytest.mark.django_db(transaction=True)


def rules():
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def panels():
    return [panel for panel in json.loads((FOLDER / "dashboard.json").read_text())["panels"] if panel["type"] != "row"]


def expressions():
    return [rule["expr"] for rule in rules()] + [target["expr"] for panel in panels() for target in panel["targets"]]


@pytest.fixture
def labels_of(client):
    """Return the labels of each sample of a real scrape after something of everything has happened, by its name."""
    metrics.LAG.observe(0.01)
    circuit_breaker.record_refusal("ytdlp", RateLimited(retry_after=60))
    task = TaskFactory()
    lifecycle.cancel_task(task.pk, "why not")
    for name, labels in (("step_attempts", {"step": "extraction", "outcome": "failed", "code": "X"}),):
        counters.add(name, **labels)
    counters.add("step_seconds_class", step="extraction", le="1")
    counters.add("step_seconds_sum", 0.5, step="extraction")
    counters.flush()
    client.get("/livez")
    families = list(text_string_to_metric_families(client.get("/metrics").content.decode()))
    found = {sample.name: set(sample.labels) for family in families for sample in family.samples}
    # Streams and sockets end elsewhere, and tests have no pool.
    return found | {
        "analyzer_connections_total": {"route", "status"},
        "analyzer_pool_connections": {"state"},
        "analyzer_pool_waiting": set(),
        # And no backups.
        "analyzer_backup_age_seconds": set(),
    }


def test_every_figure_that_they_name_stands_in_a_scrape_with_its_labels(labels_of):
    asked = {(name, matchers) for text in expressions() for name, matchers in FIGURE.findall(text)}
    assert len({name for name, _ in asked}) > 15
    for name, matchers in asked:
        if name not in ITS_OWN:
            assert name in labels_of, name
            assert set(re.findall(r"(\w+)\s*[=!]", matchers)) <= labels_of[name], (name, matchers)


def test_the_documentation_explains_every_figure(labels_of):
    text = (FOLDER.parent / "operations.md").read_text()
    for name in labels_of:
        if name.startswith("analyzer_"):
            plain = name.removeprefix("analyzer_")
            assert any(f"`{form}`" in text for form in (plain, re.sub("_(bucket|count|sum)$", "", plain))), name


def test_every_alert_says_what_is_wrong_and_what_to_do():
    for rule in rules():
        assert set(rule["annotations"]) == {"summary", "action"}, rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"}


def test_every_panel_says_what_it_shows():
    assert len(panels()) >= 15
    assert all(panel["description"] for panel in panels())


needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is not installed (`make programs` does so)"
)


def promtool(*arguments):
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@needs_promtool
def test_prometheus_takes_the_rules():
    assert f"{len(rules())} rules found" in promtool("check", "rules", RULES)


@needs_promtool
def test_the_rules_fire_when_they_should_and_count_what_all_processes_tell_once():
    promtool("test", "rules", CASES)
