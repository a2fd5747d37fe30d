"""Forms of leave and trips."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.absences import BOSS, MANAGER, Span
from accounts.models import Absence, User
from accounts.selectors.absences import owes_stand_in, stand_ins_for
from accounts.services.absences import AbsenceRefused, AbsenceValues
from core.forms import PolicyForm
from core.forms_once import FormTokenField
from core.ui.fields import DayField
from core.ui.widgets import SegmentedRadio

KIND_ICONS = {"trip": "briefcase", "leave": "calendar", "sick": "moon"}

REFUSALS = {
    "ends_early": _("Not before the first day."),
    "in_past": _("From today on: a rule never holds backwards."),
    "too_far": _("At most one year ahead."),
    "too_long": _("At most one year at once."),
    "overlaps": _("You are away or have asked to be on one of these days already."),
    "no_stand_in": _("Name who stands in: buyers are answered every day."),
    "unfit_stand_in": _("This person cannot stand in. Choose somebody who sells or leads."),
    "over": _("These days have passed; it can only be refused."),
    "changed": _("Somebody has changed this meanwhile. Look again."),
}


def add_refusal(form: forms.Form, refusal: AbsenceRefused) -> None:
    """Put the refusal at its field, or above the form where the form has no such field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(REFUSALS[refusal.code]))


class StandInField(forms.ModelChoiceField):
    """Who stands in; the choices are narrowed to who can for the `person`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), **{"label": _("Stand-in"), "empty_label": "–", **kwargs})

    def for_person(self, person: User) -> None:
        self.queryset = stand_ins_for(person)


class AskForm(forms.Form):
    """What a person asks for: kind, first and last day, why, and who stands in."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Absence.Kind, widget=SegmentedRadio(icons=KIND_ICONS))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    stand_in = StandInField(
        required=False, help_text=_("Receives and answers your buyers on these days. Needed for a trip.")
    )
    form_token = FormTokenField()

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stand_in"].for_person(person)  # type: ignore[attr-defined]  # a StandInField

    def values(self) -> AbsenceValues:
        """Return what the service takes."""
        data = self.cleaned_data
        return AbsenceValues(
            data["kind"], Span(data["starts_on"], data["ends_on"]), data["reason"], data["stand_in"]
        )


class DecideForm(forms.Form):
    """The answer to a request: approved with its stand-in, or refused; each with a reason."""

    answer = forms.ChoiceField(choices=[("approve", _("Approve")), ("refuse", _("Refuse"))])
    stand_in = StandInField(error_messages={"required": REFUSALS["no_stand_in"]})
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, absence: Absence, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"stand_in": absence.stand_in_id}, **kwargs})
        stand_in: Any = self.fields["stand_in"]
        stand_in.for_person(absence.user)
        is_refused = self.is_bound and self.data.get("answer") == "refuse"
        stand_in.required = not is_refused and owes_stand_in(absence.user)

    @property
    def is_approved(self) -> bool:
        return bool(self.cleaned_data["answer"] == "approve")


class RevokeForm(forms.Form):
    """Why an approval is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class CommentForm(forms.Form):
    """The manager's word on a request."""

    comment = forms.CharField(label=_("Comment"), max_length=200)


class AbsencePolicyForm(PolicyForm):
    """Who approves leave and trips (S124)."""

    approver = forms.ChoiceField(
        label=_("Approved by"),
        choices=[(BOSS, _("The boss; the manager comments")), (MANAGER, _("The team's manager"))],
        help_text=_("Where there is nobody else to decide, a request holds at once."),
    )
