"""What the forms of this app share: how a refusal is worded, how long a text is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.formats import company_day
from followups.services import LaterNeedsReason, Refused

TEXT_LENGTH = 20_000
HELP_LENGTH = 4_000
LINES = forms.Textarea(attrs={"rows": 4})
REFUSALS = {
    "in_future": _("This time has not come yet."),
    "too_long_ago": _("This is too long ago."),
    "no_text": _("Write what was said."),
    "foreign_contact": _("This person belongs to another customer."),
    "foreign_inquiry": _("This inquiry belongs to another customer."),
    "due_in_past": _("This day has passed."),
    "due_too_far": _("At most two years ahead."),
    "too_late_to_undo": _("Too late to take back. Correct the entry instead."),
    "already_judged": _("Somebody has decided this meanwhile."),
    "already_explained": _("This is done already."),
    "no_help_text": _("Write what it is about."),
    "nobody_to_ask": _("There is nobody else here whom you could ask."),
    "no_suggestion": _("Write what you suggest."),
    "no_ruling": _("Write your answer."),
    "too_many_today": _("That is enough for today. Please try again tomorrow."),
    "nobody_reads": _("No boss has an account yet, so that nobody would read it."),
}


def word_refusal(refusal: Refused) -> str:
    """Return the sentence for what a service refused."""
    if isinstance(refusal, LaterNeedsReason):
        return _("Later than %(day)s: write the reason") % {"day": company_day(refusal.computed_on)}
    return str(REFUSALS[refusal.code])


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put the refusal at its field, or above the form where the form has no such field."""
    places = (refusal.field, f"next_{refusal.field}")  # beside a record, the due date is the next one
    form.add_error(next((name for name in places if name in form.fields), None), word_refusal(refusal))


def choice_of(form: forms.Form, name: str) -> Any:
    """The field `name`, whose choices are narrowed."""
    return form.fields[name]
