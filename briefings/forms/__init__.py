"""What people type into briefings and rulings; and their timetable."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.models import User
from briefings.domain.timetable import MOST_DAYS, BriefingPolicy
from briefings.models import Part
from briefings.selectors.people import people_to_rule
from briefings.services import BriefingRefused, GoOn, PointValues, RulingValues
from briefings.services.points import MOST_SIGNS
from core.forms import PolicyForm
from core.forms_once import FormTokenField
from core.ui.fields import DayField
from core.ui.widgets import SegmentedRadio
from customers.models import Customer

REFUSALS: dict[str, Any] = {
    "not_from_here": _("Somebody has changed this meanwhile."),
    "no_text": _("Write something."),
    "too_long": _("This is too long."),
    "no_reason": _("Write why."),
    "day_off": _("That day is not worked."),
    "in_past": _("That has passed."),
    "no_day": _("Say until when, or that nothing is to be done."),
    "due_in_past": _("That day has passed."),
    "too_far": _("That is too far away."),
    "is_over": _("The briefing of that day is over."),
    "too_early": _("This is noted from the day of the briefing on."),
    "too_many": _("These are too many points for one briefing."),
    "names_buyer": _("Who is to do it sees no customers: leave the buyer's name out."),
}


def add_refusal(form: forms.Form, refusal: BriefingRefused) -> None:
    """Put the refusal at its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(REFUSALS[refusal.code]))


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _lines(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=MOST_SIGNS, widget=widget, **more)


class BriefingPolicyForm(PolicyForm):
    """Days and hours of the briefings, and when a point without a ruling is red (rules.md §7)."""

    refusals: ClassVar[Mapping[str, Promise]] = {
        "no_day": _("Choose at least one day."),
        "ends_early": _("A briefing has to end after it begins."),
    }
    days = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("briefing", "Days"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple,
        help_text=_("On a day off on the working day before it in that week, else on the next one."),
    )  # fmt: skip
    starts_at = _clock(_("Begins at"))
    ends_at = _clock(_("Ends at"))
    red_after_days = forms.IntegerField(
        label=_("A point without a ruling is red after, in working days"), min_value=1, max_value=MOST_DAYS
    )

    @classmethod
    def initial_of(cls, policy: BriefingPolicy) -> dict[str, Any]:
        """Return the form's initial data for the policy as it is."""
        return {**super().initial_of(policy), "days": sorted(policy.days)}

    @classmethod
    def summary_of(cls, policy: BriefingPolicy) -> str:
        """Return days and hours in a line."""
        days = pgettext("list", ", ").join(str(WEEKDAYS[day]) for day in sorted(policy.days))
        return f"{days} · {policy.starts_at:%H:%M}–{policy.ends_at:%H:%M}"

    def values(self) -> dict[str, Any]:
        """Return the section's JSON: times as HH:MM."""
        data = self.cleaned_data
        hours = {name: f"{data[name]:%H:%M}" for name in ("starts_at", "ends_at")}
        return {"days": sorted(data["days"]), **hours, "red_after_days": data["red_after_days"]}


class PointForm(forms.Form):
    """What a manager puts into a section."""

    hides_optional = True

    part = forms.ChoiceField(label=_("Section"), choices=Part.choices, widget=SegmentedRadio())
    text = _lines(_("What the boss should know"), 2)
    customer = forms.ModelChoiceField(
        Customer.objects.none(), label=_("About which customer"), required=False
    )
    asks = forms.BooleanField(label=_("Asks for a ruling"), required=False)
    form_token = FormTokenField()

    def __init__(self, *args: Any, customers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = customers  # type: ignore[attr-defined]  # a ModelChoiceField

    def values(self) -> PointValues:
        """Return what was typed."""
        data = self.cleaned_data
        return PointValues(Part(data["part"]), data["text"], data["customer"], data["asks"])


class MoveForm(forms.Form):
    """To which day and hour a briefing is moved, and why."""

    day = DayField(label=_("New day"))
    starts_at = _clock(_("Begins at"))
    reason = forms.CharField(label=pgettext_lazy("briefing", "Why"), max_length=200)


class AttendanceForm(forms.Form):
    """Who was there."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who was there"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]  # a ModelMultipleChoiceField


class RulingForm(forms.Form):
    """The boss's ruling: what, who, until when."""

    hides_optional = True

    text = _lines(_("Ruling"))
    person = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"))
    due_on = DayField(label=pgettext_lazy("ruling", "Until"), required=False)
    is_settled = forms.BooleanField(label=_("Only an answer: nothing is to be done"), required=False)
    form_token = FormTokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.queryset, people.label_from_instance = people_to_rule(), lambda person: person.short_name

    def values(self) -> RulingValues:
        """Return what was typed."""
        data = self.cleaned_data
        return RulingValues(data["text"], data["person"], data["due_on"], data["is_settled"])


class GoOnForm(forms.Form):
    """That a ruling goes on: until when, by whom, and what is still to be done, which an outcome that was told asks for."""

    text = _lines(_("What is still to be done"), 2, required=False)
    person = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"))
    due_on = DayField(label=pgettext_lazy("ruling", "Until"))

    def __init__(self, *args: Any, needs_words: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = needs_words
        self.fields["text"].error_messages["required"] = REFUSALS["no_text"]
        people: Any = self.fields["person"]
        people.queryset, people.label_from_instance = people_to_rule(), lambda person: person.short_name

    def values(self) -> GoOn:
        """Return what was typed."""
        data = self.cleaned_data
        return GoOn(data["due_on"], data["person"], data["text"])


class OutcomeForm(forms.Form):
    """What came of a ruling."""

    outcome = _lines(_("What came of it"), 3)
