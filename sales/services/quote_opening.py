"""Beginning a quote: from an inquiry with what it asks for, or for a customer with nothing yet."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import audit
from core.forms_once import claim_form, finish_form
from core.numbers import next_number_of_day
from core.work_days import current_calendar
from customers.models import Contact, Customer
from customers.models.contact import FormOfAddress
from customers.services import lock_current
from inquiries.models import Inquiry, InquiryLine
from sales.domain.quote_states import DRAFT
from sales.models import Quote, QuoteLine, QuoteVersion
from sales.papers.words import FALLBACK, languages
from sales.permissions.quotes import can_quote
from sales.policies import quote_policy
from sales.selectors.quote_pricing import Buyer, buyer_of, products_called, say_of
from sales.services.quote_values import LineValues, QuoteRefused, rows_of, total_of

PREFIX = "QT"
# A letter's form of address is the buyer's language's, not the reader's; these four are written alike in most.
ADDRESSES = {
    FormOfAddress.MR: "Mr.",
    FormOfAddress.MS: "Ms.",
    FormOfAddress.DR: "Dr.",
    FormOfAddress.PROF: "Prof.",
}


@transaction.atomic
def open_quote(
    *, actor: User, customer: Customer, at: datetime, inquiry: Inquiry | None = None, form_token: str = ""
) -> Quote:
    """Begin a quote for `customer`, the draft of its first version, with the company's usual terms.

    With an inquiry its products are the first lines: one that names a model number brings words, packing and the price that
    fits. Raises PermissionDenied for a customer that is not the actor's to quote to, QuoteRefused("foreign_inquiry") for
    another buyer's inquiry, AlreadySubmitted for a second click.
    """
    claim = claim_form(form_token, user=actor, at=at)
    customer = lock_current(customer)
    if not can_quote(actor, customer):
        raise PermissionDenied
    if inquiry is not None and inquiry.customer_id != customer.pk:
        raise QuoteRefused("foreign_inquiry")
    contact = _contact_of(customer, inquiry)
    quote = Quote.objects.create(
        number=next_number_of_day(PREFIX, at=at), customer=customer, contact=contact, inquiry=inquiry, owner=customer.owner,
        state=DRAFT, created_at=at, created_by=actor,
    )  # fmt: skip
    asked = list(inquiry.lines.all()) if inquiry is not None else []
    version = _first_version(quote, contact, asked, at)
    buyer = buyer_of(customer, currency=version.currency, language=version.language, day=version.dated_on)
    _write_lines(actor, version, asked, buyer)
    quote.current = version
    quote.save(update_fields=["current"])
    changes = {"number": ("", quote.number), "inquiry": ("", inquiry.number if inquiry else "")}
    audit.record("sales.quote_opened", actor=actor, at=at, target=quote, changes=changes)
    finish_form(claim, quote.get_absolute_url())
    return quote


def _contact_of(customer: Customer, inquiry: Inquiry | None) -> Contact | None:
    if inquiry is not None and inquiry.contact is not None and inquiry.contact.left_on is None:
        return inquiry.contact
    return customer.contacts.filter(left_on=None).first()


def attention_of(contact: Contact | None) -> str:
    """Return how a paper names a person: with the form of address, in no language in particular."""
    if contact is None:
        return ""
    return " ".join(
        filter(
            None,
            (
                ADDRESSES.get(FormOfAddress(contact.form_of_address)) if contact.form_of_address else "",
                contact.name,
            ),
        )
    )


def language_of(contact: Contact | None) -> str:
    """Return the language of the papers for a person: what they write in, where there are fixed texts for it."""
    spoken = (contact.language if contact else "").partition("-")[0]
    return spoken if spoken in languages() else FALLBACK


def _first_version(
    quote: Quote, contact: Contact | None, asked: Iterable[InquiryLine], at: datetime
) -> QuoteVersion:
    terms, day = quote_policy(), current_calendar().day_of(at)
    currency = next((line.currency for line in asked if line.currency), "") or terms.currency
    return QuoteVersion.objects.create(
        quote=quote, dated_on=day, valid_until=day + timedelta(days=terms.valid_days), buyer=str(quote.customer)[:200],
        attention=attention_of(contact)[:120], language=language_of(contact), currency=currency, incoterm=terms.incoterm,
        place=terms.place, payment=terms.payment, lead_days=terms.lead_days,
    )  # fmt: skip


def _write_lines(actor: User, version: QuoteVersion, asked: list[InquiryLine], buyer: Buyer) -> None:
    """Write the lines of what was asked for, and what a `value_first` market is told of the price (S19)."""
    products = products_called(actor, (word for line in asked for word in _words_of(line)))
    said = say_of(products.values(), buyer)
    values = []
    for line in asked:
        product = next((products[word] for word in _words_of(line) if word in products), None)
        if product is None:
            values.append(LineValues("", line.words, unit=line.unit, quantity=line.quantity))
        else:
            values.append(LineValues(quantity=line.quantity, **said[product.pk].fields(line.quantity)))
    region = next((one.offers.region for one in said.values()), None)
    if region is not None and region.policy == "value_first":
        version.notes = [line.sentence_in(buyer.language) for line in region.value_lines.all()]
    rows = QuoteLine.objects.bulk_create(rows_of(version, values))
    version.total = total_of(rows, version.currency)
    version.save(update_fields=["notes", "total"])


def _words_of(line: InquiryLine) -> list[str]:
    """What in the buyer's words may be a model number, in capitals."""
    return [line.words.strip().upper(), *(word.strip(".,;:()").upper() for word in line.words.split())]
