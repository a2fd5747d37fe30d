"""The records that remarks stand on: how each is found, whose it is, and of which customer."""

from typing import Any

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from customers.models import Customer
from followups.models import FollowUp
from inquiries.models import Inquiry
from oversight.models import RemarkOn
from sales.models import Complaint, FactoryVisit, Order, Proof, Quote, Sample

# The records that are whose their customer is.
_THEIR_CUSTOMERS: dict[RemarkOn, Any] = {
    RemarkOn.SAMPLE: Sample,
    RemarkOn.ORDER: Order,
    RemarkOn.PROOF: Proof,
    RemarkOn.COMPLAINT: Complaint,
    RemarkOn.VISIT: FactoryVisit,
    RemarkOn.FOLLOW_UP: FollowUp,
}


def rows_of(on: RemarkOn) -> "ScopedQuerySet[Any]":
    """Return the records of this kind with what the permissions ask of them, still to be narrowed by `visible_to`."""
    match on:
        case RemarkOn.CUSTOMER:
            return Customer.objects.current().select_related("owner__team")
        case RemarkOn.INQUIRY:
            return Inquiry.objects.select_related("owner__team", "customer")
        case RemarkOn.QUOTE:
            return Quote.objects.select_related("owner__team", "customer")
        case _:
            return _THEIR_CUSTOMERS[on].objects.select_related("customer__owner__team")


def kind_of_record(record: Any) -> RemarkOn:
    """Return what the record is. Raises ValueError for what nobody remarks on."""
    match record:
        case FactoryVisit():
            return RemarkOn.VISIT
        case FollowUp():
            return RemarkOn.FOLLOW_UP
        case _:
            return RemarkOn(record._meta.model_name)


def customer_of(record: Any) -> Customer | None:
    """Return the customer that the record belongs to; an inquiry may have none yet."""
    return record if isinstance(record, Customer) else record.customer


def owner_of(record: Any) -> User | None:
    """Return whose record it is: of most kinds it is their customer's."""
    found = record.owner if hasattr(record, "owner") else record.customer.owner
    return found if isinstance(found, User) else None
