"""Two who changed the same record: what stands now beside what this form says (ux.md 6, trust.md C6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True)
class Conflict:
    """A field in which the two differ, as a person reads it."""

    label: str
    theirs: str
    mine: str


def conflicts_between(form: forms.BaseForm, current: Mapping[str, Any]) -> list[Conflict]:
    """Return where the bound `form` differs from `current`, the values by field name as a form of them would begin."""
    found = []
    for bound in form.visible_fields():
        if bound.name not in current:
            continue
        theirs = bound.field.prepare_value(current[bound.name])
        if bound.field.has_changed(theirs, bound.data):
            found.append(
                Conflict(
                    str(bound.label), word_value(bound.field, theirs), word_value(bound.field, bound.data)
                )
            )
    return found


def word_value(field: forms.Field, value: Any) -> str:
    """Return the value of a form field as a person reads it; "" where there is none."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if field.to_python(value) else _("no")
    value = field.prepare_value(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    names = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list | tuple) else [value]
    return pgettext("list", ", ").join(
        names.get(str(one), str(one)) for one in values if one not in (None, "")
    )
