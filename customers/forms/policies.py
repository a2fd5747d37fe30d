"""The forms that set this app's rules: the open pool, how much a lookup shows, grades, exports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PolicyForm
from customers.models import Stage
from customers.policies import RecyclePolicy


class PoolPolicyForm(PolicyForm):
    """The open pool (公海): on only with its figures (rules.md §6, §10)."""

    is_on = forms.BooleanField(label=_("The open pool is on"), required=False)
    claims_per_week = forms.IntegerField(
        label=_("Customers that one person may take out a week"), min_value=1, max_value=999, required=False
    )
    cooling_off_days = forms.IntegerField(
        label=_("Days before a former owner may take a customer out again"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Empty: not set, former owners may at once."),
    )
    protected_days = forms.IntegerField(
        label=_("Days on which no rule takes a claimed customer back"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Empty: not set, the rules hold from the first day."),
    )
    missed_rounds = forms.IntegerField(
        label=_("Rounds missed in a row until a customer falls into the pool"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=_(
            "Of every grade without a figure of its own under “Back to the pool by rule”. Empty: not set."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """A pool that nobody may take out of would only swallow customers."""
        data = super().clean() or {}
        name = "claims_per_week"
        if data.get("is_on") and name not in self.errors and data.get(name) is None:
            self.add_error(name, _("The pool needs this figure."))
        return data


def _figure(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=999, required=False)


class RecyclePolicyForm(PolicyForm):
    """When customers go back to the pool by rule, by grade and stage (rules.md §6): all empty is never."""

    stages = forms.MultipleChoiceField(
        label=_("Customers at these stages"),
        choices=Stage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Customers with an open inquiry, key accounts, seed customers and those whom we do not contact never go. Owners are warned 7 days and 1 day before."
        ),
    )
    rounds_a = _figure(_("Grade A: rounds missed in a row"))
    rounds_b = _figure(_("Grade B: rounds missed in a row"))
    rounds_c = _figure(_("Grade C: rounds missed in a row"))
    rounds_d = _figure(_("Grade D: rounds missed in a row"))
    idle_a = _figure(_("Grade A: working days without a contact"))
    idle_b = _figure(_("Grade B: working days without a contact"))
    idle_c = _figure(_("Grade C: working days without a contact"))
    idle_d = _figure(_("Grade D: working days without a contact"))

    @classmethod
    def initial_of(cls, policy: RecyclePolicy) -> dict[str, Any]:
        """Return the form's initial data for the policy as it is."""
        return {**super().initial_of(policy), "stages": list(policy.stages)}

    def clean(self) -> dict[str, Any]:
        """Figures without a stage would do nothing, and look as if they did."""
        data = super().clean() or {}
        has_figures = any(value for name, value in data.items() if name != "stages")
        if has_figures and not data.get("stages") and "stages" not in self.errors:
            self.add_error("stages", _("Choose the stages at which customers go back."))
        return data


class LookupPolicyForm(PolicyForm):
    """How many colleagues' customers one person sees by lookups (trust.md D3)."""

    colleagues_per_hour = forms.IntegerField(
        label=_("Colleagues' customers shown to one person within an hour"),
        min_value=1,
        max_value=1000,
        help_text=_("Beyond it matches are withheld, and the manager is told."),
    )


class GradingPolicyForm(PolicyForm):
    """When a grade asks to be confirmed (rules.md §2)."""

    confirm_after_days = forms.IntegerField(
        label=_("A grade asks to be confirmed after: days"), min_value=1, max_value=3_650
    )


class ExportPolicyForm(PolicyForm):
    """Who may export customers, and how many (permissions.md, trust.md X4)."""

    salespeople = forms.BooleanField(label=_("Salespeople may export their own customers"), required=False)
    managers = forms.BooleanField(label=_("Managers may export those of their teams"), required=False)
    boss = forms.BooleanField(label=_("The boss may export all"), required=False)
    rows_per_day = forms.IntegerField(
        label=_("Customers that one person may export a day"),
        min_value=1,
        max_value=100_000,
        help_text=_("More waits until another person, a manager or the boss, allows it."),
    )
    pages_per_hour = forms.IntegerField(
        label=_("Customers' pages that one person reads an hour before the manager is told"),
        min_value=1,
        max_value=10_000,
    )


class ImportPolicyForm(PolicyForm):
    """Who may import customers (permissions.md)."""

    salespeople = forms.BooleanField(label=_("Salespeople may import customers of their own"), required=False)
