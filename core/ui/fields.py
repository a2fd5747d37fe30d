"""Form fields that take what the world sends.

Of text, NULs and signs that hide letters are taken out, not refused; of days and moments, browsers and pasted text send
years that no calendar of ours has.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.domain.currencies import read_currency
from core.domain.work_calendar import FIRST_YEAR
from core.text import LONG_TEXT, clean_line, clean_text
from core.ui.widgets import CurrencyInput

LONGEST_KEY = 18  # digits
MOMENT_FORMATS = [
    "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y.%m.%d %H:%M",
    "%Y年%m月%d日 %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d", "%Y/%m/%d",
]  # fmt: skip


class DayField(forms.DateField):
    """A day of the company's calendar, from the year 2000 on."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> date | None:
        """Return the day; raise ValidationError for one before 2000."""
        day: date | None = super().clean(value)
        if day is not None and day.year < FIRST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class MomentField(forms.DateTimeField):
    """A moment on the company's clock, from the year 2000 on and never in the future."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=MOMENT_FORMATS, **kwargs)
        self.error_messages["invalid"] = _("Not a date and time. Example: 2026-11-16 10:00")

    def clean(self, value: Any) -> datetime | None:
        """Return the moment; raise ValidationError for one that is still to come or that no calendar has."""
        moment = self.read(value)
        if moment is None:
            return None
        if moment > timezone.now():
            raise forms.ValidationError(_("That is still to come."), code="in_future")
        if moment.year < FIRST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment

    def read(self, value: Any) -> datetime | None:
        """Return the moment that `value` names, whenever it is."""
        try:
            moment: datetime | None = super().clean(value)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        return moment


class ComingMomentField(MomentField):
    """A moment on the company's clock that is still to come, at most `furthest` from now."""

    def __init__(self, *, furthest: timedelta, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.furthest = furthest

    def clean(self, value: Any) -> datetime | None:
        """Return the moment; raise ValidationError for one that has passed or lies too far ahead."""
        moment, now = self.read(value), timezone.now()
        if moment is not None and moment <= now:
            raise forms.ValidationError(_("That has passed already."), code="in_past")
        if moment is not None and moment > now + self.furthest:
            raise forms.ValidationError(_("That is too far ahead."), code="too_far")
        return moment


class CurrencyField(forms.CharField):
    """A currency, as its ISO code or as people write it; the usual ones are offered."""

    widget = CurrencyInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 12, "label": _("Currency"), **kwargs})

    def clean(self, value: Any) -> str:
        """Return the ISO code; raise ValidationError for what is no currency."""
        text: str = super().clean(value)
        code = read_currency(text)
        if text and not code:
            raise forms.ValidationError(_("Not a currency. Example: USD"), code="invalid")
        return code


class PastDayField(DayField):
    """A day that is not still to come."""

    def clean(self, value: Any) -> Any:
        """Return the day; raise ValidationError for one after today."""
        day = super().clean(value)
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("That is still to come."), code="in_future")
        return day


class LineField(forms.CharField):
    """One clean line."""

    def to_python(self, value: Any) -> Any:
        return clean_line(super().to_python(value) or "")


class TextField(forms.CharField):
    """Clean lines, at most LONG_TEXT where nothing else is said."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONG_TEXT, **kwargs})

    def to_python(self, value: Any) -> Any:
        return clean_text(super().to_python(value) or "")


def field_for(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """Return the form field of a column: Django's callback for model forms."""
    is_free = not getattr(column, "choices", None)
    if isinstance(column, models.TextField):
        return column.formfield(**{"form_class": TextField, "widget": TextField.widget, **kwargs})
    if isinstance(column, models.CharField) and is_free:
        return column.formfield(form_class=LineField, **kwargs)
    field: Any = column.formfield(**kwargs)
    if not is_free:
        field.choices = [(code, label if code else "—") for code, label in field.choices]
    return cast("forms.Field | None", field)


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no generic when it runs
    """Several rows. A number that no row can have is a wrong choice, not a fault: databases refuse to look for it."""

    def clean(self, value: Any) -> Any:
        for one in value or () if isinstance(value, list | tuple) else ():
            if len(str(one)) > LONGEST_KEY:
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(one)[:40]},
                )
        return super().clean(value)
