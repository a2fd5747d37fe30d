"""The import's way back, as a job: what it wrote goes, what was worked on since is kept and listed (trust.md U7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q

from accounts.models import User
from core import audit
from core.bulk import write_columns
from core.events import publish
from core.jobs import Part, Parts
from customers import lookup
from customers.events import AdditionsTakenOut, CustomersTakenOut
from customers.models import (
    Contact,
    Customer,
    CustomerImport,
    CustomerLink,
    GradeChange,
    ImportRow,
    Interest,
    OwnerPeriod,
    TimelineEntry,
)
from customers.permissions import can_edit_customer
from customers.services.import_adding import LAST_CONTACT, WRITTEN
from customers.services.import_reading import move_on
from customers.services.keys import refold
from customers.services.merge_steps import columns_of

UNDONE_AT_ONCE = 200
State, Batch = ImportRow.State, CustomerImport.State


@dataclass
class Undoing:
    """A customer that rows of the import made or added to. `rows`: the last one first, each with what it made."""

    customer: Customer
    rows: list[ImportRow] = field(default_factory=list)
    version: int = 0
    back: dict[str, Any] = field(default_factory=dict)
    taken: list[ImportRow] = field(default_factory=list)

    @property
    def is_made(self) -> bool:
        """Whether the import entered the customer."""
        return any(row.made.get("customer") for row in self.rows)


def undo_rows(*, batch: CustomerImport, at: datetime) -> Parts:
    """Take back what the import wrote, the last row of a customer first; what was worked on since is kept, and listed."""
    rows = batch.rows.filter(leader=None).exclude(state__in=(State.WAITING, State.SKIPPED, State.REFUSED))
    total = rows.count()
    left = rows.filter(state=State.DONE)
    while some := list(left.order_by("-number").values_list("customer_id", flat=True)[:UNDONE_AT_ONCE]):
        chunk = list(left.filter(customer__in={pk for pk in some if pk}).order_by("-number"))
        lost = left.filter(customer=None) if None in some else left.none()
        yield Part(None, total - left.count(), total, partial(_undo, batch, chunk, list(lost), at))
    yield Part(None, total, total, partial(_end_undo, batch, at))
    return {}


def _undo(batch: CustomerImport, rows: Sequence[ImportRow], lost: Sequence[ImportRow], at: datetime) -> None:
    """Undo the rows of some customers; `lost` are those whose customer is no longer there."""
    actor = batch.created_by
    undone = _read(rows)
    _take_back_additions(actor, undone, at)
    made = [one for one in undone if one.is_made]
    kept = _worked_on(made)
    _delete_all(batch, [one for one in made if one.customer.pk not in kept], at)
    for row in (*rows, *lost):
        if row.state == State.DONE:
            row.state = State.KEPT
    write_columns([*rows, *lost], ("state", "customer"))
    _tell_followers([*rows, *lost])


def _tell_followers(rows: Iterable[ImportRow]) -> None:
    """A row that went on with another ends as that one does."""
    leaders: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        leaders[row.state].append(row.pk)
    for state, ids in leaders.items():
        ImportRow.objects.filter(leader__in=ids, state=State.DONE).update(state=state)


def _read(rows: Iterable[ImportRow]) -> list[Undoing]:
    """The customers, locked until the part ends: nobody begins to work on one that is about to be deleted."""
    locked = Customer.objects.select_for_update(of=("self",)).select_related("owner__team")
    customers = {
        one.pk: one for one in locked.filter(pk__in={row.customer_id for row in rows}).order_by("pk")
    }
    found = {pk: Undoing(customer, version=customer.version) for pk, customer in customers.items()}
    for row in rows:
        if row.customer_id in found:
            row.customer = customers[row.customer_id]
            found[row.customer_id].rows.append(row)
    return list(found.values())


# ── what was added ──────────────────────────────────────────────────────────
def _take_back_additions(actor: User, undone: Sequence[Undoing], at: datetime) -> None:
    """Give customers back what they were, as far as nobody changed them since."""
    for one in undone:
        _plan(actor, one, at)
    touched = [one for one in undone if one.taken]
    made = [row.made for one in touched for row in one.taken]
    TimelineEntry.objects.filter(pk__in=_of(made, "timeline")).delete()
    _remove_people(made)
    Interest.objects.filter(pk__in=_of(made, "interests"), times=1).delete()
    _remove_tags(touched)
    _restore(actor, touched, at)
    publish(AdditionsTakenOut(tuple(row.pk for one in touched for row in one.taken), _ids(touched), at))
    for one in touched:
        for row in one.taken:
            row.state = State.UNDONE


def _plan(actor: User, one: Undoing, at: datetime) -> None:
    """Walk back through what rows added, the last one first, until one that somebody has changed since."""
    customer = one.customer
    may_change = can_edit_customer(actor, customer, at)
    for row in one.rows:
        made = row.made
        if made.get("customer"):
            continue
        if not may_change or made.get("version") != one.version or not _stands(made, one):
            return
        one.back |= made.get("before", {})
        one.version -= bool(made.get("before"))
        moment = customer.last_contact_at.astimezone(UTC).isoformat() if customer.last_contact_at else None
        if made.get("contact") and one.back.get("last_contact_at", moment) == made["contacted"]:
            one.back |= made["contact"]
        one.taken.append(row)


def _stands(made: Mapping[str, Any], one: Undoing) -> bool:
    """Whether the customer holds what the row wrote: a merge may have led the row to another, with a count of edits as high."""
    now = columns_of(one.customer) | one.back
    return all(now[name] == value for name, value in made.get("filled", {}).items())


def _of(made: Iterable[Mapping[str, Any]], name: str) -> list[int]:
    return [pk for one in made for pk in one.get(name, ())]


def _ids(undone: Iterable[Undoing]) -> tuple[int, ...]:
    return tuple(one.customer.pk for one in undone)


def _remove_people(made: Sequence[Mapping[str, Any]]) -> None:
    """Delete contacts that were added; whom somebody corrected since, made the primary one, or wrote with, stays."""
    added = Contact.objects.filter(pk__in=_of(made, "contacts"), version=1)
    ids = list(
        added.filter(Q(is_primary=False) | Q(pk__in=_of(made, "primary"))).values_list("pk", flat=True)
    )
    try:
        with transaction.atomic():
            _delete_people(ids)
    except ProtectedError:
        for pk in ids:
            with suppress(ProtectedError), transaction.atomic():
                _delete_people([pk])


def _delete_people(ids: Sequence[int]) -> None:
    TimelineEntry.objects.filter(contact__in=ids).update(contact=None)
    Contact.objects.filter(pk__in=ids).delete()


def _remove_tags(undone: Iterable[Undoing]) -> None:
    links = Customer.tags.through.objects
    pairs = {
        (one.customer.pk, name) for one in undone for row in one.taken for name in row.made.get("tags", ())
    }
    if pairs:
        there = links.filter(customer__in={pk for pk, _name in pairs}).values_list(
            "pk", "customer_id", "tag__name"
        )
        links.filter(pk__in=[pk for pk, owner, name in there if (owner, name) in pairs]).delete()


def _restore(actor: User, undone: Sequence[Undoing], at: datetime) -> None:
    """Put the columns back, with what follows from them: words to search by, and keys."""
    changed = []
    for one in undone:
        customer = one.customer
        before = {name: getattr(customer, name) for name in one.back}
        for name, value in one.back.items():
            setattr(customer, name, _moment(name, value))
        changed.append((customer, {name: (before[name], value) for name, value in one.back.items()}))
        customer.version += 1
    refold([one.customer for one in undone])
    write_columns([one.customer for one in undone], WRITTEN)
    if changed:
        audit.record_each("customers.import_undone", actor=actor, at=at, changed=changed)


def _moment(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name == LAST_CONTACT[0] and value else value


# ── what was entered ────────────────────────────────────────────────────────
def _worked_on(made: Sequence[Undoing]) -> set[int]:
    """Whose history holds more than the import wrote, whose particulars changed, who belongs to or was merged into another."""
    ids = _ids(made)
    touched = {
        one.customer.pk
        for one in made
        if one.version != 1
        or one.customer.merged_into_id
        or any(row.state == State.DONE and not row.made.get("customer") for row in one.rows)
    }
    told = TimelineEntry.objects.filter(customer__in=ids).values_list("customer_id", "values")
    links = CustomerLink.objects.filter(Q(source__in=ids) | Q(target__in=ids))
    touched |= {pk for pair in links.values_list("source", "target") for pk in pair}
    return touched | {
        pk for pk, values in told if not (values.get("what") == "imported" or values.get("is_imported"))
    }


def _delete_all(batch: CustomerImport, undone: Sequence[Undoing], at: datetime) -> None:
    """Delete customers that nobody worked on; one that something else leads to is kept."""
    if not undone:
        return
    try:
        with transaction.atomic():
            _delete(batch, undone, at)
    except ProtectedError:
        if len(undone) > 1:
            for one in undone:
                _delete_all(batch, [one], at)
        return
    for one in undone:
        for row in one.rows:
            row.state, row.customer = State.UNDONE, None


def _delete(batch: CustomerImport, undone: Sequence[Undoing], at: datetime) -> None:
    ids = _ids(undone)
    gone = [
        (one.customer, {"name": (str(one.customer), ""), "owner": (one.customer.owner_id, None)})
        for one in undone
    ]
    audit.record_each("customers.import_undone", actor=batch.created_by, at=at, changed=gone)
    publish(CustomersTakenOut(ids, at))
    lookup.release_keys(lookup.stored_keys_of(ids))
    for model in (TimelineEntry, GradeChange, OwnerPeriod, Interest, Contact):
        model.objects.filter(customer__in=ids).delete()
    Customer.objects.filter(pk__in=ids).delete()


def _end_undo(batch: CustomerImport, at: datetime) -> None:
    if not move_on(batch, state=Batch.UNDONE):
        return
    kept = batch.rows.filter(state=State.KEPT).count()
    audit.record(
        "customers.import_taken_back",
        actor=batch.created_by,
        at=at,
        target=batch,
        changes={"kept": (0, kept)},
    )
