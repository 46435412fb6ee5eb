"""Where things lie in the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Files that tests read and that are no Python.
DATA = ROOT / "tests" / "data"
