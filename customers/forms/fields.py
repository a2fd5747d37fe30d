"""Fields that take text as the world sends it: NULs and signs that hide letters are taken out, not refused."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.lookup import is_email
from customers.text import LONG_TEXT, clean_line, clean_text


class LineField(forms.CharField):
    """One clean line."""

    def to_python(self, value: Any) -> Any:
        return clean_line(super().to_python(value) or "")


class TextField(forms.CharField):
    """Clean lines, at most LONG_TEXT."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONG_TEXT, **kwargs, "widget": self.widget})

    def to_python(self, value: Any) -> Any:
        return clean_text(super().to_python(value) or "")


class MailField(LineField):
    """A mail address, as people write it: `Carol Jensen <c.jensen@…>` counts."""

    widget = forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and not is_email(text):
            raise ValidationError(_("Not an e-mail address. Example: c.jensen@northfield-hardware.example"))
        return text


def field_for(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """Return the form field of a column: Django's callback for model forms."""
    is_free = not getattr(column, "choices", None)
    if isinstance(column, models.TextField):
        return column.formfield(form_class=TextField, **kwargs)
    if isinstance(column, models.CharField) and is_free:
        return column.formfield(form_class=LineField, **kwargs)
    field: Any = column.formfield(**kwargs)
    if hasattr(field, "choices"):
        field.choices = [(code, label if code else "—") for code, label in field.choices]
    return field


class ReasonField(LineField):
    """Why: at most 200 letters."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"label": gettext_lazy("Reason"), "max_length": 200, "required": False}
        super().__init__(**{**defaults, **kwargs})


def helper_of(*parts: Any) -> FormHelper:
    """Return the layout of a form whose tag, token and errors stand in the template."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.form_show_errors = True
    if parts:
        helper.layout = Layout(*parts)
    return helper
