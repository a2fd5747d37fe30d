"""Forms of the settings pages."""

from collections.abc import Iterator, Mapping
from datetime import time
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core.company import NINE, CompanyProfile
from core.domain.rates import BASE, Rate
from core.policy_plans import FURTHEST
from core.ui.fields import ComingMomentField, CurrencyField, DayField, PastDayField
from core.ui.formats import company_day
from core.ui.widgets import SegmentedRadio
from core.work_days import CompanyCalendar


class PolicyForm(forms.Form):
    """Edits a section of plain values: the field names are the dataclass's.

    `refusals` words the codes with which the rule may refuse values that are each valid (`core.domain.refused`); `covers`
    names the policy's field where a form field is not called the same. A classmethod `summary_of(policy)` may say the
    whole section in a line, else the settings page lists its values.
    """

    hides_optional = True
    refusals: ClassVar[Mapping[str, Promise]] = {}
    covers: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def initial_of(cls, policy: Any) -> dict[str, Any]:
        """Return the form's initial data for the policy as it is."""
        return {name: getattr(policy, name) for name in cls.base_fields}

    def values(self) -> dict[str, Any]:
        """Return what is to be stored, as JSON."""
        return dict(self.cleaned_data)


def changed_values(form: Any) -> dict[str, Any]:
    """Return of a valid policy form's JSON what its person changed: an untouched figure keeps following its default."""
    covers = getattr(form, "covers", {})
    changed = {covers.get(name, name) for name in form.changed_data}
    return {name: value for name, value in form.values().items() if name in changed}


def word_refusal(form: forms.BaseForm, error: ValueError) -> str:
    """Return in words why the values that `form` gave make no policy."""
    words: Mapping[str, Promise] = getattr(form, "refusals", {})
    return str(words.get(getattr(error, "code", ""), _("These values do not go together.")))


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class EffectiveForm(forms.Form):
    """From when a change of the policy applies."""

    hides_optional = True

    effective_at = ComingMomentField(
        label=_("Applies from"),
        furthest=FURTHEST,
        required=False,
        help_text=_("Empty: from now on. A later moment is planned, and can be taken back until then."),
    )


def _line(label: Any, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **more)


def _lines(label: Any) -> forms.CharField:
    return _line(label, 2000, widget=forms.Textarea(attrs={"rows": 3}))


class CompanyForm(PolicyForm):
    """Who we are, for letters and quotes: the nine particulars of S51, in Chinese and English where they differ."""

    pairs: ClassVar[frozenset[str]] = frozenset(
        {
            "name", "name_en", "total_assets", "total_assets_zh", "annual_sales", "annual_sales_zh", "awards", "awards_zh",
            "contact_name", "contact_name_zh", "address", "address_zh", "strengths", "strengths_zh", "phone", "fax",
            "founded_in", "short_name",
        }
    )  # fmt: skip

    name = _line(_("Company name (Chinese)"), 200)
    name_en = _line(_("Company name (English)"), 200)
    short_name = _line(_("Short name"), 40, help_text=_("Stands on every page and at the door."))
    founded_in = _line(_("Founded in"), 20)
    total_assets_zh = _line(_("Total assets (Chinese)"), 80)
    total_assets = _line(_("Total assets (English)"), 80)
    annual_sales_zh = _line(_("Annual sales (Chinese)"), 80)
    annual_sales = _line(_("Annual sales (English)"), 80)
    awards_zh = _line(_("Awards and certificates (Chinese)"), 300)
    awards = _line(_("Awards and certificates (English)"), 300)
    contact_name_zh = _line(_("Contact person (Chinese)"), 120)
    contact_name = _line(_("Contact person (English)"), 120)
    phone = _line(_("Telephone"), 40)
    fax = _line(_("Fax"), 40)
    address_zh = _line(_("Address (Chinese)"), 300)
    address = _line(_("Address (English)"), 300)
    strengths_zh = _lines(_("Strengths (Chinese)"))
    strengths = _lines(_("Strengths (English)"))
    website = _line(_("Web site"), 200)
    own_domains = _line(
        _("Own mail and web domains"),
        300,
        help_text=_("Separated by commas. They are never taken for a buyer's."),
    )

    @classmethod
    def summary_of(cls, policy: CompanyProfile) -> str:
        """Return the name and how complete the profile is, in a line."""
        counts = {
            "english": len(NINE) - len(policy.missing_in("en")),
            "chinese": len(NINE) - len(policy.missing_in("zh")),
        }
        said = _("Of the nine particulars %(english)s in English, %(chinese)s in Chinese") % counts
        return " · ".join(str(part) for part in (policy.name or policy.name_en, said) if part)


def label_of(particular: str, language: str) -> Any:
    """Return how the form calls one of the nine particulars in a language."""
    fields = CompanyForm.base_fields
    if particular == "name":
        return fields["name" if language == "zh" else "name_en"].label
    return fields.get(f"{particular}_zh" if language == "zh" else particular, fields[particular]).label


