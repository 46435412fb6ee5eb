"""Names as people read them."""

import pytest

from analysis.support.invisible_characters import visible_line


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("Harbour talks", "Harbour talks"),
        ("two\r\nlines\u2028more", "two lines more"),
        ("\x1b[31mred\x00\x85", "[31mred"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("\u200b\ufeff\u00a0", ""),
        # What scripts and emoji need.
        ("می\u200cخواهم 👩\u200d👧", "می\u200cخواهم 👩\u200d👧"),
    ],
)
def test_a_name_is_one_line_of_what_is_seen(given, stored):
    assert visible_line(given) == stored
