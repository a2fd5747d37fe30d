"""What people type into targets and the plan."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Team, User
from core.forms_once import FormTokenField
from core.ui.widgets import SegmentedRadio
from customers.forms.fields import LineField
from managing.domain.frames import MONTHS_OF_YEAR, Stretch, add_months, stretch_of
from managing.models import Measure, Milestone
from managing.models.target import StretchChoice
from managing.services import CopyOf, ManagingRefused, MilestoneValues, TargetValues
from managing.services.copying import LEAST_RAISE, MOST_RAISE
from managing.services.plan import MOST_SIGNS

REFUSALS: dict[str, Any] = {
    "no_share": _("A share is at most 100 %."),
    "too_large": _("Write a number from 1 to 1,000,000."),
    "is_over": _("This time has passed."),
    "no_evidence": _("Write by what one sees it."),
    "in_the_future": _("This day is still to come."),
    "not_measured": _("Nothing is counted here."),
    "below_goal": _("This is below the goal."),
    "raise": _("Between −90 and 500 per cent."),
    "set_by_boss": _("The boss set this target; only the boss changes it."),
}
ALL = "all"


def add_refusal(form: forms.Form, refusal: ManagingRefused) -> None:
    """Put the refusal at its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(REFUSALS[refusal.code]))


class TargetForm(forms.Form):
    """Whose, what, for when, how much."""

    whose = forms.ChoiceField(label=_("Whose"))
    measure = forms.ChoiceField(label=_("What"), choices=Measure.choices)
    stretch = forms.ChoiceField(
        label=pgettext_lazy("target", "For"),
        choices=StretchChoice.choices,
        widget=SegmentedRadio(),
        initial=Stretch.MONTH,
    )
    starts_on = forms.ChoiceField(label=pgettext_lazy("target", "From"))
    goal = forms.IntegerField(
        label=_("Goal"), min_value=1, help_text=_("Shares (answered in target, cadence) in per cent")
    )
    note = LineField(label=_("Note"), max_length=200, required=False)
    form_token = FormTokenField()

    def __init__(
        self, *args: Any, people: Iterable[User], teams: Iterable[Team], may_set_all: bool, today: date, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._people = {f"p{person.pk}": person for person in people}
        self._teams = {f"t{team.pk}": team for team in teams}
        whole = [(ALL, _("The whole company"))] if may_set_all else []
        self.fields["whose"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *whole,
            *((key, team.name) for key, team in self._teams.items()),
            *((key, str(person)) for key, person in self._people.items()),
        ]
        first = stretch_of(Stretch.QUARTER, today).first
        last = date(today.year + 1, MONTHS_OF_YEAR, 1)  # what was taken over for the next year can be changed
        months = [month for number in range(-2, 24) if (month := add_months(first, number)) <= last]
        self.fields["starts_on"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (month.isoformat(), f"{month:%Y-%m}") for month in months if add_months(month, 3) > today
        ]
        self.fields["starts_on"].initial = today.replace(day=1).isoformat()

    def values(self) -> TargetValues:
        """Return what a valid form says."""
        data = self.cleaned_data
        return TargetValues(
            measure=Measure(data["measure"]), stretch=Stretch(data["stretch"]), starts_on=date.fromisoformat(data["starts_on"]),
            goal=data["goal"], person=self._people.get(data["whose"]), team=self._teams.get(data["whose"]), note=data["note"],
        )  # fmt: skip


class CopyForm(forms.Form):
    """The targets of which time are taken over, into which, and by how much they grow (S166)."""

    of = forms.ChoiceField(
        label=_("Targets of"),
        choices=[
            (CopyOf.MONTH, pgettext_lazy("target", "Month")),
            (CopyOf.QUARTER, pgettext_lazy("target", "Quarter")),
            (CopyOf.YEAR, pgettext_lazy("target", "Year")),
        ],
        widget=SegmentedRadio(),
        initial=CopyOf.MONTH,
    )
    to = forms.ChoiceField(
        label=_("Take over"),
        choices=[
            ("next", _("from the running into the next")),
            ("running", _("from the last into the running")),
        ],
        widget=SegmentedRadio(),
        initial="next",
    )
    raise_by = forms.IntegerField(
        label=_("Raised by (%)"), min_value=LEAST_RAISE, max_value=MOST_RAISE, initial=0, required=False,
        help_text=_("Shares stay as they are."),
    )  # fmt: skip
    form_token = FormTokenField()

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        return {
            "of": CopyOf(data["of"]), "is_next": data["to"] == "next", "raise_by": data["raise_by"] or 0,
            "form_token": data["form_token"],
        }  # fmt: skip


class PlanStartForm(forms.Form):
    """When the three years begin."""

    starts_on = forms.DateField(
        label=_("Beginning of the plan"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The first day of the first year: the milestones count their months from it."),
    )  # fmt: skip


class MilestoneForm(forms.Form):
    """Goals of what is counted; day and evidence of what a person judges."""

    goal = forms.IntegerField(label=_("Goal"), min_value=1, max_value=1_000_000, required=False)
    until = forms.IntegerField(label=_("up to"), min_value=1, max_value=1_000_000, required=False)
    reached_on = forms.DateField(
        label=_("Reached on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    evidence = forms.CharField(
        label=_("Evidence"), max_length=MOST_SIGNS, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("By what one sees it: a list, a page, a result."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, is_measured: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("reached_on",) if is_measured else ("goal", "until"):
            del self.fields[name]

    @staticmethod
    def initial_of(row: Milestone | None) -> dict[str, Any]:
        """Return what the form begins with."""
        if row is None:
            return {"version": 0}
        names = ("goal", "until", "reached_on", "evidence", "version")
        return {name: getattr(row, name) for name in names}

    def values(self) -> MilestoneValues:
        """Return what a valid form says."""
        data = self.cleaned_data
        return MilestoneValues(
            goal=data.get("goal"), until=data.get("until"), reached_on=data.get("reached_on"), evidence=data["evidence"]
        )  # fmt: skip