class CalendarForm(forms.Form):
    """Working windows, the evening shift, and the weekly days off (rules.md §1). Own days have a form of their own."""

    hides_optional = True
    refusals: ClassVar[Mapping[str, Promise]] = {
        "window_closes_early": _("Each working time has to end after it begins."),
        "windows_overlap": _("Working times may not overlap: morning, afternoon, then the evening."),
        "no_working_day": _("One day of the week has to be worked."),
    }
    covers: ClassVar[Mapping[str, str]] = {
        **{f"{name}_{edge}": "windows" for name in ("morning", "afternoon") for edge in ("opens", "closes")},
        "evening_opens": "evening", "evening_closes": "evening",
    }  # fmt: skip
    change_labels: ClassVar[Mapping[str, Promise]] = {
        "morning_closes": _("Morning until"), "afternoon_closes": _("Afternoon until"), "evening_closes": _("Evening shift until"),
    }  # fmt: skip
    morning_opens = forms.TimeField(label=_("Morning from"), widget=_clock())
    morning_closes = forms.TimeField(label=_("until"), widget=_clock())
    afternoon_opens = forms.TimeField(label=_("Afternoon from"), widget=_clock())
    afternoon_closes = forms.TimeField(label=_("until"), widget=_clock())
    evening_opens = forms.TimeField(label=_("Evening shift from"), widget=_clock())
    evening_closes = forms.TimeField(label=_("until"), widget=_clock())
    evening_counts = forms.BooleanField(label=_("The evening shift counts for reply clocks"), required=False)
    weekly_rest_days = forms.TypedMultipleChoiceField(
        label=_("Days off each week"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
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
        return {
            **times,
            "evening_counts": rule.evening_counts,
            "weekly_rest_days": sorted(rule.weekly_rest_days),
        }

    @classmethod
    def summary_of(cls, policy: CompanyCalendar) -> str:
        """Return the working times, the days off and how many days are the company's own, in a line."""
        rule = policy.rule
        windows = ", ".join(f"{window.opens:%H:%M}–{window.closes:%H:%M}" for window in rule.windows)
        evening = (
            _("the evening shift counts") if rule.evening_counts else _("the evening shift does not count")
        )
        off = pgettext("list", ", ").join(str(WEEKDAYS[day]) for day in sorted(rule.weekly_rest_days))
        own = ngettext("%(count)s own day", "%(count)s own days", len(policy.own_days)) % {
            "count": len(policy.own_days)
        }
        parts = (windows, evening, _("off: %(days)s") % {"days": off} if off else "", own)
        return " · ".join(str(part) for part in parts if part)

    @classmethod
    def further_words(cls, policy: CompanyCalendar) -> Iterator[tuple[str, str, str]]:
        """Yield the company's own days as the history writes them, which are set in a form of their own."""
        words = dict(policy.own_day_words)
        for day, works in policy.own_days:
            said = pgettext("a day", "Worked") if works else pgettext("a day", "Off")
            yield f"own_days {day}", company_day(day), f"{said}: {words[day]}" if words.get(day) else said

    def _span(self, name: str) -> list[str]:
        edges: tuple[time, time] = (self.cleaned_data[f"{name}_opens"], self.cleaned_data[f"{name}_closes"])
        return [f"{edge:%H:%M}" for edge in edges]

    def values(self) -> dict[str, Any]:
        """Return the section's JSON."""
        return {
            "windows": [self._span("morning"), self._span("afternoon")],
            "evening": self._span("evening"),
            "evening_counts": self.cleaned_data["evening_counts"],
            "weekly_rest_days": self.cleaned_data["weekly_rest_days"],
        }


class OwnDayForm(forms.Form):
    """A day on which the company works, or is off, whatever the public calendar says (N1); with a word why."""

    hides_optional = True

    day = DayField(label=_("Day"))
    works = forms.ChoiceField(
        label=_("What applies"),
        choices=[("off", pgettext_lazy("a day", "Off")), ("on", pgettext_lazy("a day", "Worked"))],
        initial="off",
        widget=SegmentedRadio,
    )
    why = forms.CharField(label=_("Why"), max_length=80)

    def clean(self) -> dict[str, Any]:
        """Read the choice as yes or no."""
        data = super().clean() or {}
        return {**data, "works": data.get("works") == "on"}


class RateForm(forms.Form):
    """A rate: so many yuan for so many units."""

    currency = CurrencyField()
    per_unit = forms.DecimalField(
        label=_("Yuan"), max_digits=18, decimal_places=8, min_value=Decimal("0.00000001"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    per = forms.ChoiceField(
        label=pgettext_lazy("exchange rate", "For"), choices=[("1", _("1 unit")), ("100", _("100 units"))],
        help_text=_("Banks tell it for 100 units."),
    )  # fmt: skip
    day = PastDayField(label=_("Day"))
    source = forms.CharField(label=_("Source"), max_length=80, required=False)

    def clean_currency(self) -> str:
        """The base itself has no rate."""
        code: str = self.cleaned_data["currency"]
        if code == BASE:
            raise forms.ValidationError(_("Rates are told in yuan: the yuan needs none."))
        return code

    def clean_source(self) -> str:
        return " ".join(self.cleaned_data["source"].replace("\0", "").split())

    def clean(self) -> dict[str, Any]:
        """What is left of 100 units has to be something."""
        data = super().clean() or {}
        if data.get("per_unit") and data.get("per") and not self._per_unit(data):
            self.add_error("per_unit", _("Too small."))
        return data

    @staticmethod
    def _per_unit(data: dict[str, Any]) -> Decimal:
        exact: Decimal = data["per_unit"] / Decimal(data["per"])
        return exact.quantize(Decimal("1E-8"))

    def rate(self) -> Rate:
        """Return the rate of the valid form."""
        data = self.cleaned_data
        return Rate(data["currency"], data["day"], self._per_unit(data))


class RateFileForm(forms.Form):
    """A table of rates to take in."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel or CSV with the columns currency, rate, and if you like date and per (100)."),
    )
    file_day = PastDayField(
        label=_("Day where a row names none"),
        required=False,
        help_text=_("Empty: today"),
    )
