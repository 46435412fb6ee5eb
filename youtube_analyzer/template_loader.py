"""Compiles each template once for each language, in which its fixed words are plain text.

Django looks up every ``translate`` at each rendering; of a page that took a fifth of the time.
"""

import html
from collections.abc import Callable
from typing import Any

from django.template import Context, Engine, Node, NodeList, Origin, Template, TemplateSyntaxError
from django.template.base import FilterExpression, TextNode, VariableNode, render_value_in_context
from django.template.defaulttags import CommentNode, IfNode, LoadNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext


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


class _Value(VariableNode):
    """A ``{{ value }}`` that is escaped without Django's detour for numbers and times, if it is a text."""

    def render(self, context: Context) -> str:
        """Return the value as the template shows it."""
        value = self.filter_expression.resolve(context)
        return _shown(value, context)


def _shown(value: Any, context: Context) -> str:
    if type(value) is SafeString:
        return value
    if type(value) is str and context.autoescape:
        return html.escape(value)
    return render_value_in_context(value, context)


class _Sentence(Node):
    """A ``blocktranslate`` whose words were put together, and where its values come from."""

    def __init__(self, node: BlockTranslateNode, words: Callable[[float], str], names: list[str]) -> None:
        self._words, self._names = words, names
        self._given, self._counter, self._count_name = node.extra_context, node.counter, node.countervar

    def render(self, context: Context) -> str:
        """Return the sentence with its values, which are escaped."""
        count = self._counter.resolve(context) if self._counter else 1
        if not isinstance(count, (int, float)):
            raise TemplateSyntaxError(f"{self._count_name!r} must be a number.")
        shown = {}
        for name in self._names:
            given = self._given.get(name)
            value = given.resolve(context) if given else count if name == self._count_name else context.get(name, "")
            shown[name] = _shown(value, context)
        return self._words(count) % shown


def _translate(nodes: NodeList) -> None:
    """Replace what is the same at each rendering in this language by text, and join neighbouring texts."""
    translated: list[Node] = []
    for node in nodes:
        made = _made(node)
        before = translated[-1] if translated else None
        if isinstance(made, TextNode) and isinstance(before, TextNode):
            translated[-1] = made = TextNode(before.s + made.s)
        else:
            translated.append(made)
        made.token, made.origin = node.token, node.origin  # as Django's Parser does
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
    if type(node) is VariableNode:
        return _Value(node.filter_expression)
    if isinstance(node, TranslateNode) and not node.asvar and _is_fixed(node.filter_expression, node.message_context):
        return TextNode(node.render(Context()))
    if isinstance(node, BlockTranslateNode) and not (node.asvar or node.message_context):
        return _sentence(node)
    return node


def _is_fixed(*expressions: FilterExpression | None) -> bool:
    """Return whether all of these are literal texts."""
    return not any(each and (each.filters or getattr(each.var, "lookups", None)) for each in expressions)


def _sentence(node: BlockTranslateNode) -> Node:
    singular, names = node.render_token_list(node.singular)
    plural, names_of_plural = node.render_token_list(node.plural) if node.plural else ("", [])
    names = [*dict.fromkeys([*names, *names_of_plural])]
    words = gettext(singular)
    forms = [ngettext(singular, plural, count) for count in (1, 2)] if plural else [words]
    try:
        for form in forms:
            form % dict.fromkeys(names, "")
    except (KeyError, ValueError):
        return node  # Django then falls back to the words of the template
    if plural:
        return _Sentence(node, lambda count: ngettext(singular, plural, count), names)
    return _Sentence(node, lambda _: words, names) if names else TextNode(words % {})
