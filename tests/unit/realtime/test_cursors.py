"""Where a client wants to go on."""

import pytest

from realtime import cursors


@pytest.mark.parametrize(
    ("query", "seq"), [(b"", None), (b"other=1", None), (b"after=0", 0), (b"after=12", 12), (b"after=1&after=2", 2)]
)
def test_it_reads_the_seq_of_a_query(query, seq):
    assert cursors.from_query(query) == seq


@pytest.mark.parametrize(
    "query", [b"after=", b"after=-1", b"after=1.5", b"after=x", b"after=%C2%B2", b"after=" + b"9" * 5000]
)
def test_what_is_no_seq_is_refused(query):
    with pytest.raises(cursors.InvalidCursor):
        cursors.from_query(query)


def test_a_seq_beyond_every_log_still_fits_the_database():
    assert cursors.parse("9" * 18) == 2**31 - 1
