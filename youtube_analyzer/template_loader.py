"""Compiles each template once for each language, in which its fixed words are plain text.

Django looks up every ``translate`` at each rendering; of a page that took a fifth of the time.
"""

from collections.abc import Mapping
from typing import Any

from django.template import Context, Engine, Node, NodeList, Origin, Template
from django.template.base import FilterExpression, TextNode, render_value_in_context
from django.template.defaulttags import CommentNode, IfNode, LoadNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.utils.translation import get_language, gettext, pgettext


class _Translating(base.Loader):
    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """Return the template, translated to the current language."""
        template = super().get_template(template_name, skip)
        _translate(template.nodelist)
        return template


class Loader(cached.Loader, _Translating):
    """Finds templates in the project and its apps, and keeps them by language."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(
            engine, [f"django.template.loaders.{name}.Loader" for name in ("filesystem", "app_directories")]
        )

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """Return the key of a template in the current language."""
        return f"{get_language()}:{super().cache_key(template_name, skip)}"


class _Sentence(Node):
    """A ``blocktranslate`` without plural: a sentence that was looked up, and where its values come from."""

    def __init__(self, words: str, names: list[str], given: Mapping[str, FilterExpression]) -> None:
        self._words, self._names, self._given = words, names, given

    def render(self, context: Context) -> str:
        """Return the sentence with its values, which are escaped."""
        return self._words % {
            name: render_value_in_context(self._value(name, context), context) for name in self._names
        }

    def _value(self, name: str, context: Context) -> Any:
        given = self._given.get(name)
        return context.get(name, "") if given is None else given.resolve(context)


def _translate(nodes: NodeList) -> None:
    """Replace what is the same at each rendering in this language by text, and join neighbouring texts."""
    translated: list[Node] = []
    for node in nodes:
        made = _made(node)
        if isinstance(made, TextNode) and translated and isinstance(translated[-1], TextNode):
            made = TextNode(translated.pop().s + made.s)
        made.token, made.origin = node.token, getattr(node, "origin", None)  # type: ignore[attr-defined]  # as Parser does
        translated.append(made)
        for inner in _node_lists(node):
            _translate(inner)
    nodes[:] = translated


def _node_lists(node: Node) -> list[NodeList]:
    """Return the lists of nodes within ``node``, none of one that changes the language."""
    if isinstance(node, LanguageNode):
        return []
    if isinstance(node, IfNode):  # its property makes a new list
        return [inner for _, inner in node.conditions_nodelists]
    found = (getattr(node, name, None) for name in node.child_nodelists)
    return [inner for inner in found if isinstance(inner, NodeList)]


def _made(node: Node) -> Node:
    if isinstance(node, LoadNode | CommentNode):
        return TextNode("")
    if isinstance(node, TranslateNode) and not node.asvar and _is_fixed(node.filter_expression, node.message_context):
        return TextNode(node.render(Context()))
    if isinstance(node, BlockTranslateNode) and not (node.plural or node.asvar) and _is_fixed(node.message_context):
        return _sentence(node)
    return node


def _is_fixed(*expressions: FilterExpression | None) -> bool:
    """Return whether all of these are literal texts."""
    return not any(each and (each.filters or getattr(each.var, "lookups", None)) for each in expressions)


def _sentence(node: BlockTranslateNode) -> Node:
    words, names = node.render_token_list(node.singular)
    words = pgettext(node.message_context.resolve(Context()), words) if node.message_context else gettext(words)
    try:
        words % dict.fromkeys(names, "")
    except (KeyError, ValueError):
        return node  # Django then falls back to the words of the template
    return _Sentence(words, names, node.extra_context) if names else TextNode(words % {})
