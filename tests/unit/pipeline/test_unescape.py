"""Character references in outside text, whatever number they name."""

import html

import pytest

from analysis.pipeline import values
from analysis.pipeline.captions import cues
from analysis.pipeline.nlp.spam import normalisation

#: More digits than Python converts.
DIGITS = 5_000


@pytest.mark.parametrize(
    "text",
    ["", "&", "&amp;&lt;b&gt;", "&#39;", "&#x27;&#X1F600;", "&#1114112;", "&#0;", "&#;", "&#65 &#66", "&nosuch;"],
)
def test_ordinary_references_are_read_as_the_standard_library_reads_them(text):
    assert values.unescape(text) == html.unescape(text)  # noqa: TID251  # the reference of this test


def test_a_number_of_thousands_of_digits_is_the_replacement_character():
    with pytest.raises(ValueError, match="digits"):
        html.unescape(f"&#{'1' * DIGITS};")  # noqa: TID251  # the negative control
    assert values.unescape(f"a&#{'1' * DIGITS};b") == "a\ufffdb"
    assert values.unescape(f"&#x{'f' * DIGITS};") == "\ufffd"


def test_zeros_before_a_number_change_nothing():
    assert values.unescape(f"&#{'0' * DIGITS}65;&#x{'0' * DIGITS}42;&#{'0' * DIGITS};") == "AB\ufffd"


@pytest.mark.parametrize("read", [normalisation.normalise, cues.clean_lines])
def test_comments_and_captions_with_such_a_number_are_read(read):
    assert read(f"word &#{'1' * DIGITS}; word")


def test_texts_keep_white_space_but_no_character_that_commands_a_terminal():
    assert values.clean_text("a\x1b[2J\x9b2J\x07\x00\x7f\x84b\t\r\n\x85\u2028c") == "a[2J2Jb\t\r\n\x85\u2028c"
