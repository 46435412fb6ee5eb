"""Recorded YouTube data that lies beside a checkout where the project is developed; never part of the project."""

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"

needs_shared_data = pytest.mark.skipif(
    not SHARED_DATA.is_dir(), reason="no ../shared/data beside this checkout; the same paths are tested on own fixtures"
)
