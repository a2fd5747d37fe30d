"""Templates folded by language: the same text as unfolded ones, constants standing as text."""

import pytest
from django.template import Context, engines
from django.template.base import TextNode
from django.template.loader import get_template
from django.utils import translation

from core.folding import Loader, _fold

SAMPLES = {
    "words": '{% translate "Customers" %} · {% translate "Save" %}',
    "icon": '{% icon "plus" %}{% key "N" %}',
    "address": '<a href="{% url "customers:list" %}">',
    "in a loop": '{% for n in rows %}<b>{% translate "Save" %}</b> {{ n }}{% endfor %}',
    "in a condition": '{% if rows %}{% icon "plus" %}{% else %}{% translate "Save" %}{% endif %}',
    "in a block": '{% panel title="T" %}{% translate "Save" %}{% endpanel %}',
    "kept in a variable": '{% translate "Save" as word %}{{ word }}{{ word|lower }}',
    "an address with an argument": '{% url "customers:detail" 7 %}',
    "addresses of records": '{% for n in rows %}{% url "customers:detail" n %}{% endfor %}{% url "core:draft" name %}',
    "an icon from a variable": "{% icon name %}",
    "a literal": '{{ "<b>" }} {{ 3 }} {{ "x"|upper }}',
    "comments": "a{# x #}{% comment %}y{% endcomment %}{% load i18n %}b",
}


def _template(source: str):
    return engines["django"].from_string(source).template


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("source", SAMPLES.values(), ids=SAMPLES)
def test_folding_changes_nothing_but_the_work(source: str, language: str) -> None:
    values = {"rows": [1, 2], "name": "user"}
    with translation.override(language):
        plain, folded = _template(source), _template(source)
        _fold(folded.nodelist)
        assert folded.render(Context(values)) == plain.render(Context(values))


def test_constants_become_one_text() -> None:
    folded = _template('<p>{% translate "Save" %} {% icon "plus" %}{% url "customers:list" %}</p>')
    _fold(folded.nodelist)
    assert [type(node) for node in folded.nodelist] == [TextNode]


def test_what_depends_on_the_page_stays() -> None:
    folded = _template('{% translate "Save" as word %}{% icon name %}{{ name }}')
    _fold(folded.nodelist)
    assert not any(isinstance(node, TextNode) for node in folded.nodelist)


def test_each_language_has_its_own_copy() -> None:
    seen = {}
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            seen.setdefault(language, []).append(get_template("components/keys.html").render())
    assert seen["en"][0] == seen["en"][1]
    assert seen["en"][0] != seen["zh-hans"][0]


def test_the_products_templates_are_folded() -> None:
    loaders = engines["django"].engine.template_loaders[0].loaders
    assert [type(loader) for loader in loaders] == [Loader]
