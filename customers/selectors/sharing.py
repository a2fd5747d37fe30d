"""With whom customers are shared, and what is shared with a person (共享客户)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scoping import Shared, register_shares
from customers.access import WayIn, opens_customers
from customers.models import Customer, CustomerShare
from customers.permissions import can_end_share


@register_shares
def read_shares(user: User, day: date) -> Iterable[Shared]:
    """Return what is shared with `user` on the company's day: the scope asks it of who has such customers. One query."""
    rows = CustomerShare.objects.of(user).standing_on(day)
    found = rows.order_by().values_list("customer_id", "customer__owner_id", "access")
    return [Shared(pk, owner_id, access == "act") for pk, owner_id, access in found]


def is_shared() -> Exists:
    """Whether a customer of the statement this stands in has a share that nobody ended."""
    return Exists(CustomerShare.objects.filter(customer=OuterRef("pk"), ended_at=None))


@dataclass(frozen=True)
class Collaborator:
    """A person with whom a customer is shared, as the page shows them. `may_end`: the reader may take it back."""

    share: CustomerShare
    may_end: bool


def read_collaborators(user: Any, customer: Customer, day: date) -> list[Collaborator]:
    """Return with whom `customer`, which `user` sees, is shared on the company's day, the newest first. One query."""
    rows = CustomerShare.objects.filter(customer=customer).standing_on(day)
    found = rows.select_related("person", "by").order_by("-at", "-pk")
    return [Collaborator(share, can_end_share(user, customer, share)) for share in found]


@opens_customers
def by_sharing(customer: Customer, at: datetime) -> Iterable[WayIn]:
    """With whom it is shared: why somebody sees a customer that is not theirs to see. One query."""
    rows = CustomerShare.objects.filter(customer=customer).standing_on(timezone.localdate(at))
    for share in rows.select_related("person", "by").order_by("pk"):
        yield WayIn(share.person, _("Shared by %(person)s") % {"person": share.by}, share.until)


def sharers_of(user: Any, ids: Collection[int], day: date) -> dict[int, User]:
    """Return who shared each of these customers with `user`; one query, none without ids."""
    if not ids:
        return {}
    rows = CustomerShare.objects.filter(person=user, customer__in=ids).standing_on(day).select_related("by")
    return {share.customer_id: share.by for share in rows}
