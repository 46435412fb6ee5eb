"""The documentation site: what maintenance/site.py makes of the pages of docs, and the site that comes of them."""

import re
import subprocess
from pathlib import Path

import pytest

from maintenance import site
from tests.support.checkout import MAINTENANCE, copy_checkout
from tests.support.paths import ROOT

SOURCE = "https://example.org/repository"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("README.md", "[a](docs/api.md#errors)", "[a](api.md#errors)"),
        ("README.md", "![a](docs/images/result-page.png)", "![a](images/result-page.png)"),
        ("README.md", '<img src="docs/images/result-page.png">', '<img src="images/result-page.png">'),
        ("README.md", "[a](docs/decisions/)", "[a](decisions/index.md)"),
        ("README.md", "[a](LICENSE)", f"[a]({SOURCE}/blob/main/LICENSE)"),
        ("docs/api.md", "[a](../analysis/api)", f"[a]({SOURCE}/tree/main/analysis/api)"),
        ("docs/decisions/0001-dependencies.md", "[a](../api.md)", "[a](../api.md)"),
        ("docs/deployment.md", "[a](deployment/systemd)", f"[a]({SOURCE}/tree/main/docs/deployment/systemd)"),
        ("docs/api.md", "[a](#errors) [b](https://a.example/b.md)", "[a](#errors) [b](https://a.example/b.md)"),
        ("docs/api.md", "`[a](nothing.md)`", "`[a](nothing.md)`"),
        ("docs/api.md", "```\n[a](nothing.md)\n```", "```\n[a](nothing.md)\n```"),
    ],
)
def test_a_link_leads_to_the_same_place_on_the_site(name, text, expected):
    assert site.for_site(text, Path(name), ROOT, SOURCE) == expected


def test_a_link_to_a_file_that_is_not_there_ends_the_build():
    with pytest.raises(site.SiteError, match=r"docs/api\.md: nothing\.md is not there"):
        site.for_site("[a](nothing.md)", Path("docs/api.md"), ROOT, SOURCE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Give a copy of this checkout."""
    if not MAINTENANCE.exists():
        pytest.skip("the site's generator is not installed (make site installs it)")
    return copy_checkout(tmp_path_factory.mktemp("site") / "checkout")


def build(copy):
    command = [MAINTENANCE, "-m", "maintenance.site"]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.long
def test_the_site_has_every_page_and_names_no_script_or_style_of_another_host(copy):
    built = build(copy)
    assert built.returncode == 0, built.stderr
    sources = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    assert sources <= {path.relative_to(copy / "site") for path in (copy / "site").rglob("*.html")}
    pages = "\n".join(path.read_text("utf-8") for path in (copy / "site").rglob("*.html"))
    assert re.findall(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"?https?://[^ >]*", pages) == []


@pytest.mark.long
@pytest.mark.parametrize("added", ["[a](api.md#no-such-heading)", "[a](nothing.md)"])
def test_a_broken_link_ends_the_build(copy, added):
    page = copy / "docs/agents.md"
    before = page.read_text("utf-8")
    page.write_text(f"{before}\n{added}\n", "utf-8")
    try:
        assert build(copy).returncode == 1
    finally:
        page.write_text(before, "utf-8")


@pytest.mark.long
def test_a_page_that_the_navigation_leaves_out_ends_the_build(copy):
    page = copy / "docs/new.md"
    page.write_text("# New\n", "utf-8")
    try:
        built = build(copy)
    finally:
        page.unlink()
    assert (built.returncode, "leaves out new.md" in built.stderr) == (1, True)
