"""The rows of the recipes in docs/contributing.md that no other test would miss."""

import ast
import importlib
import importlib.metadata
import re
import sys
import tomllib
from typing import get_args, get_type_hints

import pytest
from django.urls import URLPattern, get_resolver

from analysis import events
from analysis.admin import actions
from analysis.choices import StepName
from analysis.execution import result_metadata, workflow
from analysis.models import StepRun, TaskEvent
from analysis.pipeline import synthesis, values
from analysis.queries import filters
from analysis.urls import urlpatterns as pages
from tests.support.paths import ROOT

PACKAGES = ("analysis", "realtime", "youtube_analyzer")


def text_of(*patterns: str) -> str:
    """Return the text of all files that match."""
    return "\n".join(path.read_text("utf-8") for pattern in patterns for path in sorted(ROOT.glob(pattern)))


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# A step


@pytest.mark.parametrize("name", StepName.values)
def test_a_step_has_a_module_in_the_pipeline_and_a_name_that_fits_its_column(name):
    assert importlib.import_module(f"analysis.pipeline.{name}")
    assert len(name) <= StepRun._meta.get_field("name").max_length


@pytest.mark.parametrize("part", [step.part for step in workflow.STEPS if step.part])
def test_the_part_of_a_step_reaches_the_result_the_page_the_terminal_and_the_documentation(part):
    taken = get_type_hints(synthesis.synthesise).values()
    (shape,) = set(get_args(get_type_hints(values.Result)[part])) - {type(None)}
    assert any(shape in (hint, *get_args(hint)) for hint in taken), "an argument of synthesise"
    assert f"result.{part}" in text_of("templates/analysis/_result_tabs.html")
    assert f'result["{part}"]' in text_of("analysis/management/terminal.py")
    assert f"`{part}." in text_of("docs/analysis.md")


# A source


def imported() -> set[str]:
    """Return the top-level names that the product imports from other packages."""
    trees = [ast.parse(path.read_text("utf-8")) for top in PACKAGES for path in (ROOT / top).rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level and node.module}
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - set(PACKAGES)


def test_a_package_that_is_imported_is_locked():
    locked = {normalised(name) for name in re.findall(r"^([\w.-]+)==", text_of("requirements*.txt"), re.MULTILINE)}
    distributions = importlib.metadata.packages_distributions()
    missing = {name for name in imported() if not locked & set(map(normalised, distributions.get(name, ())))}
    assert not missing, "requirements.in, then `make lock`"


def test_a_package_whose_version_a_result_names_is_installed_with_the_product():
    locked = {normalised(name) for name in re.findall(r"^([\w.-]+)==", text_of("requirements.txt"), re.MULTILINE)}
    assert set(map(normalised, result_metadata.VERSIONED)) <= locked


def test_a_package_that_is_asked_for_has_its_reason():
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    wanted = [line for line in text_of("requirements.in").splitlines() if not line.startswith("#")]
    wanted += [each for extra in project["optional-dependencies"].values() for each in extra]
    reasons = normalised(text_of("docs/decisions/0001-dependencies.md"))
    # What was given is named in words.
    given = {"djangorestframework": "drf", "psycopg": "psycopg 3"}
    names = [normalised(re.match(r"[\w.-]+", requirement)[0]) for requirement in wanted]
    assert [name for name in names if given.get(name, name) not in reasons] == []


def test_a_source_has_tests():
    sources = {path.split(".")[-2] for path in re.findall(r"analysis\.sources\.\w+\.\w+", text_of("*/settings.py"))}
    assert [name for name in sources if not (ROOT / f"tests/unit/sources/test_{name}.py").is_file()] == []


# An event


def test_every_event_is_listed_and_its_type_fits_its_column():
    assert {*events.EVENT_TYPES, *events.BATCH_EVENT_TYPES} == set(events.Event.__subclasses__())
    longest = TaskEvent._meta.get_field("type").max_length
    known = (*events.EVENT_TYPES, *events.BATCH_EVENT_TYPES)
    assert [event.type for event in known if len(event.type) > longest] == []


@pytest.mark.parametrize("event", events.EVENT_TYPES)
def test_an_event_is_recorded_and_reaches_the_page_and_the_terminal(event):
    assert f"events.{event.__name__}(" in text_of("analysis/execution/*.py")
    if not event.terminal:  # the page reads its text from the frame, and the terminal prints the reason
        handlers = re.search(r"const HANDLERS = \{(.*?)\}", text_of("analysis/static/analysis/task_page.js"), re.DOTALL)
        assert f"{event.type}:" in handlers[1]
        assert f"events.{event.__name__}.type" in text_of("analysis/management/terminal.py")


# A comment field


def test_a_filter_of_the_comments_is_documented():
    table = text_of("docs/api.md").split("## Read the comments")[1].split("\n## ")[0]
    rows = " ".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE))
    assert [name for name in filters.CommentFilter.base_filters if f"`{name}`" not in rows] == []


# A setting


def test_a_variable_is_read_by_env_alone_and_has_a_row():
    names = re.findall(r'env\.\w+\(\s*"(\w+)"', text_of("youtube_analyzer/settings.py"))
    documented = text_of("docs/configuration.md")
    assert names
    assert [name for name in names if f"`{name}`" not in documented] == []
    # The launcher hands the environment on to the processes that it starts; the others only name the settings.
    readers = [
        str(path.relative_to(ROOT))
        for top in PACKAGES
        for path in (ROOT / top).rglob("*.py")
        if re.search(r"os\.(environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|getenv)", path.read_text("utf-8"))
    ]
    assert set(readers) == {"youtube_analyzer/env.py", "youtube_analyzer/launcher/launch.py"}


# An endpoint and a page


def routes(patterns, above: str = "") -> dict[str, str]:
    """Return the route of each name."""
    found = {}
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            found |= routes(pattern.url_patterns, route) if "admin" not in route else {}
        elif pattern.name:
            found[pattern.name] = route
    return found


@pytest.mark.parametrize(("name", "route"), routes(get_resolver().url_patterns).items())
def test_an_address_is_requested_by_a_test_of_its_package(name, route):
    folder = "pages" if name in routes(pages) else "*"
    tests = text_of(f"tests/integration/{folder}/*.py", "tests/hostile/*.py" if folder == "*" else "tests/none")
    literal = [part.strip("/").removeprefix("api/v1/") for part in re.split(r"<[^>]*>", route) if part.strip("/")]
    assert f'"{name}"' in tests or not literal or literal[-1] in tests


def test_a_template_of_a_page_extends_the_base():
    whole = [path for folder in ("analysis", "accounts") for path in (ROOT / "templates" / folder).glob("[!_]*.html")]
    assert whole
    bases = ('{% extends "base.html" %}', '{% extends "plain.html" %}')
    assert [path.name for path in whole if not path.read_text("utf-8").startswith(bases)] == []


# An action of staff


@pytest.mark.parametrize("act", actions.ACTS, ids=lambda act: act.name)
def test_an_action_of_staff_is_documented_and_tested(act):
    assert f"\n| {act.label} |" in text_of("docs/operations.md")
    assert re.search(rf'\b(do|ask)\(\w+, "{act.name}"', text_of("tests/integration/admin/test_*.py"))
