from xml.etree import ElementTree

import pytest

from analysis.exports import weasyprint_process


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Tide", "ltr"), ("1:20 הים", "rtl"), ("<a dir='ltr'>0:04</a> البحر Sea", "rtl"), ("0:04", "ltr"), ("", "ltr")],
)
def test_the_pdf_takes_the_direction_of_the_first_letter(text, expected):
    root = ElementTree.fromstring(f"<body><p dir='auto'>{text}</p></body>")
    weasyprint_process.set_directions(root)
    assert [element.get("dir") for element in root.iter("p")] == [expected]
