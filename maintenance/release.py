"""Release a version: ``python -m maintenance.release [--dry-run] 1.2.3``, from the folder of the checkout.

Refuses unless the branch is main, nothing is uncommitted, the version is new and `.ci/run` has passed for this very
commit. Then it writes ``dist`` (the list of parts as CycloneDX JSON, the client's sdist and wheel), writes the version
and dates the open section of the changelog, commits both and tags the commit. It pushes nothing.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

VERSION = Path("youtube_analyzer/VERSION")
CHANGELOG = Path("docs/changelog.md")
UPGRADING = Path("docs/upgrading.md")
OPEN = "## Unreleased\n"
#: `.ci/run` writes the commit that has passed to it.
PASSED = Path(".venv/passed")
DIST = Path("dist")
#: What the container image installs.
LOCKS = ("requirements.txt", "requirements-image.txt")
#: Three numbers without leading zeros, and nothing after them.
NUMBER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class ReleaseError(Exception):
    """The version cannot be released; the message says why and what to do."""


def git(*arguments: str) -> str:
    """Return the output of a git command."""
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout.strip()


def check(version: str) -> None:
    """Raise ReleaseError where this checkout cannot become ``version``."""
    if not NUMBER.fullmatch(version):
        raise ReleaseError(f"{version!r} is no version. Write it as VERSION=1.2.3.")
    if git("branch", "--show-current") != "main":
        raise ReleaseError("Releases are made from the branch main.")
    if git("status", "--porcelain"):
        raise ReleaseError("There are uncommitted changes. Commit or remove them.")
    tags = [match for tag in git("tag", "--list", "v*").split() if (match := NUMBER.fullmatch(tag[1:]))]
    latest = max((tuple(map(int, tag.groups())) for tag in tags), default=None)
    if latest and tuple(map(int, version.split("."))) <= latest:
        raise ReleaseError(f"The latest version is {'.'.join(map(str, latest))}. Choose a higher one.")
    commit = git("rev-parse", "HEAD")
    if not PASSED.exists() or PASSED.read_text("utf-8").strip() != commit:
        raise ReleaseError(f"The checks and tests have not passed for {commit[:12]}. Run .ci/run.")
    dated(CHANGELOG.read_text("utf-8"), version, "")
    if f"\n## {version}\n" not in UPGRADING.read_text("utf-8"):
        raise ReleaseError(f"{UPGRADING} has no section for {version}. Say there what an operator has to do.")


def dated(changelog: str, version: str, day: str) -> str:
    """Return the changelog with its open section as that of ``version``, and an empty one before it."""
    before, heading, rest = changelog.partition(OPEN)
    if not heading or not rest.partition("\n## ")[0].strip():
        raise ReleaseError(f"{CHANGELOG} says nothing under Unreleased.")
    return f"{before}{OPEN}\n## {version} - {day}\n{rest}"


def write_parts(version: str) -> Path:
    """Write the list of what the container image installs, valid by CycloneDX's schema, and return its path."""
    path = DIST / f"youtube-analyzer-{version}.cdx.json"
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    root = {"name": project["name"], "version": version, "description": project["description"]}
    pins = "\n".join(Path(name).read_text("utf-8") for name in LOCKS)
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "pyproject.toml"
        # Its own version is in another file, which cyclonedx-py does not read.
        lines = ["[project]", *(f"{key} = {json.dumps(value)}" for key, value in root.items())]
        lines.append(f"license = {{ text = {json.dumps(project['license'])} }}\n")
        described.write_text("\n".join(lines), "utf-8")
        # Lock files do not say which part needs which other, so that the graph is empty, as the warning would say.
        quiet = "-Wignore:The Component this BOM is describing:UserWarning"
        command = [sys.executable, quiet, "-m", "cyclonedx_py", "requirements", "--pyproject", str(described)]
        command += ["--validate", "--output-reproducible", "--output-format", "JSON", "--output-file", str(path), "-"]
        subprocess.run(command, input=pins, text=True, check=True)
    return path


def release(version: str) -> None:
    """Write the files of the release, commit and tag."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    DIST.mkdir(exist_ok=True)
    write_parts(version)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(DIST), "clients/python"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    CHANGELOG.write_text(dated(CHANGELOG.read_text("utf-8"), version, day), "utf-8")
    VERSION.write_text(f"{version}\n", "utf-8")
    try:
        git("commit", "--quiet", "--message", f"Release {version}", str(CHANGELOG), str(VERSION))
    except subprocess.CalledProcessError as error:
        git("checkout", "HEAD", "--", str(CHANGELOG), str(VERSION))
        raise ReleaseError(f"git commit failed: {error.stderr.strip()}") from error
    git("tag", "--annotate", "--message", f"YouTube Analyzer {version}", f"v{version}")


def plan(version: str) -> str:
    """Return what a release does, line by line."""
    return f"""\
writes {DIST}/: youtube-analyzer-{version}.cdx.json, and the sdist and wheel of clients/python
writes {version} to {VERSION} and dates the open section of {CHANGELOG}
commits both as "Release {version}" and tags the commit v{version}
Then publish it:
  git push origin main v{version}
  docker build --tag youtube-analyzer:{version} --build-arg VERSION={version} \\
    --build-arg REVISION=$(git rev-parse v{version}^{{commit}}) .
"""


def main() -> int:
    """Check, release or say what would be done, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="check, say what would be done, and change nothing")
    parser.add_argument("version")
    arguments = parser.parse_args()
    try:
        check(arguments.version)
        if not arguments.dry_run:
            release(arguments.version)
    except (ReleaseError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"Nothing was tagged. {error}\n")
        return 1
    sys.stdout.write(plan(arguments.version))
    return 0


if __name__ == "__main__":
    sys.exit(main())
