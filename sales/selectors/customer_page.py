"""What is small and open of a customer, for its page: complaints, negotiation sheets, what it said that others ask."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DateField, DecimalField, Value
from django.db.models.functions import Cast, Coalesce

from core.request_context import once
from customers.models import Customer
from customers.permissions import can_read_private
from sales.models import CompetitorPrice, Complaint, ComplaintState, Negotiation, Outcome

SHOWN = 5
_NOTHING = Value("")
_NO_PRICE = Cast(Value(None), DecimalField(max_digits=18, decimal_places=4))
_NO_DAY = Cast(Value(None), DateField())


@dataclass(frozen=True)
class Small:
    """A line of one of the panels; which columns mean something depends on its kind."""

    pk: int
    title: str
    state: str
    currency: str
    target_price: Decimal | None
    target: str
    walk_away_price: Decimal | None
    walk_away: str
    day: date | None

    @property
    def state_label(self) -> str:
        """A complaint's state in words."""
        return str(ComplaintState(self.state).label)


@dataclass(frozen=True)
class SmallThings:
    """The lines by kind. `sheets` is None for who knows of no sheets."""

    complaints: list[Small]
    sheets: list[Small] | None
    rivals: list[Small]


def read_small(user: Any, customer: Customer) -> SmallThings:
    """Return the open complaints, the open sheets, and the newest prices that the customer told: one query a request."""
    return once(("small things", user.pk, customer.pk), lambda: _read(user, customer))


def _read(user: Any, customer: Customer) -> SmallThings:
    """As plain columns in one statement: none is sorted or cut by the database, for of each there are few."""
    complaints = (
        Complaint.objects.visible_to(user).filter(customer=customer).exclude(state=ComplaintState.CLOSED)
    )
    rivals = CompetitorPrice.objects.visible_to(user).filter(customer=customer)
    parts = [
        rivals.order_by().values_list(
            Value("rival"), "pk", "competitor", Coalesce("product__model_number", "words"), "currency", "price", _NOTHING,
            _NO_PRICE, _NOTHING, "seen_on",
        ),
        complaints.order_by().values_list(
            Value("complaint"), "pk", "subject", "state", _NOTHING, _NO_PRICE, _NOTHING, _NO_PRICE, _NOTHING, "raised_on"
        ),
    ]  # fmt: skip
    is_private = can_read_private(user, customer)
    if is_private:
        sheets = Negotiation.objects.visible_to(user).filter(customer=customer, outcome=Outcome.OPEN)
        parts.append(
            sheets.order_by().values_list(
                Value("sheet"), "pk", "subject", "outcome", "currency", "target_price", "target", "walk_away_price",
                "walk_away", _NO_DAY,
            )
        )  # fmt: skip
    found: dict[str, list[Small]] = {"rival": [], "complaint": [], "sheet": []}
    for kind, *rest in parts[0].union(*parts[1:], all=True):
        found[kind].append(Small(*rest))
    for rows in found.values():
        rows.sort(key=lambda row: (row.day or date.max, row.pk), reverse=True)
    return SmallThings(
        found["complaint"][:SHOWN], found["sheet"][:SHOWN] if is_private else None, found["rival"][:SHOWN]
    )
