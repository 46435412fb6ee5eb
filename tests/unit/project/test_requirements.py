"""The lock: what is asked for is pinned, and every pin has the sums of its files."""

import re

import pytest

from tests.support.paths import ROOT

LOCKS = sorted(path.name for path in ROOT.glob("requirements*.txt"))


def names(text):
    """Return the packages that lines begin with, as the index spells them."""
    found = re.findall(r"^([A-Za-z0-9._-]+)", text, re.MULTILINE)
    return {re.sub(r"[._-]+", "-", name).lower() for name in found}


def test_everything_that_is_asked_for_is_pinned():
    missing = names((ROOT / "requirements.in").read_text()) - names((ROOT / "requirements.txt").read_text())
    assert not missing, "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_names_the_sums_of_its_files(lock):
    pins = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text().split("make lock\n")[-1])
    without = [pin.split()[0] for pin in pins if not re.search(r"--hash=sha256:[0-9a-f]{64}", pin)]
    assert not without, "run `make lock`"


def test_no_package_is_pinned_in_two_files():
    base = names((ROOT / "requirements.txt").read_text())
    for lock in set(LOCKS) - {"requirements.txt"}:
        assert not base & names((ROOT / lock).read_text())
