"""Form widgets of the look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.domain.currencies import USUAL

_USUAL_OPTIONS = format_html_join("", '<option value="{}"></option>', ((code,) for code in USUAL))


class CurrencyInput(forms.TextInput):
    """A line for a currency, with the usual ones to choose from beside it."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """As in Django, and the list that the line offers."""
        listed = f"{(attrs or {}).get('id') or name}_usual"
        given = {"list": listed, "autocapitalize": "characters", "autocomplete": "off", **(attrs or {})}
        line = super().render(name, value, given, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', line, listed, _USUAL_OPTIONS)


class SegmentedRadio(forms.RadioSelect):
    """Two to five values side by side, one of them chosen (the look's `seg`).

    `icons` maps a value to the name of its icon; `grades=True` draws the values as grade marks.
    """

    template_name = "components/seg_widget.html"
    option_template_name = "components/seg_option.html"
    is_segmented = True

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        icons: Mapping[str, str] | None = None,
        grades: bool = False,
    ) -> None:
        super().__init__(attrs, choices)
        self.icons = dict(icons or {})
        self.grades = grades

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As in Django, with the icon or the grade that the option shows; `given` are its attributes as they are written."""
        option = super().create_option(name, value, *args, **kwargs)
        option["given"] = flatatt(option["attrs"])
        option["icon"] = self.icons.get(str(value), "")
        option["grade"] = str(value) if self.grades else ""
        return option
