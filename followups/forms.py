"""Forms of this app: every choice narrowed to what the person may see."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.scoping import colleagues_of
from core.forms import PolicyForm
from core.forms_once import FormTokenField
from core.ui.fields import DayField, MomentField
from core.ui.formats import company_day
from core.ui.widgets import SegmentedRadio
from customers.models import Contact, Customer
from customers.timeline_words import CHANNEL_ICONS
from followups.domain import help_requests as help_rules
from followups.domain import suggestions as suggestion_rules
from followups.domain.intervals import CadencePolicy
from followups.models import FollowUp, Result, Task
from followups.services import FollowUpValues, HelpSubject, LaterNeedsReason, Refused
from inquiries.models import Channel, Inquiry

USUAL = (Channel.EMAIL, Channel.PHONE, Channel.WHATSAPP)
TEXT_LENGTH = 20_000

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


def _choice(form: forms.Form, name: str) -> Any:
    """The field `name`, whose choices are narrowed."""
    return form.fields[name]


def _usual_channels(first: str) -> list[tuple[str, Any]]:
    """The three usual channels, with the suggested one among them."""
    codes = [first, *[code for code in USUAL if code != first]] if first not in USUAL else list(USUAL)
    return [(code, Channel(code).label) for code in codes[:3]]


class FollowUpForm(forms.Form):
    """What was said and what comes next. Channel, time and next date are filled in; only the text must be typed.

    `suggested_due_on` is the date that the form was opened with: left unchanged it is no date by hand.
    """

    channel = forms.ChoiceField(label=_("Channel"), widget=SegmentedRadio(icons=CHANNEL_ICONS))
    other_channel = forms.ChoiceField(
        label=_("Other channel"), required=False, choices=[("", "—"), *Channel.choices]
    )
    text = forms.CharField(
        label=_("What was said"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Contact person"), required=False, empty_label="–"
    )
    at = MomentField(label=_("Time"), required=False, help_text=_("Empty: now"))
    result = forms.ChoiceField(label=_("Result"), choices=Result.choices, required=False)
    not_reached = forms.BooleanField(label=_("Not reached"), required=False)
    is_inbound = forms.BooleanField(label=_("The buyer came to us"), required=False)
    inquiry = forms.ModelChoiceField(
        Inquiry.objects.none(), label=_("Answers inquiry"), required=False, empty_label=_("No inquiry"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip
    other_channel_reason = forms.CharField(label=_("Why not by fax"), max_length=200, required=False)
    next_due_on = DayField(label=_("Next contact"), required=False)
    reason = forms.CharField(label=_("Reason for the later date"), max_length=200, required=False)
    suggested_due_on = DayField(required=False, widget=forms.HiddenInput)
    form_token = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, user: Any, customer: Customer, suggested_channel: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        posted = self.data.get(self.add_prefix("channel"), "") if self.is_bound else ""
        _choice(self, "channel").choices = _usual_channels(
            self._known_channel(posted) or suggested_channel or Channel.EMAIL
        )
        people = Contact.objects.visible_to(user).filter(customer=customer, left_on=None)
        _choice(self, "contact").queryset = people
        if "inquiry" in self.fields:
            inquiries = Inquiry.objects.visible_to(user).filter(customer=customer).open()
            _choice(self, "inquiry").queryset = inquiries.order_by("-received_at")

    @staticmethod
    def _known_channel(value: str) -> str:
        return value if value in Channel.values else ""

    def values(self) -> FollowUpValues:
        """Return what the service takes."""
        data = self.cleaned_data
        due_on = data["next_due_on"] if data["next_due_on"] != data["suggested_due_on"] else None
        return FollowUpValues(
            text=data["text"],
            channel=data["other_channel"] or data["channel"],
            result=Result.NOT_REACHED if data["not_reached"] else data["result"] or Result.REACHED,
            at=data["at"],
            contact=data["contact"],
            is_inbound=data["is_inbound"],
            next_step=data["next_step"],
            inquiry=data["inquiry"],
            other_channel_reason=data["other_channel_reason"],
            due_on=due_on,
            reason=data["reason"],
        )


class CorrectionForm(FollowUpForm):
    """Correcting a record: its values, without the next date."""

    next_due_on = suggested_due_on = reason = inquiry = other_channel_reason = not_reached = None  # type: ignore[assignment]  # Django's way to drop fields

    def __init__(self, *args: Any, user: Any, follow_up: FollowUp, **kwargs: Any) -> None:
        initial = {
            "channel": follow_up.channel, "text": follow_up.text, "next_step": follow_up.next_step,
            "contact": follow_up.contact_id, "at": timezone.localtime(follow_up.at), "result": follow_up.result,
            "is_inbound": follow_up.is_inbound,
        }  # fmt: skip
        customer = follow_up.customer
        super().__init__(
            *args,
            user=user,
            customer=customer,
            suggested_channel=follow_up.channel,
            initial=initial,
            **kwargs,
        )
        _choice(self, "contact").queryset = Contact.objects.visible_to(user).filter(customer=customer)

    def values(self) -> FollowUpValues:
        """Return what the service takes."""
        data = self.cleaned_data
        return FollowUpValues(
            text=data["text"], channel=data["other_channel"] or data["channel"], result=data["result"] or Result.REACHED,
            at=data["at"], contact=data["contact"], is_inbound=data["is_inbound"], next_step=data["next_step"],
        )  # fmt: skip


class DueForm(forms.Form):
    """The next date by hand: earlier freely, later with a reason."""

    due_on = DayField(label=_("Next contact"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Needed for a later date.")
    )


class JudgementForm(forms.Form):
    """A manager's answer to a reason."""

    is_accepted = forms.TypedChoiceField(
        choices=[("yes", _("Accept")), ("no", _("Refuse"))], coerce=lambda value: value == "yes"
    )


