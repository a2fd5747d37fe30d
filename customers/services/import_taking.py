"""The import's last step, as a job: rows become customers, or are added to them (issue: Import)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit, notices
from core.bulk import write_columns
from core.company import current_company
from core.events import publish
from core.jobs import Part, Parts
from core.request_context import forget
from customers import lookup, timeline
from customers.domain.lookup import Key
from customers.events import CustomersTakenIn
from customers.models import (
    Contact,
    Customer,
    CustomerImport,
    GradeChange,
    ImportRow,
    Interest,
    OwnerPeriod,
    TimelineEntry,
)
from customers.permissions import can_import
from customers.services.import_adding import add_to_customers, refuse_rows, tag_each
from customers.services.import_reading import move_on, owners_open_to
from customers.services.import_values import columns_of, interests_of, last_contact_of, people_of, tags_of
from customers.services.keys import derived_columns, new_keys, write_keys

TAKEN_AT_ONCE = 500
State, Decision, Batch = ImportRow.State, ImportRow.Decision, CustomerImport.State


@dataclass
class Entry:
    """A buyer that is about to be entered, with the rows that speak of it: the first began it."""

    rows: list[ImportRow]
    customer: Customer
    people: list[Contact] = field(default_factory=list)
    keys: frozenset[Key] = frozenset()
    tags: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)


# ── taking in ───────────────────────────────────────────────────────────────
def take_in_rows(*, batch: CustomerImport, at: datetime, cursor: int | None) -> Parts:
    """Take in the rows that wait, some hundred at a time; then the import is done, and its maker is told."""
    leaders = batch.rows.filter(leader=None).order_by("number")
    total, done = leaders.count(), leaders.exclude(state=State.WAITING).count()
    begin, own = cursor or 0, current_company().domains
    while chunk := list(leaders.filter(number__gt=begin, state=State.WAITING)[:TAKEN_AT_ONCE]):
        forget()  # rights and scope are asked anew for each part
        actor = User.objects.select_related("team").get(pk=batch.created_by_id)
        if not can_import(actor):  # frozen, or the right withdrawn, since it began (trust.md X3)
            yield Part(begin, done, total, partial(_stop, batch))
            return {"stopped": True}
        followers, owners = _followers_of(chunk), owners_open_to(actor)
        entries = [
            _entry_of(batch, [row, *followers[row.pk]], own, owners, at)
            for row in chunk
            if row.decision == Decision.CREATE
        ]
        begin, done = chunk[-1].number, done + len(chunk)
        write = partial(_write, actor, chunk, followers, entries, at, overwrites=bool(batch.key))
        yield Part(begin, done, total, write)
    yield Part(begin, done, total, partial(_finish, batch, at))
    return {}


def _stop(batch: CustomerImport) -> None:
    move_on(batch, state=Batch.REVIEW)


def _followers_of(leaders: Sequence[ImportRow]) -> Mapping[int, list[ImportRow]]:
    found: dict[int, list[ImportRow]] = defaultdict(list)
    for row in ImportRow.objects.filter(leader__in=leaders).select_related("batch").order_by("number"):
        if row.decision != Decision.SKIP or not row.is_decided:
            found[row.leader_id or 0].append(row)
    return found


def _entry_of(
    batch: CustomerImport, rows: list[ImportRow], own: frozenset[str], owners: frozenset[int], at: datetime
) -> Entry:
    """Work out what is written for a new buyer; nothing is read or written here."""
    said = rows[0].read
    wanted = (said["customer"].get("owner"), batch.owner_id)
    customer = Customer(
        **{"grade": batch.grade, "source": batch.source, **columns_of(rows)},
        **last_contact_of(rows, at),
        owner_id=next((owner for owner in wanted if owner in owners), None),
        is_imported=True,
        created_at=at,
        created_by_id=batch.created_by_id,
        graded_at=at,
    )
    people = people_of(rows)
    for name, value in derived_columns(customer, people).items():
        setattr(customer, name, value)
    keys = lookup.keys_of(lookup.subjects_of(customer, people), own)
    return Entry(rows, customer, people, keys, tags_of(rows), interests_of(rows))


def _write(
    actor: User,
    leaders: Sequence[ImportRow],
    followers: Mapping[int, list[ImportRow]],
    entries: list[Entry],
    at: datetime,
    *,
    overwrites: bool,
) -> None:
    """Write one part: new buyers, and what is added to those that are there."""
    fresh, there = _without_holders(entries)
    try:
        with transaction.atomic():
            _enter(actor, fresh, at)
    except IntegrityError:  # somebody entered one of them at this moment, or two of these are one
        for entry in fresh:
            _enter_alone(actor, entry, at, overwrites=overwrites)
    matched = [(row.matched_id, row) for row in leaders if row.decision == Decision.MERGE and row.matched_id]
    current = _current_ids(pk for pk, _row in matched)
    for pk, row in matched:
        there[current[pk]] += [row, *followers[row.pk]]
    add_to_customers(actor, there, overwrites=overwrites, at=at)
    rows = [*leaders, *(row for several in followers.values() for row in several)]
    for row in rows:
        if row.state == State.WAITING:
            row.state = State.SKIPPED
    write_columns(rows, ("state", "refusal", "customer", "made"))
    done = [row for row in rows if row.state == State.DONE]
    if done:
        ids = tuple(sorted({row.customer_id for row in done if row.customer_id}))
        publish(CustomersTakenIn(ids, tuple(row.pk for row in done), at))


def _current_ids(ids: Iterable[int]) -> dict[int, int]:
    """Return, by each id, the customer that it is now: of one merged away since the check the one that it is part of."""
    now = {pk: pk for pk in ids}
    while gone := _merged_into(now.values()):
        now = {pk: gone.get(last, last) for pk, last in now.items()}
    return now


def _merged_into(ids: Iterable[int]) -> dict[int, int]:
    rows = Customer.objects.filter(pk__in=set(ids), merged_into__isnull=False)
    return dict(rows.values_list("pk", "merged_into_id"))


def _without_holders(entries: Iterable[Entry]) -> tuple[list[Entry], dict[int, list[ImportRow]]]:
    """Return those that are new, and the rows of those whose exact keys a customer holds by now, by its id."""
    exact = {entry.rows[0].pk: lookup.exact(entry.keys) for entry in entries}
    held = lookup.holders_by_key({key for keys in exact.values() for key in keys})
    fresh: list[Entry] = []
    there: dict[int, list[ImportRow]] = defaultdict(list)
    for entry in entries:
        holder = next((held[key] for key in sorted(exact[entry.rows[0].pk]) if key in held), None)
        if _is_nobody(entry):
            refuse_rows(entry.rows, "nobody")
        elif holder is None:
            fresh.append(entry)
        else:
            there[holder] += entry.rows
    return fresh, there


def _is_nobody(entry: Entry) -> bool:
    return not (entry.customer.called or entry.people or entry.customer.website or entry.customer.phone)


def _enter_alone(actor: User, entry: Entry, at: datetime, *, overwrites: bool) -> None:
    fresh, there = _without_holders([entry])
    add_to_customers(actor, there, overwrites=overwrites, at=at)
    if not fresh:
        return
    try:
        with transaction.atomic():
            _enter(actor, fresh, at)
    except IntegrityError:
        refuse_rows(entry.rows, "taken")


def _enter(actor: User, entries: Sequence[Entry], at: datetime) -> None:
    """Write new buyers with all that `create_customer` writes, in statements whose number does not depend on theirs."""
    for entry in entries:
        entry.customer.pk = None
        for person in entry.people:
            person.pk = None
    Customer.objects.bulk_create([entry.customer for entry in entries])
    for entry in entries:
        for person in entry.people:
            person.customer = entry.customer
    Contact.objects.bulk_create([person for entry in entries for person in entry.people])
    write_keys(row for entry in entries for row in new_keys(entry.customer, entry.keys))
    OwnerPeriod.objects.bulk_create(
        OwnerPeriod(customer=entry.customer, owner_id=entry.customer.owner_id, started_at=at, by=actor)
        for entry in entries
        if entry.customer.owner_id is not None
    )
    GradeChange.objects.bulk_create(
        GradeChange(customer=entry.customer, after=entry.customer.grade, by=actor, at=at) for entry in entries
    )
    tag_each([(entry.customer, entry.tags) for entry in entries])
    Interest.objects.bulk_create(
        Interest(customer=entry.customer, words=words, last_asked_at=entry.customer.last_contact_at or at)
        for entry in entries
        for words in entry.interests
    )
    kind, values = TimelineEntry.Kind.DATA, {"what": "imported"}
    timeline.add_entries(
        {"customer": entry.customer, "kind": kind, "at": at, "actor": actor, "values": values}
        for entry in entries
    )
    audit.record_each(
        "customers.imported", actor=actor, at=at, changed=[(e.customer, _changes(e)) for e in entries]
    )
    for entry in entries:
        for row in entry.rows:
            row.state, row.customer = State.DONE, entry.customer
        entry.rows[0].made = {"customer": True}


def _changes(entry: Entry) -> dict[str, tuple[Any, Any]]:
    customer = entry.customer
    return {
        "name": ("", str(customer)), "owner": (None, customer.owner_id), "grade": ("", customer.grade),
        "row": (None, f"{entry.rows[0].batch_id}:{entry.rows[0].number}"),
    }  # fmt: skip


def _finish(batch: CustomerImport, at: datetime) -> None:
    if not move_on(batch, state=Batch.DONE, done_at=at):
        return
    counts = {
        state: batch.rows.filter(state=state).count() for state in (State.DONE, State.REFUSED, State.SKIPPED)
    }
    changes = {state.value: (0, count) for state, count in counts.items()}
    audit.record("customers.import_done", actor=batch.created_by, at=at, target=batch, changes=changes)
    notices.notify(
        [batch.created_by_id],
        key=f"import:{batch.pk}:{batch.attempt}",
        message=gettext_noop("%(file)s is taken in: %(done)s rows, %(refused)s refused."),
        values={"file": str(batch), "done": counts[State.DONE], "refused": counts[State.REFUSED]},
        url=batch.get_absolute_url(),
        at=at,
        about=batch,
    )
