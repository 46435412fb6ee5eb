"""Templates that are compiled for a language say what Django's own would."""

import pytest
from django.template import Context, Engine, Template
from django.template.base import TextNode
from django.utils import translation

from youtube_analyzer import template_loader

VALUES = {"name": "<b>", "n": 2, "shown": True, "items": ["a", "b"]}
SOURCES = (
    '{% translate "Log in" %}, {% translate "Log out" %}',
    '{% translate "Log in" as word %}{{ word }}',
    '{% translate "100%" noop %}{% translate name %}{% translate "Log in"|lower %}',
    '{% translate "Open it" context "no such context" %}',
    "{% blocktranslate %}Select {{ name }}, {{ date }}{% endblocktranslate %}",
    "{% blocktranslate with date=name|upper %}Select {{ name }}, {{ date }}{% endblocktranslate %}",
    "{% blocktranslate trimmed %}\n  Log\n  in 100%\n{% endblocktranslate %}",
    "{% blocktranslate count n=n %}{{ n }} try{% plural %}{{ n }} tries{% endblocktranslate %}",
    '{% if shown %}{% translate "Log in" %}{% else %}{% translate "Log out" %}{% endif %}',
    '{% for item in items %}{% translate "Log in" %} {{ item }}{% empty %}-{% endfor %}',
    '{% comment %}x{% endcomment %}{% language "en" %}{% translate "Log in" %}{% endlanguage %}{% translate "Log in" %}',
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("source", SOURCES)
def test_a_template_says_what_it_says_in_django(source, language):
    engine = Engine(libraries={"i18n": "django.templatetags.i18n"})
    ours, djangos = (Template("{% load i18n %}" + source, engine=engine) for _ in range(2))
    with translation.override(language):
        template_loader._translate(ours.nodelist)
        assert ours.render(Context(VALUES)) == djangos.render(Context(VALUES))


def test_fixed_words_become_one_text_in_each_language():
    loader = template_loader.Loader(Engine.get_default())
    first_nodes = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            template = loader.get_template("analysis/_pages.html")
            assert loader.get_template("analysis/_pages.html") is template
        first_nodes[language] = template.nodelist[0]
    assert all(isinstance(node, TextNode) for node in first_nodes.values())
    assert first_nodes["en"].s != first_nodes["zh-hans"].s
