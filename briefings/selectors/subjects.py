"""What a ruling can be about, as far as the reader sees it (S111)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from accounts.models import User
from briefings.models import Kind, Point
from customers.models import Customer
from followups.models import HelpRequest, Suggestion
from inquiries.models import Inquiry
from reports.models import WeeklyReport
from sales.models import Proof


@dataclass(frozen=True)
class Subject:
    """What a ruling is about: the row behind it (None: nothing), its words, its customer, who raised or owns it."""

    kind: Kind = Kind.FREE
    record: Any = None
    words: str = ""
    customer: Customer | None = None
    person: User | None = None

    @property
    def id(self) -> str:
        """The key of the record, as text."""
        return str(self.record.pk) if self.record is not None else ""

    @property
    def name(self) -> str:
        """What addresses and forms call it: kind and key."""
        return f"{self.kind}-{self.id}" if self.record is not None else ""

    @property
    def url(self) -> str:
        """Where the record behind it stands."""
        return self.record.get_absolute_url() if self.record is not None else ""


def _company(customer: Customer | None) -> str:
    """The words are kept with the ruling, so no person is named in them, who could ask to be erased (S133)."""
    return (customer.name or customer.local_name) if customer is not None else ""


# Of each kind: its rows with what is read of them, the words, the customer, whose it is.
_FINDERS: dict[Kind, tuple[Any, Callable[[Any], tuple[str, Customer | None, User | None]]]] = {
    Kind.POINT: (
        Point.objects.standing().select_related("briefing", "customer", "raised_by"),
        lambda row: (row.text, row.customer, row.raised_by),
    ),
    Kind.HELP: (
        HelpRequest.objects.select_related("author", "customer"),
        lambda row: (row.text, row.customer, row.author),
    ),
    Kind.WISH: (
        WeeklyReport.objects.select_related("person", "period").filter(state="submitted").exclude(support_wanted=""),
        lambda row: (row.support_wanted, None, row.person),
    ),
    Kind.SUGGESTION: (Suggestion.objects.select_related("author"), lambda row: (row.text, None, row.author)),
    Kind.INQUIRY: (
        Inquiry.objects.select_related("customer", "owner"),
        lambda row: (f"{row.number} {_company(row.customer)}".strip(), row.customer, row.owner),
    ),
    Kind.CUSTOMER: (
        Customer.objects.select_related("owner"),
        lambda row: (_company(row) or f"#{row.pk}", row, row.owner),
    ),
    Kind.PROOF: (
        Proof.objects.select_related("customer__owner"),
        lambda row: (f"{row.number} {row.words}", row.customer, row.customer.owner),
    ),
}  # fmt: skip


def find_subject(user: Any, name: str) -> Subject | None:
    """Return what `name` ("kind-key") means, as far as `user` sees it; "" means nothing in particular, None what is not there."""
    if not name:
        return Subject()
    kind, _dash, key = name.partition("-")
    if kind not in Kind.values or kind == Kind.FREE:
        return None
    rows, words_of = _FINDERS[Kind(kind)]
    try:
        row = rows.visible_to(user).get(pk=key)
    except (ObjectDoesNotExist, ValidationError, ValueError, OverflowError):
        return None
    words, customer, person = words_of(row)
    return Subject(Kind(kind), row, words, customer, person)
