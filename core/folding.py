"""Templates in which what is the same on every page stands as text, worked out once per language.

A page of ours holds hundreds of translated words, icons and addresses without arguments; rendering each anew was a
third of a page's time (docs/performance.md). This loader draws them when the template is loaded, and keeps one copy of
each template for each language.
"""

from collections.abc import Iterator
from typing import Any

from django.template import Context, Node, NodeList, Template
from django.template.base import FilterExpression, TextNode, VariableNode
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import base, cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

from core.ui.addresses import address_of_each

# Tags whose text depends on nothing but their arguments and the language say so by this attribute of their function.
CONSTANT = "is_constant"


class _Folded(base.Loader):
    """Folds each template before anybody gets it, so that no thread meets one half folded."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        _fold(template.nodelist)
        for partial in template.extra_data.get("partials", {}).values():
            _fold(partial.nodelist)
        return template


class Loader(cached.Loader, _Folded):
    """Django's cached loader with folded templates, one copy a language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{get_language()} {super().cache_key(template_name, skip)}"


def _fold(nodes: NodeList) -> None:
    """Replace, in place, the constant nodes by their text, and neighbouring texts by one."""
    folded: list[Node] = []
    for node in nodes:
        for inner in _lists_in(node):
            _fold(inner)
        text = _text_of(node)
        if text is None:
            folded.append(_quicker(node))
        elif folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + text)
        elif text:
            folded.append(TextNode(text))
    nodes[:] = folded


def _lists_in(node: Node) -> Iterator[NodeList]:
    """Give the lists of nodes that `node` holds, under whatever name."""
    for value in vars(node).values():
        if isinstance(value, NodeList):
            yield value
    for _condition, nodes in getattr(node, "conditions_nodelists", ()):
        yield nodes


def _text_of(node: Node) -> str | None:
    """Return what `node` always draws in this language; None if that depends on the page."""
    if isinstance(node, TextNode):
        return str(node.s)
    if isinstance(node, LoadNode | CommentNode):
        return ""
    if _is_constant(node):
        return str(node.render(Context()))
    return None


def _is_constant(node: Node) -> bool:
    match node:
        case VariableNode(filter_expression=words):
            return _is_literal(words)
        case TranslateNode(filter_expression=words, asvar=None, message_context=about):
            return _is_literal(words) and (about is None or _is_literal(about))
        case URLNode(view_name=name, args=[], asvar=None) if not node.kwargs:
            return _is_literal(name)
        case StaticNode(path=path, varname=None):
            return _is_literal(path)
        case SimpleNode(func=function, target_var=None) if getattr(function, CONSTANT, False):
            return all(map(_is_literal, [*node.args, *node.kwargs.values()]))
    return False


def _quicker(node: Node) -> Node:
    """Return `node`, or what draws the same with less work."""
    match node:
        case URLNode(view_name=name, args=[which], asvar=None) if not node.kwargs and _is_literal(name):
            return _Address(node, name.resolve(Context()), which)
    return node


class _Address(Node):
    """The address of a record by its number, as most addresses of a page are: `reverse` is asked once, not each time."""

    def __init__(self, whole: URLNode, name: str, which: FilterExpression) -> None:
        self.whole, self.name, self.which = whole, name, which

    def render(self, context: Context) -> str:
        """Any other argument is Django's to judge."""
        pk = self.which.resolve(context)
        return address_of_each(self.name)(pk) if type(pk) is int and pk > 0 else self.whole.render(context)


def _is_literal(words: FilterExpression) -> bool:
    """Whether an expression is a string or number as written, without filters."""
    return not words.filters and (not words.is_var or getattr(words.var, "literal", None) is not None)