class TaskForm(forms.Form):
    """A task: what, for whom, until when, for which customer."""

    title = forms.CharField(label=_("Task"), max_length=200)
    due_on = DayField(label=_("Due"))
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("For"), required=False)
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False, widget=forms.HiddenInput)
    why = forms.CharField(label=_("Why"), max_length=200, required=False)
    form_token = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = colleagues_of(user) | User.objects.filter(pk=user.pk)
        _choice(self, "assignee").queryset = people.distinct()
        _choice(self, "assignee").empty_label = None
        self.fields["assignee"].initial = user.pk
        _choice(self, "customer").queryset = Customer.objects.visible_to(user).current()

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        return " ".join(title.split())


class ListFilter(forms.Form):
    """Filters of the list of follow-ups; what is not valid is left out."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Recorded by"), required=False, empty_label=_("Everyone")
    )
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("Every channel")), *Channel.choices]
    )
    result = forms.ChoiceField(
        label=_("Result"), required=False, choices=[("", _("Every result")), *Result.choices]
    )
    since = DayField(label=_("Since"), required=False)
    until = DayField(label=_("Until"), required=False)
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "person").queryset = colleagues_of(user)
        for bound in self.visible_fields():
            is_choice = isinstance(bound.field, forms.ChoiceField)
            css = "form-select" if is_choice else "form-control"
            bound.field.widget.attrs |= {"class": css, "aria-label": bound.label}
        _choice(self, "customer").queryset = Customer.objects.visible_to(user)


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


class ExplanationLetterForm(forms.Form):
    """The letter that explains a new contact person, as it was sent."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Contact person"), required=False, empty_label="–"
    )
    subject = forms.CharField(label=_("Subject"), max_length=300, required=False)
    text = forms.CharField(label=_("Text"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 14}))
    form_token = FormTokenField()

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "contact").queryset = customer.contacts.filter(left_on=None)


class ExplainedForm(forms.Form):
    """The change was explained by another way than a letter."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=[choice for choice in Channel.choices if choice[0] != Channel.EMAIL]
    )
    text = forms.CharField(
        label=_("What was said"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )
    form_token = FormTokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "other_%s", **kwargs})  # beside the letter's form


HELP_LENGTH = 4_000
LINES = forms.Textarea(attrs={"rows": 4})


class HelpForm(forms.Form):
    """What somebody cannot solve, and of which record: one that they see."""

    text = forms.CharField(label=_("What do you need help with"), max_length=HELP_LENGTH, widget=LINES)
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False, widget=forms.HiddenInput)
    inquiry = forms.ModelChoiceField(Inquiry.objects.none(), required=False, widget=forms.HiddenInput)
    follow_up = forms.ModelChoiceField(FollowUp.objects.none(), required=False, widget=forms.HiddenInput)
    task = forms.ModelChoiceField(Task.objects.none(), required=False, widget=forms.HiddenInput)
    form_token = FormTokenField()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "customer").queryset = Customer.objects.visible_to(user).current()
        _choice(self, "inquiry").queryset = Inquiry.objects.visible_to(user).select_related("customer")
        _choice(self, "follow_up").queryset = FollowUp.objects.visible_to(user).select_related("customer")
        _choice(self, "task").queryset = Task.objects.visible_to(user).select_related("customer")

    def subject(self) -> HelpSubject:
        """Return the record that was named."""
        return HelpSubject(
            *(self.cleaned_data[name] for name in ("customer", "inquiry", "follow_up", "task"))
        )


class HelpMessageForm(forms.Form):
    """A message of the thread: an answer, or a further question."""

    text = forms.CharField(
        label=_("Message"), max_length=HELP_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    form_token = FormTokenField()


class SuggestionForm(forms.Form):
    """A suggestion. `anonymous_key` is for what is not signed: nothing ties it to the token, nor either to a person."""

    text = forms.CharField(label=_("Suggestion"), max_length=HELP_LENGTH, widget=LINES)
    is_anonymous = forms.BooleanField(label=_("Without my name"), required=False)
    anonymous_key = FormTokenField()
    form_token = FormTokenField()


class RulingForm(forms.Form):
    """The boss's answer to a suggestion."""

    ruling = forms.CharField(
        label=_("Answer"), max_length=HELP_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_public = forms.BooleanField(
        label=_("Show suggestion and answer to everybody, without a name"), required=False
    )


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
