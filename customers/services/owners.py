"""Who a customer belongs to (rules.md §6)."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit, notices, policy
from core.events import publish
from core.work_days import current_calendar
from customers import timeline
from customers.events import CustomerOwnerChanged
from customers.models import Customer, OwnerPeriod, TimelineEntry
from customers.permissions import can_reassign_customer
from customers.policies import POOL, PoolPolicy
from customers.services.customers import check_owner
from customers.services.grades import clean_reason
from customers.services.locking import lock_customer
from customers.services.sharing import settle_shares


def can_claim(person: User, customer: Customer, *, at: datetime) -> bool:
    """Whether `person` may take this one more customer out of the open pool in this calendar week (rules.md §6).

    Must run inside the transaction that writes the claim: the person's row stays locked until it ends, so that two at
    once are counted one after the other.
    """
    return not claim_refusal(person, customer, at=at)


def claim_refusal(person: User, customer: Customer, *, at: datetime) -> str:
    """Return why `person` may not take `customer` out now, "" when they may: `closed`, `limit`, `cooling`.

    In the transaction that writes the claim, as `can_claim`.
    """
    pool = policy.get(POOL, PoolPolicy)
    if not pool.is_on or pool.claims_per_week is None:
        return "closed"
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if claims_of_week(person, at=at) >= pool.claims_per_week:
        return "limit"
    return "cooling" if cools_off_until(person, customer, at=at) else ""


def claims_of_week(person: User, *, at: datetime) -> int:
    """Return how many customers `person` took out of the pool in the calendar week of `at`."""
    calendar = current_calendar()
    today = calendar.day_of(at)
    week_at = calendar.start_of(today - timedelta(days=today.weekday()))
    return OwnerPeriod.objects.filter(owner=person, is_claim=True, started_at__gte=week_at).count()


def cools_off_until(person: User, customer: Customer, *, at: datetime) -> date | None:
    """Return the first day on which a former owner may take the customer out again; None when that is over, or not set.

    N days after the day on which their ownership ended, counted by the calendar.
    """
    days = policy.get(POOL, PoolPolicy).cooling_off_days
    if days is None:
        return None
    periods = OwnerPeriod.objects.filter(customer=customer, owner=person, ended_at__isnull=False)
    ended_at = periods.order_by("-ended_at").values_list("ended_at", flat=True).first()
    return first_day_again(ended_at, days, at) if ended_at is not None else None


def first_day_again(ended_at: datetime, days: int, at: datetime) -> date | None:
    """Return the day on which the cooling-off that began at `ended_at` is over; None when it is over at `at`."""
    calendar = current_calendar()
    first_on = calendar.day_of(ended_at) + timedelta(days=days)
    return first_on if first_on > calendar.day_of(at) else None


def _protected_until(at: datetime) -> date | None:
    """The last day on which no rule takes a customer back that is claimed now, by the policy as it is."""
    days = policy.get(POOL, PoolPolicy).protected_days
    return current_calendar().day_of(at) + timedelta(days=days) if days else None


@transaction.atomic
def change_owner(
    *,
    actor: User,
    customer: Customer,
    owner: User | None,
    reason: str,
    at: datetime,
    is_by_rule: bool = False,
    is_claim: bool = False,
) -> Customer:
    """Give the customer to `owner`, or to nobody (the open pool). One owner period ends, the next begins.

    `is_by_rule`: a service that gives out what nobody owns (assignment of inquiries) has done the asking.
    `is_claim`: the owner takes it out of the open pool; who calls has asked `can_claim`.

    Raises OwnerRefused for a person who cannot own customers, ValidationError (field `reason`; `owner`: one with an open
    inquiry never goes to the pool), PermissionDenied.
    """
    reason = clean_reason(reason)
    if not reason:
        raise ValidationError({"reason": _("Write why the owner changes.")})
    row = lock_customer(customer)
    if not (is_by_rule and row.owner_id is None) and not can_reassign_customer(actor, row):
        raise PermissionDenied
    check_owner(owner)
    before = row.owner
    if before == owner:
        return row
    if owner is None and row.open_inquiries:
        raise ValidationError({"owner": _("It has an open inquiry: give it to somebody who answers.")})
    row.owner = owner
    row.save(update_fields=["owner"])
    OwnerPeriod.objects.filter(customer=row, ended_at=None).update(ended_at=at)
    if owner is not None:
        OwnerPeriod.objects.create(
            customer=row, owner=owner, started_at=at, reason=reason, by=actor, is_claim=is_claim,
            protected_until=_protected_until(at) if is_claim else None,
        )  # fmt: skip
    settle_shares([row], by=actor, at=at)
    _record(actor, row, before, reason, at)
    return row


def _record(actor: User, row: Customer, before: User | None, reason: str, at: datetime) -> None:
    owner = row.owner
    names = {"before": before.full_name if before else "", "after": owner.full_name if owner else ""}
    timeline.add_entry(
        customer=row, kind=TimelineEntry.Kind.OWNER, at=at, actor=actor, text=reason, values=names
    )
    ids = (before.pk if before else None, owner.pk if owner else None)
    audit.record(
        "customers.owner_changed",
        actor=actor,
        at=at,
        target=row,
        changes={"owner": ids, "reason": ("", reason)},
    )
    if owner is not None and owner != actor:
        notices.notify(
            [owner.pk],
            key=f"owner:{row.pk}:{at.isoformat()}",
            message=gettext_noop("%(customer)s is yours now: %(reason)s"),
            values={"customer": str(row), "reason": reason},
            url=row.get_absolute_url(),
            about=row,
            at=at,
        )
    publish(CustomerOwnerChanged(customer_id=row.pk, before_id=ids[0], after_id=ids[1], at=at))
