"""Logging an inquiry: one transaction for inquiry, customer, contact, clock, products, assignment (issue: Inquiries)."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.capabilities import Can
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.numbers import next_number
from core.work_days import current_calendar
from customers.models import Contact, Customer, Grade, TimelineEntry
from customers.services import (
    ContactValues,
    CustomerValues,
    add_contact,
    can_claim,
    change_owner,
    enter_buyer,
    lock_current,
)
from customers.timeline import add_entry
from inquiries import policies
from inquiries.domain import assignment
from inquiries.domain.assignment import Decision
from inquiries.domain.reply_clock import grade_by
from inquiries.events import BuyerAsked, InquiryReceived
from inquiries.models import Inquiry
from inquiries.services.assigning import choose_owner, note_assignment, tell_managers
from inquiries.services.clocks import clock_values, count_open_inquiries, new_clock
from inquiries.services.editing import write_lines
from inquiries.services.errors import check_received
from inquiries.services.grading import grade_customer
from inquiries.services.messages import write_message
from inquiries.services.values import InquiryValues, MessageValues
from inquiries.text import inquiry_words

FIRST_TEXT = 300


@dataclass(frozen=True)
class Buyer:
    """Whose inquiry it is: a customer there is (with a contact there is, or a new one), or a new customer.

    `allow_duplicate_reason` is a manager's reason for a second office under one domain (rules.md §5).
    """

    customer: Customer | None = None
    contact: Contact | None = None
    new_customer: CustomerValues | None = None
    new_contact: ContactValues | None = None
    allow_duplicate_reason: str = ""


@transaction.atomic
def log_inquiry(
    *,
    actor: User,
    values: InquiryValues,
    buyer: Buyer,
    at: datetime,
    by_rules: bool = False,
    to: User | None = None,
    with_customer_grade: bool = False,
    form_token: str = "",
) -> Inquiry:
    """Log an inquiry with its buyer and first message; its clock runs from `values.received_at`.

    A buyer with an owner stays with them. Else it goes `to` a person whom the caller may choose, or who logs it keeps it
    (a salesperson, unless `by_rules`; a buyer of the open pool is a claim, and stays there when those of the week are used
    up), or the rules decide; when they lead nowhere it waits unassigned. Raises
    ReceivedInFuture, DuplicateBuyer when the new customer is already there (nothing is written), AlreadySubmitted for a
    second click.
    """
    check_received(values.received_at, at)
    claim = claim_form(form_token, user=actor, at=at)
    buyer = _lock_buyer(buyer)
    decision = _decide(buyer, values, actor=actor, by_rules=by_rules, to=to, at=at)
    customer, contact = _take_in_buyer(buyer, decision, values, actor=actor, at=at)
    inquiry = _write_inquiry(values, customer, contact, decision, actor=actor, at=at)
    _write_thread(inquiry, values, actor=actor, at=at)
    _tell_whose(inquiry, decision, actor=actor, at=at)
    if with_customer_grade:
        grade_customer(inquiry, actor=actor, at=at)
    audit.record(
        "inquiries.received",
        actor=actor,
        at=at,
        target=inquiry,
        changes={"customer": (None, inquiry.customer_id)},
    )
    finish_form(claim, inquiry.get_absolute_url())
    return inquiry


@transaction.atomic
def pass_to_owner(
    *, actor: User, values: InquiryValues, customer: Customer, at: datetime, form_token: str = ""
) -> Inquiry:
    """Log the inquiry of a colleague's buyer: it is the owner's, who is told; a buyer without one goes to the managers.

    The caller has checked that the lookup led to `customer`. What `actor` gets to see of it is the lookup's business.
    """
    check_received(values.received_at, at)
    claim = claim_form(form_token, user=actor, at=at)
    customer = lock_current(customer)
    decision = Decision(customer.owner_id, assignment.SAME_BUYER) if customer.owner_id else None
    inquiry = _write_inquiry(values, customer, None, decision, actor=actor, at=at)
    _write_thread(inquiry, values, actor=actor, at=at)
    _tell_whose(inquiry, decision, actor=actor, at=at)
    audit.record(
        "inquiries.passed_to_owner",
        actor=actor,
        at=at,
        target=inquiry,
        changes={"to": (None, customer.owner_id)},
    )
    finish_form(claim, reverse("inquiries:new"))
    return inquiry


def _lock_buyer(buyer: Buyer) -> Buyer:
    """The customer as it is now, locked: whose it is must not change between the decision and the save (rules.md §6)."""
    if buyer.customer is None:
        return buyer
    return replace(buyer, customer=lock_current(buyer.customer))


def _decide(
    buyer: Buyer, values: InquiryValues, *, actor: User, by_rules: bool, to: User | None, at: datetime
) -> Decision | None:
    customer = buyer.customer
    if customer is not None and customer.owner_id:
        return Decision(customer.owner_id, assignment.SAME_BUYER)
    if to is not None:
        return Decision(to.pk, assignment.MANUAL)
    keeps = policies.assignment_policy().logger_keeps and actor.is_salesperson and not actor.is_frozen
    if (
        keeps
        and not by_rules
        and (customer is None or actor.can(Can.REASSIGN) or can_claim(actor, customer, at=at))
    ):
        return Decision(actor.pk, assignment.MANUAL)
    country = str(customer.country) if customer else getattr(buyer.new_customer, "country", "")
    return choose_owner(country=country or "", words=[line.words for line in values.lines], at=at)


def _take_in_buyer(
    buyer: Buyer, decision: Decision | None, values: InquiryValues, *, actor: User, at: datetime
) -> tuple[Customer | None, Contact | None]:
    owner = _owner_by(decision, actor)
    if buyer.customer is None:
        return _create_buyer(buyer, owner, actor=actor, at=at)
    customer = buyer.customer
    if customer.owner_id is None and owner is not None:
        reason = _("Wrote to us")
        customer = change_owner(
            actor=actor, customer=customer, owner=owner, reason=reason, at=at, is_by_rule=True,
            is_claim=_is_claim(decision, actor),
        )  # fmt: skip
    contact = buyer.contact
    if contact is None and buyer.new_contact is not None:
        contact = add_contact(actor=actor, customer=customer, values=buyer.new_contact, at=at)
    return customer, contact


def _owner_by(decision: Decision | None, actor: User) -> User | None:
    if decision is None:
        return None
    return actor if decision.user_id == actor.pk else User.objects.get(pk=decision.user_id)


def _is_claim(decision: Decision | None, actor: User) -> bool:
    """Whether the person who logs keeps what they could not give to anybody."""
    keeps = decision is not None and decision.rule == assignment.MANUAL and decision.user_id == actor.pk
    return keeps and not actor.can(Can.REASSIGN)


def _create_buyer(
    buyer: Buyer, owner: User | None, *, actor: User, at: datetime
) -> tuple[Customer | None, Contact | None]:
    if buyer.new_customer is None:
        return None, None
    return enter_buyer(
        actor=actor,
        values=buyer.new_customer,
        contact=buyer.new_contact,
        owner=owner,
        at=at,
        allow_duplicate_reason=buyer.allow_duplicate_reason,
    )


def _write_inquiry(
    values: InquiryValues,
    customer: Customer | None,
    contact: Contact | None,
    decision: Decision | None,
    *,
    actor: User,
    at: datetime,
) -> Inquiry:
    """The inquiry with its owner; until there is an answer its clocks are those of its first message."""
    calendar = current_calendar()
    grade = Grade(values.grade).value if values.grade else ""
    inquiry = Inquiry(
        number=next_number("INQ", at=at),
        customer=customer,
        contact=contact,
        owner_id=decision.user_id if decision else None,
        sender=values.sender,
        subject=values.subject,
        first_text=" ".join(values.text.split())[:FIRST_TEXT],
        source=values.source,
        channel=values.channel,
        received_at=values.received_at,
        received_on=calendar.day_of(values.received_at),
        grade=grade,
        graded_at=at if grade else None,
        grade_by_at=grade_by(values.received_at, policies.reply_policy(), calendar),
        validity=values.validity,
        points=list(values.points),
        created_at=at,
        created_by=actor,
        **clock_values(new_clock(values.received_at, values.channel)),
    )
    inquiry.search_text = inquiry_words(inquiry, [line.words for line in values.lines])
    inquiry.save()
    return inquiry


def _write_thread(inquiry: Inquiry, values: InquiryValues, *, actor: User, at: datetime) -> None:
    """The first message with its clock, the products, the history's line, and the events."""
    first = MessageValues(values.received_at, values.channel, values.text, values.original)
    message = write_message(inquiry, first, actor=actor, contact=inquiry.contact, at=at, in_timeline=False)
    write_lines(inquiry, values.lines, at=at)
    count_open_inquiries(inquiry.customer)
    if inquiry.customer is not None:
        add_entry(
            customer=inquiry.customer, kind=TimelineEntry.Kind.INQUIRY, at=values.received_at, actor=actor,
            contact=inquiry.contact, channel=values.channel, is_inbound=True, text=values.text,
            values={"number": inquiry.number, "event": "received", "grade": inquiry.grade}, ref=inquiry,
        )  # fmt: skip
    publish(InquiryReceived(inquiry.pk, inquiry.customer_id, at))
    publish(BuyerAsked(message.pk, at))


def _tell_whose(inquiry: Inquiry, decision: Decision | None, *, actor: User, at: datetime) -> None:
    if decision is None:
        tell_managers(inquiry, at=at)
    else:
        note_assignment(inquiry, decision, actor=actor, at=at)
