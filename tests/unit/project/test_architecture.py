"""docs/architecture.md against the import rules of pyproject.toml."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def layers():
    """Return the layers of ``analysis`` as import-linter reads them, lowest first, each a set of names."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (rule,) = [each for each in contracts if each.get("containers") == ["analysis"]]
    return [set(re.split(r"\s*[|:]\s*", layer)) for layer in reversed(rule["layers"])]


def documented():
    """Return the first column of the table of layers, one set of names a row."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    table = text.split("| packages |")[1].split("\n\n")[0]
    rows = [row.split("|")[1] for row in table.strip().split("\n")[2:]]
    return [set(re.findall(r"`(\w+)`", row)) for row in rows]


def test_the_table_of_layers_is_that_of_the_import_rules():
    assert documented() == layers()


def test_the_root_of_analysis_holds_only_the_vocabulary_and_the_entry_points():
    modules = {path.stem for path in (ROOT / "analysis").glob("*.py")} - {"__init__"}
    vocabulary = {"choices", "events", "exceptions", "options", "youtube"}
    assert modules == vocabulary | {"apps", "urls", "tasks", "services", "dispatcher", "counters"}


def test_no_file_is_longer_than_350_lines():
    tops = ("analysis", "realtime", "youtube_analyzer", "benchmarks", "tests")
    files = [path for top in tops for path in (ROOT / top).rglob("*.py") if "migrations" not in path.parts]
    assert [str(path) for path in files if len(path.read_text().split("\n")) > 351] == []
