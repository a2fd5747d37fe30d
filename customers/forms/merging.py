"""Which of two records stays, and whose values."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms_once import FormTokenField
from customers.domain.merging import BOTH, GONE, KEPT, LONG_TEXTS
from customers.forms.fields import LineField
from customers.models import Customer
from customers.selectors.merging import label_of, word_of
from customers.services.merging import differing, proposals, stamp_of


class MergeForm(forms.Form):
    """Two customers side by side: which record stays, and of each field in which they differ whose value.

    A value is named by the number of its record, so that it stays chosen whichever record stays.
    """

    form_token = FormTokenField()
    stamp_one = LineField(max_length=60, required=False, widget=forms.HiddenInput)
    stamp_other = LineField(max_length=60, required=False, widget=forms.HiddenInput)
    stays = forms.ChoiceField(label=gettext_lazy("Which record stays"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, one: Customer, other: Customer) -> None:
        super().__init__(data)
        self.one, self.other = one, other
        first = min(one, other, key=lambda row: (row.created_at, row.pk))
        second = other if first is one else one
        self.fields["stays"].choices = [(str(row.pk), str(row)) for row in (one, other)]  # type: ignore[attr-defined]
        self.initial.update(stays=str(first.pk), stamp_one=stamp_of(one), stamp_other=stamp_of(other))
        whose = {KEPT: str(first.pk), GONE: str(second.pk), BOTH: BOTH}
        proposed = proposals(first, second)
        for name in differing(one, other):
            self.fields[_field(name)] = forms.ChoiceField(
                label=label_of(name), choices=self._values(name), initial=whose[proposed[name]], required=False,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )  # fmt: skip

    def _values(self, name: str) -> list[tuple[str, str]]:
        values = [(str(row.pk), word_of(row, name) or "–") for row in (self.one, self.other)]
        is_text = name in LONG_TEXTS and all(getattr(row, name) for row in (self.one, self.other))
        return [*values, (BOTH, _("both"))] if is_text else values

    @property
    def picks_fields(self) -> list[forms.BoundField]:
        """The fields in which the two differ."""
        return [self[name] for name in self.fields if name.startswith("pick_")]

    @property
    def kept(self) -> Customer:
        """The record that stays."""
        return self.one if self.cleaned_data["stays"] == str(self.one.pk) else self.other

    @property
    def gone(self) -> Customer:
        """The record that becomes part of it."""
        return self.other if self.kept is self.one else self.one

    def picks(self) -> dict[str, str]:
        """Return whose values were chosen, by column."""
        whose = {str(self.kept.pk): KEPT, str(self.gone.pk): GONE, BOTH: BOTH}
        chosen = {name: self.cleaned_data.get(_field(name), "") for name in differing(self.one, self.other)}
        return {name: whose[value] for name, value in chosen.items() if value}

    def stamps(self) -> dict[int, str]:
        """Return both as the person saw them."""
        return {
            self.one.pk: self.cleaned_data["stamp_one"],
            self.other.pk: self.cleaned_data["stamp_other"],
        }


def _field(column: str) -> str:
    return f"pick_{column}"
