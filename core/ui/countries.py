"""Choosing a country: 250 names, sorted and drawn once a language instead of on every page."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_countries import countries
from pypinyin import lazy_pinyin

OPTION = '<option value="{}">{}</option>'


def country_choices() -> Iterator[tuple[str, str]]:
    """Give code and name of every country once: the usual markets first, then by name in the active language."""
    return iter(_sorted_in(get_language()))


@lru_cache(maxsize=8)
def _sorted_in(language: str | None) -> tuple[tuple[str, str], ...]:
    """The usual markets first, in the operator's order; then by name, in Chinese by its pinyin."""
    pairs = [(code, str(name)) for code, name in countries]
    if not (language or "").startswith("zh"):
        return tuple(pairs)
    usual = len(settings.COUNTRIES_FIRST)
    return (*pairs[:usual], *sorted(pairs[usual:], key=lambda pair: lazy_pinyin(pair[1])))


@lru_cache(maxsize=8)
def _options_in(language: str | None) -> SafeString:
    return format_html_join("", OPTION, _sorted_in(language))


def country_name(code: str) -> str:
    """Return a country's name in the active language, "" for a code that is none."""
    return _names_in(get_language()).get(code, "")


@lru_cache(maxsize=8)
def _names_in(language: str | None) -> dict[str, str]:
    return {code: str(name) for code, name in countries}


class CountrySelect(forms.Select):
    """A select whose options stand ready; the chosen one is marked in them."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, empty_label: Any = "–") -> None:
        super().__init__(dict(attrs or {}))
        self.empty_label = empty_label

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """As in Django, without a template for each option."""
        given = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        options = format_html(OPTION, "", self.empty_label) + _options_in(get_language())
        chosen = format_html('value="{}"', value or "")
        return format_html(
            "<select{}>{}</select>", given, SafeString(options.replace(chosen, f"{chosen} selected", 1))
        )


class CountryChoiceField(forms.ChoiceField):
    """A country's code, or nothing."""

    widget = CountrySelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", ""), *country_choices()], **{"required": False, **kwargs})
