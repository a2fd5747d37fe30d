"""The forms that set this app's rules: reply clocks, and who gets an inquiry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import PolicyForm
from core.ui.countries import CountryChoiceField
from customers.forms.fields import LineField
from inquiries.domain.reply_clock import ReplyPolicy
from inquiries.forms.record import PageForm
from inquiries.models import AssignmentRule

Kind = AssignmentRule.Kind


class ReplyPolicyForm(PolicyForm):
    """The reply limits (rules.md §3); running clocks keep theirs."""

    target_minutes = forms.IntegerField(label=_("Target: working minutes"), min_value=1, max_value=3_000)
    due_soon_minutes = forms.IntegerField(
        label=_("Warn before the target: working minutes"), min_value=0, max_value=3_000
    )
    limit_hours = forms.IntegerField(
        label=_("Limit: hours, days off not counted"), min_value=1, max_value=240
    )
    fax_limit_hours = forms.IntegerField(
        label=_("Limit for a fax: hours, days off not counted"), min_value=1, max_value=240
    )
    rescue_minutes = forms.IntegerField(
        label=_("Limit before the next opening (a fax at night): working minutes after it"),
        min_value=1,
        max_value=3_000,
    )
    grading_cut_off = forms.TimeField(
        label=_("Graded the same day when it arrived before"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    grading_closes = forms.TimeField(
        label=_("Grading is due at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    last_call_minutes = forms.IntegerField(
        label=_("Reminded of grades before the close: minutes"), min_value=0, max_value=600
    )
    boss_after_days = forms.IntegerField(
        label=_("To the boss: working days after the limit"), min_value=1, max_value=30
    )

    @classmethod
    def summary_of(cls, policy: ReplyPolicy) -> str:
        """Return the limits in a line."""
        return _(
            "Target %(target)s working minutes, limit %(limit)s hours, a fax %(fax)s hours; graded by %(closes)s"
        ) % {
            "target": policy.target_minutes, "limit": policy.limit_hours, "fax": policy.fax_limit_hours,
            "closes": f"{policy.grading_closes:%H:%M}",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse limits that no clock can keep."""
        data = super().clean() or {}
        target, soon = data.get("target_minutes"), data.get("due_soon_minutes")
        if target is not None and soon is not None and soon > target:
            self.add_error("due_soon_minutes", _("Not more than the target's minutes."))
        opens, closes = data.get("grading_cut_off"), data.get("grading_closes")
        if opens is not None and closes is not None and opens > closes:
            self.add_error("grading_closes", _("Not before the time until which it counts for the day."))
        return data

    def values(self) -> dict[str, Any]:
        """Return the section's JSON: times as HH:MM."""
        return {
            name: f"{value:%H:%M}" if name.startswith("grading") else value
            for name, value in self.cleaned_data.items()
        }


class AssignmentPolicyForm(PolicyForm):
    """Who gets an inquiry of a new buyer, before rules by country and product come in."""

    logger_keeps = forms.BooleanField(label=_("Who logs a new buyer keeps it"), required=False)
    rotation_is_on = forms.BooleanField(
        label=_("What no rule decides goes round by turns"),
        required=False,
        help_text=_("To who holds the fewest open inquiries; the absent are passed over."),
    )


class RuleForm(PageForm):
    """A country or a product word, and who gets its inquiries."""

    kind = forms.CharField(widget=forms.HiddenInput)
    user = forms.ModelChoiceField(label=_("Goes to"), queryset=User.objects.none(), empty_label="–")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = self.ids
        self.fields["user"].queryset = User.objects.salespeople()  # type: ignore[attr-defined]  # a ModelChoiceField


class CountryRuleForm(RuleForm):
    """Inquiries from a country."""

    ids = Kind.COUNTRY.value
    value = CountryChoiceField(label=_("Country"), required=True)


class ProductRuleForm(RuleForm):
    """Inquiries that name a product."""

    ids = Kind.PRODUCT.value
    value = LineField(label=_("Product word"), max_length=80)


class SeatsForm(forms.Form):
    """Who takes part in the rotation."""

    hides_optional = True

    people = forms.ModelMultipleChoiceField(
        label=_("Takes part"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = User.objects.salespeople()  # type: ignore[attr-defined]  # a ModelMultipleChoiceField


RULE_FORMS: dict[str, type[RuleForm]] = {form.ids: form for form in (CountryRuleForm, ProductRuleForm)}
