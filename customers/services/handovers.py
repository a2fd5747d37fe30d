"""Handing somebody's customers over to others, and taking it back as a whole (S97-S99, rules.md §6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit, holdings, notices
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.locks import retries_deadlocks
from customers import timeline
from customers.events import CustomersHandedOver
from customers.models import Customer, HandedCustomer, Handover, HandoverKind, OwnerPeriod, TimelineEntry
from customers.permissions import can_hand_over, can_undo_handover
from customers.selectors.handovers import receivers_for
from customers.services.grades import clean_reason
from customers.services.sharing import settle_shares
from customers.services.values import OwnerRefused


class HandoverRefused(Exception):
    """It cannot be done. `code`: nothing (none of the customers is the person's any more), undone, too_late, nobody_back."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class HandedOver:
    """A handover that was done; `left_out`: customers that changed owner between the preview and now."""

    handover: Handover
    count: int
    left_out: int


@dataclass(frozen=True)
class TakenBack:
    """An undone handover: how many went back to `to`, how many had changed owner since and stay where they are."""

    to: User
    returned: int
    kept: int


@retries_deadlocks
def hand_over(
    *,
    actor: User,
    person: User,
    shares: Mapping[int, int],
    kind: str,
    reason: str,
    others_to: User | None = None,
    again: Handover | None = None,
    at: datetime,
    form_token: str = "",
) -> HandedOver:
    """Give customers of `person` to others, in one transaction: `shares` says which customer (id) goes to whom (id).

    What is no longer the person's when it is written is left out. Who leaves or is long away keeps nothing: what belongs
    to no customer goes to `others_to`. Stages, grades and authorship stay; due dates follow the change of owner (N13, §6).
    The number of statements depends on the number of receivers, not on that of customers. Raises PermissionDenied,
    OwnerRefused for a receiver who cannot get customers, ValidationError (field `reason`), HandoverRefused("nothing"),
    AlreadySubmitted for the second of two clicks.
    """
    claim = claim_form(form_token, user=actor, at=at)
    reason = clean_reason(reason)
    if not reason:
        raise ValidationError({"reason": _("Write why the owner changes.")})
    rows = _lock(shares, person)
    people = _lock_people({*shares.values(), actor.pk, person.pk, *([others_to.pk] if others_to else [])})
    _check_people(people, actor, person, {row.pk: shares[row.pk] for row in rows}, others_to)
    if not rows and others_to is None:
        raise HandoverRefused("nothing")
    held = {row.holding.key: row.held.count for row in holdings.read_holdings(person, at)}
    made = Handover.objects.create(
        person=person, kind=HandoverKind(kind), reason=reason, others_to=others_to, held=held, again=again, by=actor, at=at,
    )  # fmt: skip
    HandedCustomer.objects.bulk_create(
        HandedCustomer(
            handover=made, customer=row, to_id=shares[row.pk], grade=row.grade, due_on=row.next_due_on
        )
        for row in rows
    )
    _give(
        made, {row: people[shares[row.pk]] for row in rows}, before=people, actor=actor, reason=reason, at=at
    )
    _move_the_rest(made, at)
    audit.record(
        "customers.handed_over", actor=actor, at=at, target=made, changes=_changes(made, rows, shares)
    )
    _tell_receivers(made, people, rows, shares, at)
    finish_form(claim, made.get_absolute_url())
    return HandedOver(made, len(rows), len(shares) - len(rows))


def _lock(ids: Iterable[int], person: User) -> list[Customer]:
    """Lock the customers that are still the person's, in one order for all writers (trust.md C3)."""
    rows = Customer.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    return [row for row in rows if row.owner_id == person.pk and row.merged_into_id is None]


def _lock_people(ids: Iterable[int]) -> dict[int, User]:
    """Return these people as they are now; nobody of them is frozen until the transaction ends."""
    rows = User.objects.select_for_update(of=("self",), no_key=True).select_related("team")
    return {row.pk: row for row in rows.filter(pk__in=list(ids)).order_by("pk")}


def _check_people(
    people: Mapping[int, User], actor: User, person: User, shares: Mapping[int, int], others_to: User | None
) -> None:
    if not can_hand_over(people[actor.pk], people[person.pk]):
        raise PermissionDenied
    wanted = {*shares.values(), *([others_to.pk] if others_to else [])}
    there = set(receivers_for(people[actor.pk], person).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - there:
        raise OwnerRefused(", ".join(str(people.get(pk, "–")) for pk in sorted(wanted - there)))


def _give(
    made: Handover,
    to: Mapping[Customer, User],
    *,
    before: Mapping[int, User],
    actor: User,
    reason: str,
    at: datetime,
    is_undone: bool = False,
) -> None:
    """Give locked customers to their new owners: period, line and audit entry for each, one event for all."""
    ids = {row: row.owner_id or 0 for row in to}
    by_owner: dict[int, list[int]] = defaultdict(list)
    for row, owner in to.items():
        by_owner[owner.pk].append(row.pk)
    for owner_id, pks in sorted(by_owner.items()):
        Customer.objects.filter(pk__in=pks).update(owner=owner_id)
    for row, owner in to.items():
        row.owner = owner
    settle_shares(list(to), by=actor, at=at)
    OwnerPeriod.objects.filter(customer__in=list(to), ended_at=None).update(ended_at=at)
    OwnerPeriod.objects.bulk_create(
        OwnerPeriod(customer=row, owner=owner, started_at=at, reason=reason, by=actor)
        for row, owner in to.items()
    )
    timeline.add_entries(
        {
            "customer": row, "kind": TimelineEntry.Kind.OWNER, "at": at, "actor": actor, "text": reason, "ref": made,
            "values": {"before": before[ids[row]].full_name, "after": owner.full_name},
        }
        for row, owner in to.items()
    )  # fmt: skip
    changed = [(row, {"owner": (ids[row], owner.pk), "reason": ("", reason)}) for row, owner in to.items()]
    audit.record_each("customers.owner_changed", actor=actor, at=at, changed=changed)
    publish(
        CustomersHandedOver(
            handover_id=made.pk, customer_ids=tuple(row.pk for row in to), before_ids=tuple(ids.values()),
            after_ids=tuple(owner.pk for owner in to.values()), by_id=actor.pk, is_undone=is_undone, at=at,
        )
    )  # fmt: skip


def _move_the_rest(made: Handover, at: datetime) -> None:
    if made.others_to is None:
        return
    made.moved = holdings.move_holdings(person=made.person, to=made.others_to, actor=made.by, at=at)
    made.save(update_fields=["moved"])


def _changes(made: Handover, rows: Sequence[Customer], shares: Mapping[int, int]) -> audit.Changes:
    counts: dict[int, int] = defaultdict(int)
    for row in rows:
        counts[shares[row.pk]] += 1
    return {
        "person": (None, made.person_id),
        "kind": ("", made.kind),
        "reason": ("", made.reason),
        "customers": ({}, {str(pk): count for pk, count in sorted(counts.items())}),
        "others_to": (None, made.others_to_id),
    }


def _tell_receivers(
    made: Handover,
    people: Mapping[int, User],
    rows: Sequence[Customer],
    shares: Mapping[int, int],
    at: datetime,
) -> None:
    """One notice for each receiver, however many customers they got."""
    counts: dict[int, int] = defaultdict(int)
    for row in rows:
        counts[shares[row.pk]] += 1
    notices.notify_each(
        (
            notices.Notice(
                [pk],
                key=f"handover:{made.pk}",
                message=gettext_noop("%(count)s customers of %(person)s are yours now: %(reason)s"),
                values={"count": count, "person": people[made.person_id].full_name, "reason": made.reason},
                url=f"{reverse('customers:list')}?owner={pk}",
            )
            for pk, count in counts.items()
            if pk != made.by_id
        ),
        at=at,
    )


# ── taking it back ──────────────────────────────────────────────────────────
@retries_deadlocks
def undo_handover(*, actor: User, handover: Handover, at: datetime) -> TakenBack:
    """Take a handover back as a whole within 30 days: what its receivers still have goes back (rules.md §6).

    To the former owner, or, while they are frozen, to the manager of their team. What changed owner since stays there.
    Raises HandoverRefused (`undone` before, `too_late`, `nobody_back`) and PermissionDenied.
    """
    row = Handover.objects.select_for_update(of=("self",)).select_related("person__team").get(pk=handover.pk)
    to_of = dict(row.customers.values_list("customer", "to"))
    locked = Customer.objects.select_for_update(of=("self",)).filter(pk__in=to_of).order_by("pk")
    there = [one for one in locked if one.owner_id == to_of[one.pk] and one.merged_into_id is None]
    manager = row.person.team.manager_id if row.person.team else None
    people = _lock_people({*to_of.values(), actor.pk, row.person_id, *([manager] if manager else [])})
    if not can_undo_handover(people[actor.pk], row):
        raise PermissionDenied
    if row.undone_at:
        raise HandoverRefused("undone")
    if at > row.watched_until:
        raise HandoverRefused("too_late")
    back_to = _back_to(people, row.person_id, manager)
    there = [one for one in there if one.owner_id != back_to.pk]
    with_reason = _("Handover undone: %(reason)s") % {"reason": row.reason}
    _give(
        row, dict.fromkeys(there, back_to), before=people, actor=actor, reason=with_reason[:200], at=at, is_undone=True
    )  # fmt: skip
    row.customers.filter(customer__in=there).update(is_returned=True)
    if row.others_to_id is not None:
        holdings.take_back_holdings(
            row.moved, person=row.person, to=row.others_to, back_to=back_to, actor=actor, at=at
        )
    row.undone_at, row.undone_by, row.returned_to = at, actor, back_to
    row.save(update_fields=["undone_at", "undone_by", "returned_to"])
    kept = len(to_of) - len(there)
    changes = {"returned": (0, len(there)), "kept": (0, kept), "to": (None, back_to.pk)}
    audit.record("customers.handover_undone", actor=actor, at=at, target=row, changes=changes)
    _tell_undone(row, back_to, {to_of[one.pk] for one in there}, len(there), at)
    return TakenBack(back_to, len(there), kept)


def _back_to(people: Mapping[int, User], person: int, manager: int | None) -> User:
    """The former owner, else the manager of the team: whoever may work."""
    former = people[person]
    if former.is_active and not former.is_frozen and (former.is_salesperson or former.is_manager):
        return former
    leader = people[manager] if manager is not None else None
    if leader is None or leader.is_frozen or not leader.is_active or not leader.is_manager:
        raise HandoverRefused("nobody_back")
    return leader


def _tell_undone(row: Handover, back_to: User, lost: Iterable[int], count: int, at: datetime) -> None:
    values = {"person": row.person.full_name, "to": back_to.full_name, "count": count}
    told = {*lost, back_to.pk} - {row.undone_by_id}
    notices.notify(
        told,
        key=f"handover-undone:{row.pk}",
        message=gettext_noop(
            "The handover of %(person)s is undone: %(count)s customers went back to %(to)s."
        ),
        values=values,
        url=reverse("customers:list"),
        at=at,
    )
