"""Every version says what to do when one upgrades to it."""

import re

from tests.support.paths import ROOT


def test_the_installed_version_has_the_newest_section():
    versions = re.findall(r"^## (\d+\.\d+\.\d+)$", (ROOT / "docs" / "upgrading.md").read_text(), re.MULTILINE)
    assert versions[0] == (ROOT / "youtube_analyzer" / "VERSION").read_text().strip()
    assert versions == sorted(versions, key=lambda version: [*map(int, version.split("."))], reverse=True)
