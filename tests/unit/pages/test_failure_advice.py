"""Advice about failures is in plain words, and the settings that staff see exist."""

import re

from analysis.pages import failure_advice
from tests.support.paths import ROOT


def test_each_setting_that_is_named_is_documented_and_its_error_has_advice():
    configuration = (ROOT / "docs/configuration.md").read_text()
    assert all(f"`{name}`" in configuration for names in failure_advice.SETTINGS.values() for name in names)
    assert failure_advice.SETTINGS.keys() <= failure_advice.ADVICE.keys()


def test_the_advice_names_no_setting():
    advice = " ".join(sentence for sentences in failure_advice.ADVICE.values() for sentence in sentences)
    assert re.findall(r"[A-Z]+_[A-Z]+", advice) == []
