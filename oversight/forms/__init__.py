"""What people write here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms_once import FormTokenField
from oversight.models.remarks import MOST_SIGNS

NO_NAMES = _("The adviser reads this: no buyer's name, contact or price.")


def _lines(label: Any, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class RemarkForm(forms.Form):
    """What one says to a record."""

    text = _lines(pgettext_lazy("remark", "Comment"), MOST_SIGNS, 2)
    form_token = FormTokenField()


class CoachingForm(forms.Form):
    """What one notes for a person."""

    text = _lines(
        _("Coaching note"),
        4000,
        5,
        help_text=_("Read by this person, whoever leads them, and the boss; by nobody else."),
    )
    form_token = FormTokenField()


class AdviceForm(forms.Form):
    """An adviser's advice."""

    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = _lines(_("Advice"), 4000, 6)
    form_token = FormTokenField()


class DecideForm(forms.Form):
    """Adopted or not, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[("adopt", _("Adopt")), ("decline", _("Do not adopt"))])
    reason = _lines(_("Reason"), 500, help_text=NO_NAMES)


class ResultForm(forms.Form):
    """What came of it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = _lines(_("Result"), 1000, help_text=NO_NAMES)
