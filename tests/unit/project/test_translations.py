"""The Chinese translation: complete, compiled, and every text of a template marked for it."""

import re
from html.parser import HTMLParser
from string import ascii_letters

import pytest

from tests.support import catalog
from tests.support.paths import ROOT

EXTRACTED = catalog.extracted()
STORED = catalog.stored()
#: Names, units and codes that are the same in both languages.
SAME = {
    "YouTube Analyzer", "YouTube", "API", "PDF", "HTML", "Markdown", "JSON", "CSV", "SRT", "VTT", "UTC", "URL",
    "Authorization: Bearer TOKEN", "https",
}  # fmt: skip
SHOWN_ATTRIBUTES = {"alt", "title", "aria-label", "placeholder", "label", "value"}


def keys(found):
    return {
        (message.id if isinstance(message.id, str) else message.id[0], message.context)
        for message in found
        if message.id
    }


def test_the_catalog_holds_the_messages_of_the_code_and_no_others():
    assert keys(EXTRACTED) - keys(STORED) == set(), "run `make translations`, then translate"
    assert keys(STORED) - keys(EXTRACTED) == set(), "run `make translations`"


def test_every_message_is_translated_and_none_is_a_guess():
    assert [message.id for message in STORED if message.id and not all(_strings(message))] == []
    assert [message.id for message in STORED if message.id and message.fuzzy] == []


def _strings(message):
    return [message.string] if isinstance(message.string, str) else list(message.string) or [""]


def test_a_translation_has_the_places_of_its_message():
    wrong = []
    for message in STORED:
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        if message.id and any(
            catalog.placeholders(text) != catalog.placeholders(ids[-1]) for text in _strings(message)
        ):
            wrong.append(message.id)
    assert wrong == []


def test_the_compiled_catalog_is_that_of_the_source():
    assert catalog.MO.read_bytes() == catalog.compiled(STORED), "run `make translations`"


def test_chinese_sentences_have_chinese_punctuation():
    """A full-width mark after a Chinese character; half-width ones stand in numbers, codes and English."""
    wrong = re.compile(r"[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff]\.(?:\s|$)|[\u4e00-\u9fff]\s*\([\u4e00-\u9fff]")
    assert [text for message in STORED if message.id for text in _strings(message) if wrong.search(text)] == []


class Texts(HTMLParser):
    """What a template shows outside of its tags."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.hidden = 0
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in {"style", "script"}
        is_hidden_input = tag == "input" and ("type", "hidden") in attrs
        shown = SHOWN_ATTRIBUTES - (
            {"value"} if tag in {"input", "option", "meter", "progress", "button"} or is_hidden_input else set()
        )
        self.found += [value or "" for name, value in attrs if name in shown]

    def handle_endtag(self, tag):
        self.hidden -= tag in {"style", "script"}

    def handle_data(self, data):
        if not self.hidden:
            self.found.append(data)


_MARKED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
_TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_CLASSES = re.compile(r'^ class="[\w -]*"$', re.MULTILINE)
# A word in quotes inside a tag that ends up on the page: the default of a filter.
_DEFAULTS = re.compile(r'\|(?:default|default_if_none|pluralize|yesno):"([^"]*)"')


def unmarked(source):
    """Return the texts of a template that no tag translates."""
    inside = [text for tag in _TAGS.findall(_MARKED.sub("", source)) for text in _DEFAULTS.findall(tag)]
    # What a tag writes may be an attribute: `<body{% block body_attributes %}{% if wide %} class="wide"...`.
    bare = _CLASSES.sub("", _TAGS.sub("", _MARKED.sub("", source)))
    texts = [*inside, *Texts(bare).found]
    return sorted({text.strip() for text in texts if set(_without_names(text)) & set(ascii_letters)})


def _without_names(text):
    for name in sorted(SAME, key=len, reverse=True):
        text = text.replace(name, "")
    return text


@pytest.mark.parametrize("path", catalog.templates(), ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_every_text_of_a_template_is_marked_for_translation(path):
    source = path.read_text("utf-8")
    assert unmarked(source) == []


@pytest.mark.parametrize(
    "source",
    ["<p>Bare words</p>", '<a title="Bare">{{ name }}</a>', '{{ name|default:"nobody" }}', "{% if a %}s{% endif %}"],
)
def test_a_text_that_is_not_marked_is_found(source):
    assert unmarked(source)


@pytest.mark.parametrize(
    "source",
    [
        '{% translate "Words" %}',
        '<a title="{% translate "Words" %}">YouTube</a>',
        "{% blocktranslate %}a{% endblocktranslate %}",
    ],
)
def test_a_text_that_is_marked_is_not_reported(source):
    assert unmarked(source) == []
