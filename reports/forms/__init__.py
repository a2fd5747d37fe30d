"""What people type into reports; and the hours of the timetable."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.forms import PolicyForm
from core.ui.widgets import SegmentedRadio
from reports.models import Mood, WeeklyReport
from reports.models.weekly import WORDS
from reports.selectors.weekly import Suggestion
from reports.services import KeyWords, ReportRefused, ReportValues
from reports.services.weekly import MOST_SIGNS

REFUSALS: dict[str, Any] = {
    "not_from_here": _("Somebody has changed this meanwhile."),
    "no_review": _("Write what you did this week."),
    "too_long": _("This is too long."),
    "no_reason": _("Write what is to be changed."),
    "too_early": _("The forms are issued from the day before on."),
    "no_draft": _("No weekly report of yours is open just now."),
    "too_many": _("These are too many customers for one report."),
}


def add_refusal(form: forms.Form, refusal: ReportRefused) -> None:
    """Put the refusal at its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(REFUSALS[refusal.code]))


def _lines(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=MOST_SIGNS, required=False, widget=widget, **more)


def _clock(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more
    )


class TimetableForm(PolicyForm):
    """The hours of the reports' day: Saturday, or the last working day before it (rules.md §7)."""

    refusals: ClassVar[Mapping[str, Promise]] = {
        "not_in_order": _("Issue, reminder, cut-off and department's report have to follow each other.")
    }
    issued_at = _clock(_("Forms go out at"))
    reminded_at = _clock(_("Who is missing is reminded at"))
    due_at = _clock(_("Due, and cut-off of the figures"))
    department_at = _clock(
        _("Department's report goes to the boss at"),
        help_text=_("On Saturday; on a Saturday off on the last working day before it."),
    )

    def values(self) -> dict[str, Any]:
        """Return the section's JSON: times as HH:MM."""
        return {name: f"{value:%H:%M}" for name, value in self.cleaned_data.items()}


class DaysForm(PolicyForm):
    """The hours of the daily report, the A list and the records (rules.md §7)."""

    refusals: ClassVar[Mapping[str, Promise]] = {
        "not_in_order": _("Daily report, its reminder and the digest have to follow each other."),
        "a_list_not_in_order": _(
            "Who has not confirmed has to be reminded before the A list goes to the boss."
        ),
    }
    asked_at = _clock(_("Daily report waits from"))
    reminded_at = _clock(_("Who has not confirmed the day is reminded at"))
    digest_at = _clock(_("Digest of the day goes to the boss at"))
    a_list_is_on = forms.BooleanField(
        label=_("A monthly list of the A customers goes to the boss"), required=False
    )
    a_list_drafted_at = _clock(
        _("A list is laid before the salespeople at"),
        help_text=_("On the working day before the month's last one."),
    )
    a_list_reminded_at = _clock(
        _("Who has not confirmed the A list is reminded at"), help_text=_("On the month's last working day.")
    )
    a_list_at = _clock(_("A list goes to the boss at"), help_text=_("On the month's last working day."))
    records_at = _clock(
        _("Records of month and quarter are issued at"), help_text=_("On the first working day after it.")
    )

    def values(self) -> dict[str, Any]:
        """Return the section's JSON: times as HH:MM."""
        return {
            name: value if isinstance(value, bool) else f"{value:%H:%M}"
            for name, value in self.cleaned_data.items()
        }


class ReportForm(forms.Form):
    """A weekly report: the fields of the form (S132–S134), and a pair for each customer that can be put into it."""

    hides_optional = True

    version = forms.IntegerField(widget=forms.HiddenInput)
    review = _lines(_("Review of the week"), 5, help_text=_("What you did, and what came of it."))
    company_problems = _lines(_("Problems in the company"))
    own_problems = _lines(_("Problems of my own"))
    improvements = _lines(_("Ways to improve"))
    support_wanted = _lines(_("Support wanted from the company"))
    mood = forms.TypedChoiceField(
        label=_("State of mind"), choices=Mood.choices, coerce=int, empty_value=None, required=False, widget=SegmentedRadio(),
        help_text=_("Only your manager and the boss read this and the next field."),
    )  # fmt: skip
    mood_words = _lines(_("How I feel about it"), 2)

    def __init__(self, *args: Any, suggestions: Iterable[Suggestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = list(suggestions)
        for one in self.suggestions:
            name = str(one.customer)
            self.fields[f"key-{one.customer.pk}"] = forms.BooleanField(label=name, required=False)
            self.fields[f"words-{one.customer.pk}"] = _lines(
                _("What happened with %(name)s") % {"name": name}, 2
            )

    @property
    def rows(self) -> list[tuple[Suggestion, Any, Any]]:
        """The customers with their two fields."""
        return [
            (one, self[f"key-{one.customer.pk}"], self[f"words-{one.customer.pk}"])
            for one in self.suggestions
        ]

    @property
    def words(self) -> list[Any]:
        """The fields of the words, but for the mood."""
        return [self[name] for name in WORDS]

    @staticmethod
    def initial_of(report: WeeklyReport, suggestions: Iterable[Suggestion]) -> dict[str, Any]:
        """Return what the form begins with."""
        names = (*WORDS, "mood", "mood_words", "version")
        initial = {name: getattr(report, name) for name in names}
        for one in suggestions:
            initial[f"key-{one.customer.pk}"] = one.is_chosen
            initial[f"words-{one.customer.pk}"] = one.words
        return initial

    def values(self) -> ReportValues:
        """Return the words."""
        data = self.cleaned_data
        return ReportValues(**{name: data[name] for name in (*WORDS, "mood", "mood_words")})

    def key_customers(self) -> list[KeyWords]:
        """Return the customers that were chosen, in their order."""
        data = self.cleaned_data
        return [
            KeyWords(one.customer, data[f"words-{one.customer.pk}"])
            for one in self.suggestions
            if data[f"key-{one.customer.pk}"]
        ]


class ReopenForm(forms.Form):
    """Why a report goes back to its author."""

    reason = forms.CharField(label=_("What is to be changed"), max_length=300)


class DepartmentForm(forms.Form):
    """The manager's own words to the boss."""

    hides_optional = True

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = _lines(_("Comments of the manager"), 6, help_text=_("What the figures do not say."))
