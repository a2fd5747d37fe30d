"""Forms of the settings pages."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.work_days import CompanyCalendar


class PolicyForm(forms.Form):
    """Edits a section of plain values: the field names are the dataclass's.

    `refusals` words the codes with which the rule may refuse values that are each valid (`core.domain.refused`).
    """

    hides_optional = True
    refusals: ClassVar[Mapping[str, Promise]] = {}

    @classmethod
    def initial_of(cls, policy: Any) -> dict[str, Any]:
        """Return the form's initial data for the policy as it is."""
        return {name: getattr(policy, name) for name in cls.base_fields}

    def values(self) -> dict[str, Any]:
        """Return what is to be stored, as JSON."""
        return dict(self.cleaned_data)


def word_refusal(form: forms.BaseForm, error: ValueError) -> str:
    """Return in words why the values that `form` gave make no policy."""
    words: Mapping[str, Promise] = getattr(form, "refusals", {})
    return str(words.get(getattr(error, "code", ""), _("These values do not go together.")))


class CompanyForm(PolicyForm):
    """Who we are, for letters and quotes (S51)."""

    name = forms.CharField(label=_("Company name (Chinese)"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Company name (English)"), max_length=200, required=False)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    founded_in = forms.CharField(label=_("Founded in"), max_length=20, required=False)
    total_assets = forms.CharField(label=_("Total assets"), max_length=80, required=False)
    annual_sales = forms.CharField(label=_("Annual sales"), max_length=80, required=False)
    awards = forms.CharField(label=_("Awards and certificates"), max_length=300, required=False)
    contact_name = forms.CharField(label=_("Contact"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    fax = forms.CharField(label=_("Fax"), max_length=40, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    website = forms.CharField(label=_("Web site"), max_length=200, required=False)
    strengths = forms.CharField(
        label=_("Strengths"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    own_domains = forms.CharField(
        label=_("Own mail and web domains"),
        max_length=300,
        required=False,
        help_text=_("Separated by commas. They are never taken for a buyer's."),
    )


class OwnDaysField(forms.CharField):
    """The company's own days, one a line: `2026-02-07 off` or `2026-02-08 works`."""

    widget = forms.Textarea(attrs={"rows": 5})
    words = {"off": False, "works": True, "休": False, "班": True}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return "\n".join(f"{day} {'works' if works else 'off'}" for day, works in sorted(value.items()))
        return value

    def clean(self, value: Any) -> dict[str, bool]:
        text = super().clean(value)
        return dict(self._read_line(line) for line in text.splitlines() if line.strip())

    def _read_line(self, line: str) -> tuple[str, bool]:
        day, _space, word = line.strip().partition(" ")
        try:
            return date.fromisoformat(day).isoformat(), self.words[word.strip().lower()]
        except (ValueError, KeyError):
            message = _("“%(line)s”: write a day and “off” or “works”, for example 2026-02-07 off")
            raise ValidationError(message, params={"line": line[:40]}) from None


class CalendarForm(forms.Form):
    """Working windows, the evening shift, and the company's own days (rules.md §1)."""

    refusals: ClassVar[Mapping[str, Promise]] = {
        "window_closes_early": _("Each working time has to end after it begins."),
        "windows_overlap": _("Working times may not overlap: morning, afternoon, then the evening."),
    }
    morning_opens = forms.TimeField(label=_("Morning from"))
    morning_closes = forms.TimeField(label=_("until"))
    afternoon_opens = forms.TimeField(label=_("Afternoon from"))
    afternoon_closes = forms.TimeField(label=_("until"))
    evening_opens = forms.TimeField(label=_("Evening shift from"))
    evening_closes = forms.TimeField(label=_("until"))
    evening_counts = forms.BooleanField(label=_("The evening shift counts for reply clocks"), required=False)
    own_days = OwnDaysField(
        label=_("The company's own days"),
        required=False,
        help_text=_(
            "One a line: a day and “off” or “works”. They win over public holidays and make-up days."
        ),
    )

    @classmethod
    def initial_of(cls, policy: CompanyCalendar) -> dict[str, Any]:
        """Return the form's initial data for the calendar as it is."""
        rule = policy.rule
        morning, afternoon = rule.windows[0], rule.windows[-1]
        evening = rule.evening
        spans = {"morning": morning, "afternoon": afternoon, "evening": evening}
        times = {
            f"{name}_{edge}": getattr(window, edge) for name, window in spans.items() if window
            for edge in ("opens", "closes")
        }  # fmt: skip
        own = {day.isoformat(): works for day, works in policy.own_days}
        return {**times, "evening_counts": rule.evening_counts, "own_days": own}

    def _span(self, name: str) -> list[str]:
        edges: tuple[time, time] = (self.cleaned_data[f"{name}_opens"], self.cleaned_data[f"{name}_closes"])
        return [f"{edge:%H:%M}" for edge in edges]

    def values(self) -> dict[str, Any]:
        """Return the section's JSON."""
        return {
            "windows": [self._span("morning"), self._span("afternoon")],
            "evening": self._span("evening"),
            "evening_counts": self.cleaned_data["evening_counts"],
            "own_days": self.cleaned_data["own_days"],
        }
