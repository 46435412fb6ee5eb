"""File names of reports, and Markdown that shows what was written."""

import pytest
from markdown_it import MarkdownIt

from analysis.exports.documents import file_name
from analysis.models import AnalysisTask
from analysis.templatetags.exports import markdown


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Tides explained", "Tides explained [dQw4w9WgXcQ].html"),
        ("a/b\\c: d? <e>|*", "a b c d e [dQw4w9WgXcQ].html"),
        ("../../etc/passwd", "etc passwd [dQw4w9WgXcQ].html"),
        ("为什么海会回来", "为什么海会回来 [dQw4w9WgXcQ].html"),
        ("photo\u202egpj.exe\x00\n", "photogpj.exe [dQw4w9WgXcQ].html"),
        ("ends with dots...", "ends with dots [dQw4w9WgXcQ].html"),
        ("...", "dQw4w9WgXcQ.html"),
        (None, "dQw4w9WgXcQ.html"),
    ],
)
def test_a_file_is_named_by_the_title_and_the_video(title, name):
    task = AnalysisTask(video_id="dQw4w9WgXcQ", result_data={"video": {"title": title}})
    assert file_name(task, "html") == name


def test_the_name_of_a_long_title_fits_into_255_bytes():
    task = AnalysisTask(video_id="dQw4w9WgXcQ", result_data={"video": {"title": "🌊" * 500}})
    assert len(file_name(task, "markdown").encode()) < 255


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "![x](https://example.com/pixel.png)",
        "# no heading",
        "- no list",
        "+ no list",
        "1. no list",
        "12) no list",
        "| no | table |",
        "*a* _b_ `c` ~d~ $e$",
        "&lt;b&gt;",
        "> no quote",
        "=====",
        "back\\slash",
        "two\n\nlines\n# of it",
    ],
)
def test_text_stays_text_in_markdown(text):
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(markdown(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children} <= {"text", "text_special"}
    shown = "".join(child.content for child in tokens[1].children)
    assert shown == " ".join(text.split())
