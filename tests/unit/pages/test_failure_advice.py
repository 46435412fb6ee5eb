"""Advice about failures names settings that exist."""

import re

from analysis.pages import failure_advice
from tests.support.paths import ROOT


def test_each_setting_that_is_named_is_documented():
    configuration = (ROOT / "docs/configuration.md").read_text()
    named = {
        name
        for advice in failure_advice.ADVICE.values()
        for name in re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", " ".join(advice))
    }
    assert named
    assert all(f"`{name}`" in configuration for name in named)
