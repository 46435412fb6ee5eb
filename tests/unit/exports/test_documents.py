"""File names of reports, and Markdown that shows what was written."""

import pytest
from markdown_it import MarkdownIt

from analysis.exports.documents import file_name
from analysis.models import AnalysisTask
from analysis.templatetags.exports import markdown
from tests.support.pages import Page


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
    "word",
    [
        "https://example.com/a?b=c",
        "www.example.com",
        "example.com",
        "//example.com",
        "<https://example.com>",
        "[a](https://example.com)",
        "viewer@example.com",
        "mailto:viewer",
        "看example.com吧",
        "пример.рф",
        "https://example.com/`",
        "``https://example.com``",
        "HTTP://EXAMPLE.COM\\",
    ],
)
def test_what_renderers_make_a_link_of_is_code_in_markdown(word):
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(markdown(f"see {word} now"))
    assert [(child.type, child.content) for child in tokens[1].children] == [
        ("text", "see "),
        ("code_inline", word),
        ("text", " now"),
    ]


def test_an_address_with_a_bar_stays_in_its_cell():
    table = f"| a | b |\n| --- | --- |\n| {markdown('https://example.com/|x|https://example.org')} | z |"
    page = Page(MarkdownIt("gfm-like", {"linkify": False}).render(table))
    assert len(page.all("td")) == 2
    assert page.all("code") == [{}, {}]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("photo\u202egpj exe", "photogpj exe"),
        ("a\u2066b\u2069\u200f", "ab"),
        ("ht\u200btps\ufeff://x.yz", "`https://x.yz`"),
        ("pass\u00adword\x08\u2060", "password"),
        ("hidden\U000e0068\U000e0069", "hidden"),
        ("a\ufe0f\ufe0e\ufe0f", "a\ufe0f"),
    ],
)
def test_characters_that_are_not_seen_are_left_out_of_markdown(text, shown):
    assert markdown(text) == shown


@pytest.mark.parametrize(
    "text", ["👨‍👩‍👧‍👦 ❤️", "می‌خواهم", "क्‍ष", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "葛󠄀"]
)
def test_emoji_and_scripts_keep_what_they_need(text):
    assert markdown(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "==mark== and %%hidden%% and a^b^",
        ": definition",
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "![x](pixel)",
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
