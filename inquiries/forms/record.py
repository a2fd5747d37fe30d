"""Forms of one inquiry's page."""

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import colleagues_of
from core.capabilities import Can
from core.forms_once import FormTokenField
from core.request_context import once
from core.ui.widgets import SegmentedRadio
from customers.forms.fields import LineField, TextField
from customers.models import Channel, Contact, Grade, Source
from inquiries.domain.letters import BELOW, REPLACE
from inquiries.domain.states import endings
from inquiries.forms.fields import MomentField, PasteField
from inquiries.models import Inquiry, InvalidReason, LetterTemplate, LostReason, State, Validity
from inquiries.selectors.assignment import with_load


class ContactChoice(forms.ModelChoiceField):
    """A person at the inquiry's own buyer; another customer's is no choice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Contact.objects.none(), required=False, empty_label="–", **kwargs)

    def narrow(self, inquiry: Inquiry) -> None:
        """Offer the contacts of this inquiry's customer."""
        if inquiry.customer_id:
            self.queryset = Contact.objects.filter(customer=inquiry.customer_id, left_on=None)
            self.choices = partial(self._offered, inquiry.customer_id)

    def _offered(self, customer_id: int) -> list[tuple[Any, str]]:
        """The choices, read once a request: two forms of the page offer them."""
        people = once(("contacts offered", customer_id), lambda: list(self.queryset or ()))
        return [("", "–"), *((person.pk, self.label_from_instance(person)) for person in people)]


class PageForm(forms.Form):
    """One of several forms on the page: `ids` keeps the ids of its fields apart from the others'."""

    ids = "id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.ids}_%s", **kwargs})


class OnceForm(PageForm):
    """A creating form: its token makes a double click one (C5)."""

    form_token = FormTokenField()


class ReplyForm(OnceForm):
    """What we answered, how and when. The composer's subject is for the mail program only."""

    hides_optional = True

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    contact = ContactChoice(label=_("Contact person"))
    subject = LineField(label=_("Subject"), max_length=300, required=False)
    text = TextField(
        label=_("Text"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 8}), required=False
    )
    is_sent = forms.BooleanField(label=_("Sent from the mailbox, without the text here"), required=False)
    replied_at = MomentField(label=_("Sent (empty: now)"), required=False)
    other_channel_reason = LineField(label=_("Why not by fax"), max_length=200, required=False)

    def __init__(self, *args: Any, inquiry: Inquiry, needs_fax: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].narrow(inquiry)  # type: ignore[attr-defined]  # a ContactChoice
        if not needs_fax:
            del self.fields["other_channel_reason"]


class MessageForm(OnceForm):
    """A further message of the buyer."""

    ids = "message"
    text = PasteField(label=_("The buyer's words"), widget=forms.Textarea(attrs={"rows": 6}))
    channel = forms.ChoiceField(label=_("Came by"), choices=Channel.choices)
    contact = ContactChoice(label=_("Contact person"))
    received_at = MomentField(label=_("Arrived"), required=False)

    def __init__(self, *args: Any, inquiry: Inquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].narrow(inquiry)  # type: ignore[attr-defined]  # a ContactChoice

    def clean_text(self) -> str:
        """Blank is not a message."""
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError(_("Paste or type what the buyer wrote."), code="required")
        return text


class EditForm(PageForm):
    """The head of an inquiry, with the version that it was read in."""

    ids = "edit"
    subject = LineField(label=_("Subject"), max_length=300, required=False)
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices)
    validity = forms.ChoiceField(label=_("Demand"), choices=Validity.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(PageForm):
    """How it ended. Which steps are allowed is `domain.states`."""

    ids = "close"
    CHOICES = [(state.value, state.label) for state in (State.WON, State.LOST, State.INVALID)]
    state = forms.ChoiceField(label=_("Ended as"), choices=CHOICES, widget=SegmentedRadio)
    lost_reason = forms.ChoiceField(
        label=_("Lost because of"), choices=[("", "–"), *LostReason.choices], required=False
    )
    invalid_reason = forms.ChoiceField(
        label=_("Invalid because"), choices=[("", "–"), *InvalidReason.choices], required=False
    )
    note = LineField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, inquiry: Inquiry, **kwargs: Any) -> None:
        """Show only the ways that are open now; another one that is sent is refused with its reason."""
        super().__init__(*args, **kwargs)
        has_customer, is_unanswered = inquiry.customer_id is not None, inquiry.target_at is not None
        ways = endings(inquiry.state, is_unanswered=is_unanswered, has_customer=has_customer)
        self.fields["state"].widget.choices = [choice for choice in self.CHOICES if choice[0] in ways]
        if len(ways) == 1:
            self.initial.setdefault("state", ways[0])

    @property
    def reason(self) -> str:
        """The reason that belongs to the chosen state."""
        chosen: str = self.cleaned_data.get(f"{self.cleaned_data['state']}_reason", "")
        return chosen


class GradeForm(PageForm):
    """The inquiry's grade, and whether the customer's becomes the same."""

    ids = "grade"
    grade = forms.ChoiceField(
        label=_("Inquiry grade"), choices=[(grade.value, grade.value) for grade in Grade],
        widget=SegmentedRadio(grades=True),
    )  # fmt: skip
    with_customer = forms.BooleanField(label=_("The customer's grade becomes the same"), required=False)


class HolderChoice(forms.ModelChoiceField):
    """A salesperson, with the open inquiries they hold and whether they are absent today."""

    def label_from_instance(self, obj: Any) -> str:
        """`陈琳 Linda · 12 封未结 · 外出`."""
        held = ngettext("%(count)s open", "%(count)s open", obj.held) % {"count": obj.held}
        return " · ".join([str(obj), held, *([gettext("away")] if obj.is_absent else [])])


class AssignForm(forms.Form):
    """To whom, and why. Who may assign what nobody holds may choose any salesperson (permissions.md)."""

    to = HolderChoice(label=_("Give to"), queryset=User.objects.none(), empty_label="–")
    reason = LineField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, user: User, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = colleagues_of(user) if user.can(Can.REASSIGN) else User.objects.salespeople()
        self.fields["to"].queryset = with_load(people)  # type: ignore[attr-defined]  # a ModelChoiceField
        if is_first:
            self.fields["to"].label = _("Assign to")


class ReasonForm(PageForm):
    """Why a reply came late (S49)."""

    ids = "delay"
    reason = LineField(label=_("Reason"), max_length=200)


class JudgeForm(forms.Form):
    """The manager's word on such a reason."""

    accept = forms.ChoiceField(choices=[("yes", _("Accept")), ("no", _("Refuse"))])


class ReceivedForm(forms.Form):
    """A corrected time of receipt, with its reason."""

    received_at = MomentField(label=_("Arrived"))
    reason = LineField(label=_("Reason"), max_length=200)


class RepliedForm(forms.Form):
    """A corrected time of our reply, with its reason."""

    replied_at = MomentField(label=_("Sent"))
    reason = LineField(label=_("Reason"), max_length=200)


class FileForm(OnceForm):
    """One file; what is kept of it decides `core.files`."""

    ids = "upload"
    file = forms.FileField(label=_("File"), max_length=500)


class LetterChoiceForm(forms.Form):
    """Which letter goes into the composer, which one was put in `before`, and `how` when words of one's own stand there."""

    template = forms.ModelChoiceField(queryset=LetterTemplate.objects.filter(is_published=True))
    before = forms.ModelChoiceField(queryset=LetterTemplate.objects.all(), required=False)
    how = forms.ChoiceField(choices=[(BELOW, BELOW), (REPLACE, REPLACE)], required=False)
