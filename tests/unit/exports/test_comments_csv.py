"""Comments as CSV."""

import csv
import io

import pytest

from analysis.exports import comments_csv

COMMENT = dict.fromkeys(comments_csv.COLUMNS) | {
    "id": "c1",
    "is_spam": False,
    "cites": [1.5, 62.0],
    "sentiment_score": -0.5,
}


def rows(**fields):
    text = b"".join(comments_csv.comments_csv([[COMMENT | fields]], with_bom=False)).decode()
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "=cmd|' /C calc'!A0",
        "＝1",
        "  =1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b\u202e=1",
        "\x00=1",
        '"=1',
    ],
)
def test_text_that_looks_like_a_formula_is_quoted(text):
    assert rows(text=text)[0]["text"] == f"'{text}"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a\t@SUM(A1)", "a\t'@SUM(A1)"),
        ('a; "+1', "a; \"'+1"),
        ("a\n\n-1", "a\n\n'-1"),
        ("a\r\n＝1", "a\r\n'＝1"),
    ],
)
def test_so_is_text_that_does_where_cells_are_separated_otherwise(text, cell):
    assert rows(text=text)[0]["text"] == cell


def test_numbers_of_ours_and_harmless_text_stay_as_they_are():
    row = rows(text='He said "a,b"\nand left = gone', author="viewer")[0]
    assert row["text"] == 'He said "a,b"\nand left = gone'
    assert (row["sentiment_score"], row["is_spam"], row["cites"]) == ("-0.5", "false", "1.5 62.0")
    assert row["language"] == ""


def test_an_author_that_begins_with_an_at_sign_is_quoted_too():
    assert rows(author="@viewer")[0]["author"] == "'@viewer"
