"""Recorded YouTube data that lies beside a checkout where the project is developed; never part of the project."""

import pytest

from tests.support.paths import ROOT

SHARED_DATA = ROOT.parent / "shared" / "data"

needs_shared_data = pytest.mark.skipif(
    not SHARED_DATA.is_dir(), reason="no ../shared/data beside this checkout; the same paths are tested on own fixtures"
)
