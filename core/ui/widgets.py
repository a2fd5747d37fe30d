"""Form widgets of the look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt


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
