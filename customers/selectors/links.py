"""Which customers belong to a customer, as a person may see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scoping import Scope, scope_of
from customers.models import Customer, CustomerLink
from customers.models.links import FROM_SOURCE, FROM_TARGET
from customers.permissions import can_link


@dataclass(frozen=True)
class Linked:
    """A customer that belongs to another one: what it is to it; of a colleague's only name and owner are shown."""

    link: CustomerLink
    relation: str
    name: str
    owner: User | None
    url: str
    may_remove: bool


def read_links(user: Any, customer: Customer) -> list[Linked]:
    """Return what belongs to `customer`, which `user` sees, by name. One query."""
    rows = CustomerLink.objects.of([customer]).select_related("source__owner__team", "target__owner__team")
    scope = scope_of(user)
    return sorted(
        (_as_seen(user, scope, row, customer) for row in rows), key=lambda one: (one.relation, one.name)
    )


def _as_seen(user: Any, scope: Scope, link: CustomerLink, customer: Customer) -> Linked:
    is_source = link.source_id == customer.pk
    other = link.target if is_source else link.source
    is_visible = scope.covers(other.owner_id, other.pk)
    name = str(other) if is_visible else other.name or other.local_name or _("a buyer without a company")
    return Linked(
        link,
        relation=str((FROM_SOURCE if is_source else FROM_TARGET)[link.kind]),
        name=name,
        owner=other.owner,
        url=other.get_absolute_url() if is_visible else "",
        may_remove=can_link(user, link.source, link.target),
    )


def groups_of(ids: Collection[int], scope: Scope) -> dict[int, list[tuple[str, str]]]:
    """Return of each customer what belongs to it and is inside `scope`: relation and name. One query."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows: Iterable[CustomerLink] = (
        CustomerLink.objects.of(ids).select_related("source", "target") if ids else ()
    )
    for row in rows:
        for one, other, words in (
            (row.source, row.target, FROM_SOURCE),
            (row.target, row.source, FROM_TARGET),
        ):
            if one.pk in ids and scope.covers(other.owner_id, other.pk):
                found[one.pk].append((str(words[row.kind]), str(other)))
    return found
