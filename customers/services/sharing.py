"""Sharing a customer with colleagues (共享客户): named, with a reason, until a day or until somebody ends it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit, notices
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from customers import timeline
from customers.models import Access, Customer, CustomerShare, TimelineEntry
from customers.permissions import can_end_share, can_share, leads_owner
from customers.services.grades import clean_reason
from customers.services.locking import lock_customer


@transaction.atomic
def share_customer(
    *,
    actor: User,
    customer: Customer,
    person: User,
    access: str,
    reason: str,
    until: date | None,
    at: datetime,
    form_token: str = "",
) -> CustomerShare:
    """Share the customer with `person`, who reads it or acts on it; a share there is ends, and this takes its place.

    Raises ValidationError by field (`person`, `reason`, `until`), PermissionDenied for who may not share it,
    core.forms_once.AlreadySubmitted for a second save of the same form (C5).
    """
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    reason = clean_reason(reason)
    row = lock_customer(customer)
    if not can_share(actor, row):
        raise PermissionDenied
    person = (
        User.objects.select_for_update(no_key=True, of=("self",)).select_related("team").get(pk=person.pk)
    )
    _check(row, person, reason, until, at)
    former = CustomerShare.objects.filter(customer=row, person=person, ended_at=None)
    former.update(ended_at=at, ended_by=actor)
    share = CustomerShare.objects.create(
        customer=row, person=person, access=Access(access), reason=reason, until=until, by=actor, at=at
    )
    User.objects.filter(pk=person.pk, has_shares=False).update(has_shares=True)
    _record_share(actor, row, share, at)
    if claim:
        finish_form(claim, row.get_absolute_url())
    return share


def _check(customer: Customer, person: User, reason: str, until: date | None, at: datetime) -> None:
    errors = {}
    if not reason:
        errors["reason"] = _("Write why the customer is shared.")
    if until is not None and until < current_calendar().day_of(at):
        errors["until"] = _("This day is over.")
    if not can_be_shared_with(person):
        errors["person"] = _("Only people who sell, with an open account, can be given a part in a customer.")
    elif person.pk == customer.owner_id or person.is_boss or leads_owner(person, customer):
        errors["person"] = _("%(person)s sees this customer anyway.") % {"person": person}
    if errors:
        raise ValidationError(errors)


def can_be_shared_with(person: User) -> bool:
    """Whether `person` may be given a part in customers: who sells or leads, and may sign in."""
    return person.is_active and not person.is_frozen and (person.is_salesperson or person.is_manager)


@transaction.atomic
def end_share(*, actor: User, share: CustomerShare, at: datetime) -> None:
    """Take a share back: on the person's next request it holds no more. A second time changes nothing.

    Raises PermissionDenied.
    """
    row = lock_customer(share.customer)
    current = CustomerShare.objects.select_for_update(of=("self",)).select_related("person").get(pk=share.pk)
    if not can_end_share(actor, row, current):
        raise PermissionDenied
    if current.ended_at is None:
        _end([current], by=actor, at=at)


def settle_shares(customers: Collection[Customer], *, by: User | None, at: datetime) -> None:
    """After these customers changed hands: what is with its owner or nobody's now is shared no more, the rest stays.

    The new owner sees the shares that stay, and ends them. Set-based, for one customer or a whole handover; `customers`
    are locked and hold their new owners; `by`: who gave them away, None for a rule.
    """
    owners = {customer.pk: customer.owner_id for customer in customers}
    open_shares = CustomerShare.objects.filter(customer__in=owners, ended_at=None)
    rows = open_shares.select_related("customer", "person").select_for_update(of=("self",)).order_by("pk")
    gone = [row for row in rows if owners[row.customer_id] in (None, row.person_id)]
    if gone:
        _end(gone, by=by, at=at)


def _end(shares: Collection[CustomerShare], *, by: User | None, at: datetime) -> None:
    """End these, write each customer's history, and take the mark of people who are left with none."""
    CustomerShare.objects.filter(pk__in=[share.pk for share in shares]).update(ended_at=at, ended_by=by)
    _unmark({share.person_id for share in shares})
    timeline.add_entries(
        {
            "customer": share.customer, "kind": TimelineEntry.Kind.SHARE, "at": at, "actor": by,
            "values": {"person": share.person.full_name, "event": "ended"},
        }
        for share in shares
    )  # fmt: skip
    changed = [(share.customer, {"share": (share.person_id, None)}) for share in shares]
    audit.record_each("customers.share_ended", actor=by, at=at, changed=changed)
    _tell_ends(shares, by, at)


def _unmark(ids: Collection[int]) -> None:
    """Take the mark of people with no open share; locked first, so that one given to them meanwhile is seen."""
    marked = User.objects.filter(pk__in=ids, has_shares=True).order_by("pk")
    people = list(marked.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    others = CustomerShare.objects.filter(person=OuterRef("pk"), ended_at=None)
    User.objects.filter(~Exists(others), pk__in=people).update(has_shares=False)


def _record_share(actor: User, customer: Customer, share: CustomerShare, at: datetime) -> None:
    values = {"person": share.person.full_name, "event": share.access}
    if share.until:
        values["until"] = share.until.isoformat()
    timeline.add_entry(
        customer=customer, kind=TimelineEntry.Kind.SHARE, at=at, actor=actor, text=share.reason, values=values
    )
    changes = {
        "share": (None, share.person_id),
        "access": ("", share.access),
        "until": (None, share.until and share.until.isoformat()),
        "reason": ("", share.reason),
    }
    audit.record("customers.shared", actor=actor, at=at, target=customer, changes=changes)
    notices.notify(
        {share.person_id, customer.owner_id or actor.pk} - {actor.pk},
        key=f"share:{share.pk}",
        message=gettext_noop("%(customer)s is shared with %(person)s: %(reason)s"),
        values={"customer": str(customer), "person": share.person.full_name, "reason": share.reason},
        url=customer.get_absolute_url(),
        about=customer,
        at=at,
    )


def _tell_ends(shares: Iterable[CustomerShare], by: User | None, at: datetime) -> None:
    """Tell each person, unless the customer is theirs now or they gave it back; the words name no customer they lost."""
    told = [
        share
        for share in shares
        if share.customer.owner_id != share.person_id and (by is None or share.person_id != by.pk)
    ]
    notices.notify_each(
        [
            notices.Notice(
                [share.person_id],
                key=f"share-ended:{share.pk}",
                message=gettext_noop("A customer that was shared with you no longer is: #%(number)s"),
                values={"number": share.customer_id},
            )
            for share in told
        ],
        at=at,
    )
