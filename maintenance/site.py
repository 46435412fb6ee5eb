"""Build the documentation site: ``python -m maintenance.site [FOLDER]``; the folder is ``site`` unless named.

The pages are those of ``docs``, as they are read on GitHub. For the site, README becomes the first page, the decisions
get a list, and links to files outside ``docs`` lead to the repository. A link to a file or heading that is missing and
a page that the navigation of zensical.toml leaves out, end the build.
"""

import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The target of a Markdown link or picture, and of a picture in HTML.
LINK = re.compile(r"(?P<before>\]\(|\bsrc(?:set)?=\")(?P<target>[^)\s\"]+)")
#: Code is shown as it is.
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
DECISIONS = "decisions/*.md"


class SiteError(Exception):
    """The documentation cannot be published as it is."""


def build(folder: Path, *, root: Path = ROOT) -> None:
    """Write the site of the checkout ``root`` to ``folder``."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        _copy_pages(root, work / "docs")
        _copy_configuration(root, work)
        generator = Path(sys.executable).with_name("zensical")
        subprocess.run([generator, "build", "--strict"], cwd=work, check=True)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(work / "site", folder)


def _copy_pages(root: Path, pages: Path) -> None:
    shutil.copytree(root / "docs", pages)
    source = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Source"]
    for page in pages.rglob("*.md"):
        name = "docs" / page.relative_to(pages)
        page.write_text(for_site(page.read_text("utf-8"), name, root, source), "utf-8")
    readme = for_site((root / "README.md").read_text("utf-8"), Path("README.md"), root, source)
    (pages / "index.md").write_text(readme, "utf-8")
    (pages / "decisions/index.md").write_text(_list_of_decisions(pages), "utf-8")
    (pages / "assets").mkdir()
    shutil.copy(root / "maintenance/iframe-worker.js", pages / "assets")


def _copy_configuration(root: Path, work: Path) -> None:
    """Copy zensical.toml with the names of all decisions; say which page it leaves out."""
    pages = work / "docs"
    decisions = sorted(path.relative_to(pages).as_posix() for path in pages.glob(DECISIONS))
    decisions.insert(0, decisions.pop(decisions.index("decisions/index.md")))
    names = ", ".join(f'"{name}"' for name in decisions)
    text = (root / "zensical.toml").read_text("utf-8").replace(f'"{DECISIONS}"', names)
    missing = [path.name for path in pages.rglob("*.md") if f'"{path.relative_to(pages).as_posix()}"' not in text]
    if missing:
        raise SiteError(f"zensical.toml: the navigation leaves out {', '.join(missing)}.")
    (work / "zensical.toml").write_text(text, "utf-8")


def for_site(text: str, name: Path, root: Path, source: str) -> str:
    """Return the Markdown of the file ``name`` with its links as the site needs them.

    ``name`` is relative to ``root``; ``source`` is the address of the repository. Raises SiteError for a link to a file
    that is not there.
    """
    here = name.parent if name.parts[0] == "docs" else Path("docs")

    def moved(match: re.Match[str]) -> str:
        path, mark, anchor = match["target"].partition("#")
        if not path or ":" in path:
            return match[0]
        target = posixpath.normpath(posixpath.join(name.parent.as_posix(), path))
        if not (root / target).exists():
            raise SiteError(f"{name}: {match['target']} is not there.")
        is_folder = (root / target).is_dir()
        if not target.startswith("docs/") or (is_folder and target != "docs/decisions"):
            kind = "tree" if is_folder else "blob"
            return f"{match['before']}{source}/{kind}/main/{target}{mark}{anchor}"
        if is_folder:
            target += "/index.md"
        return f"{match['before']}{posixpath.relpath(target, here.as_posix())}{mark}{anchor}"

    # Code and the text between it take turns.
    spans = [span for match in CODE.finditer(text) for span in match.span()]
    edges = [0, *spans, len(text)]
    parts = [text[start:end] for start, end in pairwise(edges)]
    return "".join(part if number % 2 else LINK.sub(moved, part) for number, part in enumerate(parts))


def _list_of_decisions(pages: Path) -> str:
    titles = [(path.name, path.read_text("utf-8").split("\n", 1)[0].lstrip("# ")) for path in pages.glob(DECISIONS)]
    return "# Decisions\n\nWhy things are as they are.\n\n" + "\n".join(
        f"- [{title}]({name})" for name, title in sorted(titles)
    )


def main() -> int:
    """Build the site and return the exit code."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site"
    try:
        build(folder)
    except (SiteError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"The site was not built. {error}\n")
        return 1
    sys.stdout.write(f"The site is in {folder}; open index.html.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
