"""The open pool (公海): taking customers out, giving them back by hand, and by rule (rules.md §6)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import leaders_of, pool_is_open
from core import audit, notices
from core.events import publish
from customers import timeline
from customers.events import CustomersPooled
from customers.models import Customer, OwnerPeriod, PoolWarning, TimelineEntry
from customers.permissions import can_reassign_customer, can_release_customer, can_take_out
from customers.services.grades import clean_reason
from customers.services.locking import lock_customer, lock_customers
from customers.services.owners import change_owner, claim_refusal
from customers.services.sharing import settle_shares
from customers.services.values import PoolRefused

BY_RULE = "by_rule"


@transaction.atomic
def claim_customer(*, actor: User, customer: Customer, at: datetime) -> Customer:
    """Take a customer out of the open pool; of two at once one wins, and the week's number is never exceeded (C2).

    A second click changes nothing. Raises PoolRefused (`taken`, `closed`, `limit`, `cooling`), PermissionDenied.
    """
    row = lock_customer(customer)
    if row.owner_id == actor.pk:
        return row
    if row.owner_id is not None or row.merged_into_id is not None:
        raise PoolRefused("taken", row)
    if not pool_is_open():
        raise PoolRefused("closed", row)
    if not can_take_out(actor, row):
        raise PermissionDenied
    if code := claim_refusal(actor, row, at=at):
        raise PoolRefused(code, row)
    reason = _("Taken out of the open pool")
    return change_owner(
        actor=actor, customer=row, owner=actor, reason=reason, at=at, is_by_rule=True, is_claim=True
    )


@transaction.atomic
def release_customers(*, actor: User, customers: Sequence[Customer], reason: str, at: datetime) -> int:
    """Give customers back to the open pool: all of them, or none. Returns how many were not there already.

    Raises PoolRefused (`closed`; `inquiry`: one has an open inquiry; `flag`: a key account or seed customer, which only
    who may give customers to others lets go), ValidationError (field `reason`), PermissionDenied.
    """
    reason = clean_reason(reason)
    if not reason:
        raise ValidationError({"reason": _("Write why the customer goes back.")})
    if not pool_is_open():
        raise PoolRefused("closed", None)
    held = [row for row in lock_customers(customers) if row.owner_id is not None]
    if not all(can_release_customer(actor, row) for row in held):
        raise PermissionDenied
    for row in held:
        if row.open_inquiries:
            raise PoolRefused("inquiry", row)
        if (row.is_key or row.is_seed) and not can_reassign_customer(actor, row):
            raise PoolRefused("flag", row)
    _pool([Leaver(row, reason) for row in held], actor=actor, at=at)
    return len(held)


@dataclass(frozen=True)
class Leaver:
    """A locked customer that goes to the pool, why in words of its day, and by a rule `why` in plain values."""

    customer: Customer
    reason: str = ""
    why: Mapping[str, Any] | None = None


def pool_by_rule(leavers: Sequence[Leaver], *, at: datetime) -> int:
    """Take these locked customers from their owners, whom a rule's warnings told; the owners hear of it.

    In the caller's transaction; a second time changes nothing, for what is in the pool has no owner. Returns how many
    went.
    """
    held = [one for one in leavers if one.customer.owner_id is not None]
    _pool(held, actor=None, at=at)
    return len(held)


def tell_leaders_of_pooled(counts: Mapping[int, int], *, day: date, at: datetime) -> None:
    """Tell each leader once how many customers of their people went to the pool by rule on `day`.

    `counts`: how many, by the former owner's id.
    """
    owners = User.objects.filter(pk__in=counts).select_related("team")
    told = leaders_of(owners, at=at)
    totals: Counter[int] = Counter()
    for owner_id, count in counts.items():
        totals.update(dict.fromkeys(told[owner_id], count))
    notices.notify_each(
        [
            notices.Notice(
                [leader_id],
                key=f"pooled:{day.isoformat()}",
                message=gettext_noop("Gone to the open pool by the rules today: %(count)s"),
                values={"count": count},
                url=reverse("customers:pool"),
            )
            for leader_id, count in totals.items()
        ],
        at=at,
    )


def _pool(leavers: Sequence[Leaver], *, actor: User | None, at: datetime) -> None:
    """Write it all in so many statements, whatever their number; the rows afterwards have no owner."""
    rows = [one.customer for one in leavers]
    if not rows:
        return
    ids = [row.pk for row in rows]
    former = {row.pk: row.owner for row in rows}
    Customer.objects.filter(pk__in=ids).update(owner=None)
    OwnerPeriod.objects.filter(customer__in=ids, ended_at=None).update(ended_at=at)
    PoolWarning.objects.filter(customer__in=ids).delete()
    for row in rows:
        row.owner = None
    settle_shares(rows, by=actor, at=at)
    timeline.add_entries(_lines(leavers, former, actor, at))
    changed = [(one.customer, _changes(one, former[one.customer.pk])) for one in leavers]
    audit.record_each(
        "customers.released" if actor is not None else "customers.recycled",
        actor=actor,
        at=at,
        changed=changed,
    )
    _tell_owners(leavers, former, actor, at)
    before_ids = tuple(owner.pk for owner in former.values() if owner is not None)
    publish(CustomersPooled(customer_ids=tuple(former), before_ids=before_ids, at=at))


def _lines(
    leavers: Iterable[Leaver], former: Mapping[int, User | None], actor: User | None, at: datetime
) -> Iterable[Mapping[str, Any]]:
    for one in leavers:
        owner = former[one.customer.pk]
        values = {"before": owner.full_name if owner else "", "after": ""}
        if one.why:
            values[BY_RULE] = dict(one.why)  # type: ignore[assignment]  # plain JSON
        yield {
            "customer": one.customer, "kind": TimelineEntry.Kind.OWNER, "at": at, "actor": actor, "text": one.reason,
            "values": values,
        }  # fmt: skip


def _changes(one: Leaver, owner: User | None) -> dict[str, tuple[Any, Any]]:
    changes: dict[str, tuple[Any, Any]] = {"owner": (owner.pk if owner else None, None)}
    return changes | ({"rule": ("", dict(one.why))} if one.why else {"reason": ("", one.reason)})


def _tell_owners(
    leavers: Iterable[Leaver], former: Mapping[int, User | None], actor: User | None, at: datetime
) -> None:
    """Tell who had them, unless they gave them back themselves."""
    notices.notify_each(
        [
            notices.Notice(
                [owner.pk],
                key=f"pooled:{one.customer.pk}:{at.isoformat()}",
                message=gettext_noop("%(customer)s went to the open pool"),
                values={"customer": str(one.customer)},
                url=one.customer.get_absolute_url(),
                about=one.customer,
            )
            for one in leavers
            if (owner := former[one.customer.pk]) is not None and owner != actor
        ],
        at=at,
    )


@dataclass(frozen=True)
class Warned:
    """What a rule found: the customer goes on `goes_on`, and why ({"rule", "count", "since"})."""

    customer: Customer
    goes_on: date
    why: Mapping[str, Any]


def warn_owners(warned: Sequence[Warned], *, day: date, at: datetime) -> None:
    """Write the first warning of these customers, and tell their owners once each."""
    PoolWarning.objects.filter(customer__in=[one.customer.pk for one in warned]).delete()
    PoolWarning.objects.bulk_create(
        PoolWarning(
            customer=one.customer, owner_id=one.customer.owner_id or 0, contact_at=one.customer.last_contact_at,
            warned_on=day, goes_on=one.goes_on, why=dict(one.why),
        )
        for one in warned
    )  # fmt: skip
    _tell_warning([(one.customer, one.goes_on) for one in warned], "first", at)


def remind_owners(reminded: Iterable[tuple[PoolWarning, date]], *, day: date, at: datetime) -> None:
    """Write the second warning of these, loaded with their customers, with the day on which each goes; tell owners once."""
    rows = list(reminded)
    for warning, goes_on in rows:
        warning.goes_on, warning.reminded_on = goes_on, day
    PoolWarning.objects.bulk_update([warning for warning, _on in rows], ["goes_on", "reminded_on"])
    _tell_warning([(warning.customer, goes_on) for warning, goes_on in rows], "last", at)


def _tell_warning(warned: Iterable[tuple[Customer, date]], which: str, at: datetime) -> None:
    notices.notify_each(
        [
            notices.Notice(
                [customer.owner_id],
                key=f"pool-{which}:{customer.pk}:{goes_on.isoformat()}",
                message=gettext_noop("%(customer)s goes to the open pool on %(day)s unless you contact it"),
                values={"customer": str(customer), "day": goes_on.isoformat()},
                url=customer.get_absolute_url(),
                is_urgent=which == "last",
                about=customer,
            )
            for customer, goes_on in warned
            if customer.owner_id is not None
        ],
        at=at,
    )
