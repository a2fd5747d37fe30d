"""The settings of this app's rules."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from core.forms import PolicyForm
from followups.domain import help_requests as help_rules
from followups.domain import suggestions as suggestion_rules
from followups.domain.intervals import CadencePolicy


class CadenceForm(forms.Form):
    """The company's follow-up rhythm (rules.md §4). A change holds from now on; nothing becomes overdue by it."""

    hides_optional = True

    a_working_days = forms.IntegerField(label=_("Grade A: working days"), min_value=1, max_value=60)
    b_working_days = forms.IntegerField(label=_("Grade B: working days"), min_value=1, max_value=60)
    c_days = forms.IntegerField(label=_("Grade C: days"), min_value=1, max_value=366)
    d_months = forms.IntegerField(label=_("Grade D: months"), min_value=1, max_value=24)
    open_inquiry_days = forms.IntegerField(label=_("Open inquiry: days"), min_value=1, max_value=366)
    contacts_per_month = forms.IntegerField(
        label=_("High grades: contacts a month"), min_value=0, max_value=31
    )
    high_grades = forms.MultipleChoiceField(
        label=_("High grades"), choices=[(grade, grade) for grade in "ABCD"], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    new_customer_minutes = forms.IntegerField(
        label=_("New customer: working minutes the week must still have"), min_value=0, max_value=3_000
    )

    @classmethod
    def initial_of(cls, policy: CadencePolicy) -> dict[str, Any]:
        """Return the form's initial data for the policy as it is."""
        return {**asdict(policy), "high_grades": sorted(policy.high_grades)}

    @classmethod
    def summary_of(cls, policy: CadencePolicy) -> str:
        """Return the rhythm in a line."""
        return _(
            "A every %(a)s working days, B every %(b)s, C every %(c)s days, D every %(d)s months; "
            "%(high)s %(times)s times a month"
        ) % {
            "a": policy.a_working_days, "b": policy.b_working_days, "c": policy.c_days, "d": policy.d_months,
            "high": pgettext("list", ", ").join(sorted(policy.high_grades)) or "–", "times": policy.contacts_per_month,
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Return the section's JSON."""
        return dict(self.cleaned_data)


class MailPolicyForm(PolicyForm):
    """Where the day is cut in three for looking through mail (S34)."""

    refusals: ClassVar[Mapping[str, Promise]] = {
        "no_midday": _("The end of the day has to begin after the morning's end."),
    }
    morning_until = forms.TimeField(
        label=_("Morning until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    end_from = forms.TimeField(
        label=_("End of day from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Midday lies between the two."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Return the section's JSON: times as HH:MM."""
        return {name: f"{value:%H:%M}" for name, value in self.cleaned_data.items()}


class HelpPolicyForm(PolicyForm):
    """How long a help request waits for the manager."""

    answer_within_days = forms.IntegerField(
        label=_("The boss is asked after: working days"),
        help_text=_("Without an answer of the manager. Counted from the moment of asking, in working time."),
        min_value=1,
        max_value=help_rules.MOST_DAYS,
    )


class SuggestionPolicyForm(PolicyForm):
    """How many suggestions are taken a day."""

    signed_a_day = forms.IntegerField(
        label=_("Signed: a person a day"), min_value=1, max_value=suggestion_rules.MOST
    )
    anonymous_a_day = forms.IntegerField(
        label=_("Anonymous: the whole company a day"),
        help_text=_("Who writes them is counted nowhere."),
        min_value=1,
        max_value=suggestion_rules.MOST,
    )
