"""Fields that take text as the world sends it: NULs and signs that hide letters are taken out, not refused."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ui.fields import LineField, TextField, field_for
from customers.lookup import is_email


class MailField(LineField):
    """A mail address, as people write it: `Carol Jensen <c.jensen@…>` counts."""

    widget = forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and not is_email(text):
            raise ValidationError(_("Not an e-mail address. Example: c.jensen@northfield-hardware.example"))
        return text


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


__all__ = ["LineField", "MailField", "ReasonField", "TextField", "field_for", "helper_of"]
