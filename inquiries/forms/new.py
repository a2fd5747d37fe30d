"""The one form of the new-inquiry page."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import colleagues_of
from core.capabilities import Can
from core.ui.countries import CountryChoiceField
from core.ui.widgets import SegmentedRadio
from customers.domain.lookup import Subject
from customers.forms.fields import LineField, MailField
from customers.lookup import find_matches
from customers.models import Channel, Customer, FormOfAddress, Grade, Source
from customers.services import ContactValues, CustomerValues
from customers.text import clean_line
from inquiries.forms.fields import MomentField, PasteField
from inquiries.models import Inquiry, Validity
from inquiries.permissions import can_act
from inquiries.selectors.matching import ADD, ATTACH, HAND, NEW

# Channels by which one can answer without a mail address or a telephone number.
ANSWERED_IN_PLACE = frozenset({
    Channel.PLATFORM, Channel.WECHAT, Channel.WHATSAPP, Channel.MEETING, Channel.TRADE_SHOW, Channel.OTHER,
})  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """What the person decided about the buyer: a new one, one there is, an open inquiry of theirs, a colleague's."""

    kind: str
    customer: Customer | None = None
    inquiry: Inquiry | None = None


class NewInquiryForm(forms.Form):
    """Buyer's words, who they are, how it came, what it is worth, and whose customer it is."""

    hides_optional = True  # nearly every field is: saying so each time would be noise

    text = PasteField(
        label=_("The buyer's words"), widget=forms.Textarea(attrs={"class": "paste", "rows": 12})
    )
    sender_name = LineField(label=_("Sender"), max_length=120, required=False)
    job_title = LineField(label=_("Job title"), max_length=120, required=False)
    form_of_address = forms.ChoiceField(
        label=_("Form of address"), choices=[("", "–"), *FormOfAddress.choices], required=False
    )
    company = LineField(label=_("Company"), max_length=200, required=False)
    email = MailField(label=_("E-mail address"), max_length=200, required=False)
    phone = LineField(label=_("Telephone"), max_length=60, required=False)
    fax = LineField(label=_("Fax"), max_length=60, required=False)
    website = LineField(label=_("Web site"), max_length=200, required=False)
    country = CountryChoiceField(label=_("Country"))
    city = LineField(label=_("City"), max_length=100, required=False)
    time_zone = LineField(label=_("Time zone"), max_length=60, required=False)
    language = LineField(max_length=10, required=False, widget=forms.HiddenInput)
    subject = LineField(label=_("Subject"), max_length=300, required=False)
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices, initial=Source.EMAIL)
    channel = forms.ChoiceField(label=_("Came by"), choices=Channel.choices, initial=Channel.EMAIL)
    received_at = MomentField(label=_("Arrived (empty: now)"), required=False)
    grade = forms.ChoiceField(
        label=_("Inquiry grade"), choices=[(grade.value, grade.value) for grade in Grade], required=False,
        widget=SegmentedRadio(grades=True),
    )  # fmt: skip
    with_customer_grade = forms.BooleanField(label=_("The customer's grade becomes the same"), required=False)
    validity = forms.ChoiceField(
        label=_("Demand"), choices=Validity.choices, initial=Validity.VALID, required=False
    )
    match = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
    allow_duplicate_reason = LineField(label=_("Why a second entry"), max_length=200, required=False)
    by_rules = forms.BooleanField(label=_("Let the rules decide who gets it"), required=False)
    to = forms.ModelChoiceField(
        label=_("Give it to"), queryset=User.objects.none(), required=False, empty_label="–"
    )
    filled = forms.CharField(required=False, widget=forms.HiddenInput)
    form_token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.choice = Choice(NEW)
        if user.can(Can.REASSIGN):
            self.fields["to"].queryset = colleagues_of(user)  # type: ignore[attr-defined]  # a ModelChoiceField
        else:
            del self.fields["to"]
        if not user.can(Can.ALLOW_DUPLICATE):
            del self.fields["allow_duplicate_reason"]
        if not user.is_salesperson:
            del self.fields["by_rules"]

    def clean_text(self) -> str:
        """Blank is not a message."""
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_("Paste or type what the buyer wrote."), code="required")
        return text

    def clean(self) -> dict[str, Any]:
        """Settle whose buyer it is; a new one needs a name and a way to answer."""
        data = super().clean() or {}
        self.choice = self._read_choice(data.get("match", ""))
        if self.choice.kind == NEW:
            self._check_new_buyer(data)
        return data

    def _check_new_buyer(self, data: dict[str, Any]) -> None:
        if not data.get("company") and not data.get("sender_name"):
            self.add_error("company", _("Write the company, or at least the sender's name."))
        can_answer = data.get("channel") in ANSWERED_IN_PLACE or data.get("fax")
        if not (data.get("email") or data.get("phone") or can_answer):
            self.add_error("email", _("Write an e-mail address or a telephone number: how else to answer?"))

    def _read_choice(self, value: str) -> Choice:
        kind, _colon, pk = value.partition(":")
        if kind in {"", NEW}:
            return Choice(NEW)
        if kind in {ATTACH, ADD, HAND} and pk.isascii() and pk.isdigit() and len(pk) < 19:
            found = {ATTACH: self._attached, ADD: self._added_to, HAND: self._handed}[kind](int(pk))
            if found is not None:
                return found
        self.add_error(None, _("This customer is not among the matches any more. Choose again."))
        return Choice(NEW)

    def _attached(self, pk: int) -> Choice | None:
        customer = Customer.objects.visible_to(self.user).current().filter(pk=pk).first()
        return Choice(ATTACH, customer=customer) if customer else None

    def _added_to(self, pk: int) -> Choice | None:
        rows = Inquiry.objects.visible_to(self.user).open().select_related("customer", "owner__team")
        inquiry = rows.filter(pk=pk).first()
        if inquiry is None or not can_act(self.user, inquiry):
            return None
        return Choice(ADD, customer=inquiry.customer, inquiry=inquiry)

    def _handed(self, pk: int) -> Choice | None:
        """A colleague's customer can only be one that this very text leads to."""
        matches = find_matches(user=self.user, subject=subject_of(self.cleaned_data))
        if not any(match.customer.pk == pk and not match.is_visible for match in matches):
            return None
        return Choice(HAND, customer=Customer.objects.current().get(pk=pk))

    def customer_values(self) -> CustomerValues:
        """Return the new customer; it takes the inquiry's grade when the person ticked that."""
        data = self.cleaned_data
        known = {name: data[name] for name in ("country", "city", "time_zone", "website", "source")}
        grade = data["grade"] if data["with_customer_grade"] and data["grade"] else Grade.D
        return CustomerValues(name=data["company"], fax=data["fax"], grade=grade, **known)

    def contact_values(self) -> ContactValues | None:
        """Return who wrote, or None when nothing is known of them."""
        data = self.cleaned_data
        names = ("form_of_address", "job_title", "email", "phone", "language")
        contact = ContactValues(name=data["sender_name"], **{name: data[name] for name in names})
        return None if contact.is_empty else contact


SUBJECT_FIELDS = ("company", "country", "email", "phone", "fax", "website", "city", "sender_name")


def subject_of(data: Any) -> Subject:
    """Return what the lookup asks for, from cleaned data or from what was typed."""
    line = {name: clean_line(data.get(name) or "")[:200] for name in SUBJECT_FIELDS}
    return Subject(
        name=line["company"],
        country=line["country"] or None,
        emails=_filled(line["email"]),
        phones=_filled(line["phone"], line["fax"]),
        sites=_filled(line["website"]),
        city=line["city"],
        persons=_filled(line["sender_name"]),
    )


def _filled(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
