"""`make release`, on a copy of this checkout with a history of its own."""

import json
import os
import re
import subprocess

import pytest

from maintenance import release
from tests.support.checkout import MAINTENANCE, copy_checkout
from tests.support.paths import ROOT

NOBODY = {"NAME": "Maintainer", "EMAIL": "maintainer@example.org"}
ENVIRONMENT = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in NOBODY.items()}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = copy_checkout(tmp_path_factory.mktemp("release") / "checkout")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", "Begin")
    pass_checks(folder)
    return folder


@pytest.fixture
def copy(template):
    """Give the copy, and put it back as it was afterwards."""
    first = git(template, "rev-parse", "HEAD")
    yield template
    git(template, "checkout", "--quiet", "--force", "-B", "main", first)
    git(template, "clean", "--quiet", "-fd")
    for tag in git(template, "tag").split():
        git(template, "tag", "--delete", tag)
    pass_checks(template)


def git(folder, *arguments):
    command = ["git", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false", *arguments]
    run = subprocess.run(command, cwd=folder, env=os.environ | ENVIRONMENT, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def pass_checks(folder):
    """Note that this commit has passed, as `.ci/run` does."""
    (folder / ".venv").mkdir(exist_ok=True)
    (folder / ".venv/passed").write_text(git(folder, "rev-parse", "HEAD") + "\n")


def run_release(folder, *arguments):
    if not MAINTENANCE.exists():
        pytest.skip("the tools of a release are not installed (make site installs them)")
    command = [MAINTENANCE, "-m", "maintenance.release", *arguments]
    return subprocess.run(
        command, cwd=folder, env=os.environ | ENVIRONMENT, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_open_section_gets_the_version_and_its_day_and_an_empty_one_comes_before_it():
    text = "# Changelog\n\n## Unreleased\n\n- A line.\n\n## 1.0.0 - 2026-05-01\n\n- Another.\n"
    assert release.dated(text, "1.1.0", "2026-06-02") == (
        "# Changelog\n\n## Unreleased\n\n## 1.1.0 - 2026-06-02\n\n- A line.\n\n## 1.0.0 - 2026-05-01\n\n- Another.\n"
    )


def test_a_changelog_without_news_is_refused():
    with pytest.raises(release.ReleaseError, match="says nothing under Unreleased"):
        release.dated("# Changelog\n\n## Unreleased\n\n## 1.0.0 - 2026-05-01\n\n- A line.\n", "1.1.0", "2026-06-02")


def test_the_image_is_labelled_with_what_the_project_states():
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', (ROOT / "Dockerfile").read_text()))
    project = (ROOT / "pyproject.toml").read_text()
    assert labels["title"] == "YouTube Analyzer"
    assert (labels["version"], labels["revision"]) == ("${VERSION}", "${REVISION}")
    assert f'Source = "{labels["source"]}"' in project
    assert f'license = "{labels["licenses"]}"' in project


@pytest.mark.long
def test_a_release_is_committed_and_tagged_with_its_parts_and_the_files_of_the_client(copy):
    ran = run_release(copy, "1.0.0")
    assert ran.returncode == 0, ran.stderr
    assert git(copy, "cat-file", "-t", "v1.0.0") == "tag"
    assert git(copy, "rev-parse", "v1.0.0^{commit}") == git(copy, "rev-parse", "HEAD")
    assert git(copy, "status", "--porcelain") == ""
    assert (copy / "youtube_analyzer/VERSION").read_text() == "1.0.0\n"
    assert re.search(r"\n## Unreleased\n\n## 1\.0\.0 - \d{4}-\d\d-\d\d\n", (copy / "docs/changelog.md").read_text())
    names = {path.name for path in (copy / "dist").iterdir()}
    client = {"youtube_analyzer_client-1.0.0.tar.gz", "youtube_analyzer_client-1.0.0-py3-none-any.whl"}
    assert names == client | {"youtube-analyzer-1.0.0.cdx.json"}
    parts = json.loads((copy / "dist/youtube-analyzer-1.0.0.cdx.json").read_text())
    assert parts["bomFormat"] == "CycloneDX"
    assert parts["metadata"]["component"]["version"] == "1.0.0"
    pinned = set(re.findall(r"^([\w.-]+)==(\S+)", (copy / "requirements.txt").read_text(), re.MULTILINE))
    assert pinned <= {(part["name"], part["version"]) for part in parts["components"]}
    # The same version cannot be released twice.
    pass_checks(copy)
    assert "The latest version is 1.0.0" in run_release(copy, "1.0.0").stderr


@pytest.mark.long
def test_a_dry_run_says_what_a_release_does_and_changes_nothing(copy):
    before = git(copy, "rev-parse", "HEAD")
    ran = run_release(copy, "--dry-run", "1.0.0")
    assert (ran.returncode, "tags the commit v1.0.0" in ran.stdout) == (0, True)
    assert (git(copy, "rev-parse", "HEAD"), git(copy, "tag"), git(copy, "status", "--porcelain")) == (before, "", "")


def dirty(folder):
    (folder / "README.md").write_text("Changed.\n")


def off_main(folder):
    git(folder, "switch", "--quiet", "--create", "feature")


def untested(folder):
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "More")


@pytest.mark.long
@pytest.mark.parametrize(
    ("fault", "version", "reason"),
    [
        (dirty, "1.0.0", "uncommitted changes"),
        (off_main, "1.0.0", "from the branch main"),
        (untested, "1.0.0", "Run .ci/run"),
        (lambda folder: None, "", "is no version"),
        (lambda folder: None, "1.0", "is no version"),
        (lambda folder: None, "77.0.0", "has no section for 77.0.0"),
    ],
)
def test_a_release_is_refused(copy, fault, version, reason):
    fault(copy)
    ran = run_release(copy, version)
    assert (ran.returncode, reason in ran.stderr) == (1, True)
    assert git(copy, "tag") == ""
