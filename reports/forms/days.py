"""What people type into the daily report, the digest and the A list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.selectors.a_lists import EntryRow
from reports.services.a_lists import LONGEST
from reports.services.daily import LONGEST_REMARK
from reports.services.weekly import MOST_SIGNS


class DayForm(forms.Form):
    """A line of remarks to one's day, if one wishes."""

    hides_optional = True

    version = forms.IntegerField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label=_("Remark"),
        max_length=LONGEST_REMARK,
        required=False,
        help_text=_("A line, if there is something that the records do not say."),
    )


class DigestForm(forms.Form):
    """The manager's remarks to the boss."""

    hides_optional = True

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Remarks of the manager"),
        max_length=MOST_SIGNS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AListForm(forms.Form):
    """What happened with each of one's A customers; one that went out of one's sight has no field."""

    hides_optional = True

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, entries: Iterable[EntryRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = [one for one in entries if one.row.customer is not None]
        for one in self.entries:
            self.fields[f"words-{one.entry.pk}"] = forms.CharField(
                label=_("What happened with %(name)s") % {"name": one.row.name},
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def rows(self) -> list[tuple[EntryRow, Any]]:
        """The customers with their field."""
        return [(one, self[f"words-{one.entry.pk}"]) for one in self.entries]

    @staticmethod
    def initial_of(version: int, entries: Iterable[EntryRow]) -> dict[str, Any]:
        """Return what the form begins with."""
        return {"version": version} | {f"words-{one.entry.pk}": one.row.words for one in entries}

    def words(self) -> dict[int, str]:
        """Return the words by entry."""
        return {one.entry.pk: self.cleaned_data[f"words-{one.entry.pk}"] for one in self.entries}
