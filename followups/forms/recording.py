"""What was said to a buyer, its correction, the next date, and the list of it all."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import owners_of
from core.ui.fields import DayField, MomentField
from core.ui.widgets import SegmentedRadio
from customers.models import Contact, Customer
from customers.timeline_words import CHANNEL_ICONS
from followups.forms.fields import TEXT_LENGTH, choice_of
from followups.models import FollowUp, Result, Surprise
from followups.services import FollowUpValues
from inquiries.models import Channel, Inquiry

USUAL = (Channel.EMAIL, Channel.PHONE, Channel.WHATSAPP)


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
    surprise = forms.ChoiceField(
        label=_("Extra service"), choices=[("", "—"), *Surprise.choices], required=False,
        help_text=_("A small surprise for the buyer"),
    )  # fmt: skip
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
        choice_of(self, "channel").choices = _usual_channels(
            self._known_channel(posted) or suggested_channel or Channel.EMAIL
        )
        people = Contact.objects.visible_to(user).filter(customer=customer, left_on=None)
        choice_of(self, "contact").queryset = people
        if "inquiry" in self.fields:
            inquiries = Inquiry.objects.visible_to(user).filter(customer=customer).open()
            choice_of(self, "inquiry").queryset = inquiries.order_by("-received_at")

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
            surprise=data["surprise"],
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
            "is_inbound": follow_up.is_inbound, "surprise": follow_up.surprise,
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
        choice_of(self, "contact").queryset = Contact.objects.visible_to(user).filter(customer=customer)

    def values(self) -> FollowUpValues:
        """Return what the service takes."""
        data = self.cleaned_data
        return FollowUpValues(
            text=data["text"], channel=data["other_channel"] or data["channel"], result=data["result"] or Result.REACHED,
            at=data["at"], contact=data["contact"], is_inbound=data["is_inbound"], next_step=data["next_step"],
            surprise=data["surprise"],
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
    surprise = forms.ChoiceField(
        label=_("Extra service"), required=False, choices=[("", _("All records")), *Surprise.choices]
    )
    since = DayField(label=_("Since"), required=False)
    until = DayField(label=_("Until"), required=False)
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "person").queryset = owners_of(user, self.data.get("person", ""))
        for bound in self.visible_fields():
            is_choice = isinstance(bound.field, forms.ChoiceField)
            css = "form-select" if is_choice else "form-control"
            bound.field.widget.attrs |= {"class": css, "aria-label": bound.label}
        choice_of(self, "customer").queryset = Customer.objects.visible_to(user)
