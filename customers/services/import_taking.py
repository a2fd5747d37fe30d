"""The import's last steps, as jobs: rows become customers, and an import is undone again (issue: Import)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit, notices
from core.capabilities import Can
from core.company import current_company
from core.events import publish
from core.jobs import Part, Parts
from core.request_context import forget
from customers import lookup, timeline
from customers.domain.importing.cells import as_text
from customers.domain.lookup import Key
from customers.events import CustomersTakenIn, CustomersTakenOut
from customers.models import (
    Contact,
    Customer,
    CustomerImport,
    GradeChange,
    ImportRow,
    Interest,
    LookupKey,
    OwnerPeriod,
    TimelineEntry,
)
from customers.permissions import can_edit_customer
from customers.services.contacts import add_contact
from customers.services.customers import update_customer
from customers.services.import_reading import move_on, owners_open_to
from customers.services.import_values import contacts_of, customer_columns
from customers.services.interests import WORDS_LENGTH, note_interests
from customers.services.keys import claim_keys, derived_columns
from customers.services.tags import TAG_LENGTH, TAGS_AT_ONCE, rows_of_tags
from customers.services.values import ContactValues, DuplicateBuyer, StaleEdit
from customers.text import LONG_TEXT, clean_line

TAKEN_AT_ONCE = 100
CONTACTS_AT_ONCE = 50
LAST_TEXT = 200
State, Decision, Batch = ImportRow.State, ImportRow.Decision, CustomerImport.State
# Columns of the workbook that no column here takes: they are told in the note.
TOLD = ("created_on", "next_contact_on", "reference")


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
        if not may_import(actor):  # frozen, or the right withdrawn, since it began (trust.md X3)
            yield Part(begin, done, total, partial(_stop, batch))
            return {"stopped": True}
        followers, owners = _followers_of(chunk), owners_open_to(actor)
        entries = [
            _entry_of(batch, [row, *followers[row.pk]], own, owners, at)
            for row in chunk
            if row.decision == Decision.CREATE
        ]
        begin, done = chunk[-1].number, done + len(chunk)
        yield Part(begin, done, total, partial(_write, actor, chunk, followers, entries, at))
    yield Part(begin, done, total, partial(_finish, batch, at))
    return {}


def may_import(person: User) -> bool:
    """Whether the person may take in customers at all, now."""
    return person.is_active and not person.is_frozen and person.can(Can.IMPORT)


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
        **{"grade": batch.grade, "source": batch.source, **_columns_of(rows)},
        owner_id=next((owner for owner in wanted if owner in owners), None),
        is_imported=True,
        created_at=at,
        created_by_id=batch.created_by_id,
        graded_at=at,
    )
    _set_last_contact(customer, rows, at)
    people = _people(rows)
    for name, value in derived_columns(customer, people).items():
        setattr(customer, name, value)
    keys = lookup.keys_of(lookup.subjects_of(customer, people), own)
    return Entry(
        rows,
        customer,
        people,
        keys,
        _words(rows, "tags", TAG_LENGTH)[:TAGS_AT_ONCE],
        _words(rows, "products", WORDS_LENGTH),
    )


def _notes(row: ImportRow) -> list[str]:
    """What could not be understood, or has no column here, word by word: nothing of the workbook is lost."""
    columns = row.batch.columns
    places = {problem[0] for problem in row.problems if problem[0] is not None}
    places |= {place for place, column in enumerate(columns) if column["field"] in TOLD}
    told = ((place, as_text(row.cell(place))) for place in sorted(places))
    return [f"{columns[place]['heading']}: {text}" for place, text in told if text]


def _columns_of(rows: Sequence[ImportRow]) -> dict[str, str]:
    """Return the columns of a customer by all rows that speak of it: the first to say something counts.

    What a further row says otherwise, what could not be understood and what has no column stand in the note.
    """
    columns: dict[str, str] = {}
    notes: list[str] = []
    for row in rows:
        said = customer_columns(row.read)
        notes += filter(None, (said.pop("note", ""), *_notes(row)))
        notes += [value for name, value in said.items() if columns.setdefault(name, value) != value]
    if notes:
        columns["note"] = "\n".join(dict.fromkeys(notes))[:LONG_TEXT]
    return columns


def _set_last_contact(customer: Customer, rows: Iterable[ImportRow], at: datetime) -> None:
    """The last contact comes from the file (N12)."""
    days = [
        (
            day,
            row.read["follow_up"].get("follow_up_text", ""),
            row.read["follow_up"].get("follow_up_channel", ""),
        )
        for row in rows
        for day in (row.read["customer"].get("last_contact_on"), row.read["follow_up"].get("follow_up_on"))
        if day
    ]
    known = [one for one in days if noon_of(one[0]) <= at]
    if known:
        day, text, channel = max(known)
        customer.last_contact_at, customer.last_contact_channel = noon_of(day), channel
        customer.last_contact_text = " ".join(text.split())[:LAST_TEXT]


def noon_of(day: str) -> datetime:
    """Return noon in the company's zone of an ISO day: workbooks know no hours."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time(12)))


def _people(rows: Iterable[ImportRow]) -> list[Contact]:
    """The contact persons of all rows, each once; the first is the primary one."""
    found: dict[tuple[str, str], Contact] = {}
    for row in rows:
        for values in contacts_of(row.read):
            found.setdefault(
                (values["name"].casefold(), values.get("email", "").casefold()), Contact(**values)
            )
    people = list(found.values())[:CONTACTS_AT_ONCE]
    for place, person in enumerate(people):
        person.is_primary = place == 0
    return people


def _words(rows: Iterable[ImportRow], name: str, length: int) -> list[str]:
    words = (clean_line(word)[:length] for row in rows for word in row.read["customer"].get(name, ()))
    return list(dict.fromkeys(filter(None, words)))


def _write(
    actor: User,
    leaders: Sequence[ImportRow],
    followers: Mapping[int, list[ImportRow]],
    entries: list[Entry],
    at: datetime,
) -> None:
    """Write one part: new buyers in bulk, additions to those that are there one by one."""
    fresh = _without_holders(actor, entries, at)
    try:
        with transaction.atomic():
            _enter(actor, fresh, at)
    except IntegrityError:  # somebody entered one of them at this moment, or two of these are one
        for entry in fresh:
            _enter_alone(actor, entry, at)
    for row in leaders:
        if row.decision == Decision.MERGE and row.matched_id:
            _add_to(actor, row.matched_id, [row, *followers[row.pk]], at)
    rows = [*leaders, *(row for several in followers.values() for row in several)]
    for row in rows:
        if row.state == State.WAITING:
            row.state = State.SKIPPED
    ImportRow.objects.bulk_update(rows, ("state", "refusal", "customer", "made"))
    done = [row for row in rows if row.state == State.DONE]
    if done:
        ids = tuple(sorted({row.customer_id for row in done if row.customer_id}))
        publish(CustomersTakenIn(ids, tuple(row.pk for row in done), at))


def _without_holders(actor: User, entries: list[Entry], at: datetime) -> list[Entry]:
    """Leave those whose exact keys another customer holds by now: added to it, or refused where it is a colleague's."""
    exact = {entry.rows[0].pk: lookup.exact(entry.keys) for entry in entries}
    held = lookup.holders_by_key({key for keys in exact.values() for key in keys})
    fresh = []
    for entry in entries:
        holder = next((held[key] for key in sorted(exact[entry.rows[0].pk]) if key in held), None)
        if _is_nobody(entry):
            _refuse(entry.rows, "nobody")
        elif holder is None:
            fresh.append(entry)
        else:
            _add_to(actor, holder, entry.rows, at)
    return fresh


def _is_nobody(entry: Entry) -> bool:
    return not (entry.customer.called or entry.people or entry.customer.website or entry.customer.phone)


def _refuse(rows: Iterable[ImportRow], code: str) -> None:
    for row in rows:
        row.state, row.refusal = State.REFUSED, code


def _enter_alone(actor: User, entry: Entry, at: datetime) -> None:
    if not _without_holders(actor, [entry], at):
        return
    try:
        with transaction.atomic():
            _enter(actor, [entry], at)
    except IntegrityError:
        _refuse(entry.rows, "taken")


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
    LookupKey.objects.bulk_create(
        LookupKey(
            customer=entry.customer,
            kind=key.kind,
            value=key.value,
            is_exclusive=key.kind in lookup.HARD_KINDS,
        )
        for entry in entries
        for key in sorted(entry.keys)
    )
    OwnerPeriod.objects.bulk_create(
        OwnerPeriod(customer=entry.customer, owner_id=entry.customer.owner_id, started_at=at, by=actor)
        for entry in entries
        if entry.customer.owner_id is not None
    )
    GradeChange.objects.bulk_create(
        GradeChange(customer=entry.customer, after=entry.customer.grade, by=actor, at=at) for entry in entries
    )
    _tag([(entry.customer, entry.tags) for entry in entries])
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


def _tag(wanted: Collection[tuple[Customer, list[str]]]) -> None:
    names = sorted({name for _customer, names in wanted for name in names})
    if not names:
        return
    by_name = {tag.name: tag.pk for tag in rows_of_tags(names)}
    links = Customer.tags.through
    links.objects.bulk_create(
        [links(customer_id=row.pk, tag_id=by_name[name]) for row, names in wanted for name in names],
        ignore_conflicts=True,
    )


# ── adding to a customer that is there ──────────────────────────────────────
def _add_to(actor: User, customer_id: int, rows: Sequence[ImportRow], at: datetime) -> None:
    """Add what the rows say to a customer: empty columns are filled in, people that are not there are added.

    What stands there is never overwritten. A colleague's customer is not touched: its rows are refused.
    """
    customer = Customer.objects.select_related("owner__team").get(pk=customer_id)
    if not can_edit_customer(actor, customer, at):
        _refuse(rows, "colleague")
        return
    try:
        with transaction.atomic():
            made = _fill_in(actor, customer, rows, at)
            _move_last_contact(customer, rows, at)
    except (DuplicateBuyer, StaleEdit, ValidationError, PermissionDenied):
        _refuse(rows, "taken")
        return
    for row in rows:
        row.state, row.customer = State.DONE, customer
    rows[0].made = made


def _fill_in(actor: User, customer: Customer, rows: Sequence[ImportRow], at: datetime) -> dict[str, Any]:
    said = _columns_of(rows)
    keeps = {"grade", "stage", "source"}
    empty = {name: value for name, value in said.items() if name not in keeps and not getattr(customer, name)}
    if "note" in said and "note" not in empty and said["note"] not in customer.note:
        empty["note"] = f"{customer.note}\n{said['note']}"[:LONG_TEXT]
    before = {name: str(getattr(customer, name) or "") for name in empty}
    if empty:
        customer = update_customer(
            actor=actor, customer=customer, values=empty, version=customer.version, at=at
        )
    there = {text for person in customer.contacts.all() for text in _called(person)}
    added = []
    for person in _people(rows):
        if not there & set(_called(person)):
            values = {name: getattr(person, name) for name in ContactValues.__dataclass_fields__}
            added.append(
                add_contact(actor=actor, customer=customer, values=ContactValues(**values), at=at).pk
            )
    tags = [name for name in _words(rows, "tags", TAG_LENGTH) if not customer.tags.filter(name=name).exists()]
    _tag([(customer, tags)])
    if interests := _words(rows, "products", WORDS_LENGTH):
        note_interests(customer=customer, words=interests, at=at)
    customer.refresh_from_db(fields=["version"])
    return {"before": before, "filled": empty, "contacts": added, "tags": tags, "version": customer.version}


def _move_last_contact(customer: Customer, rows: Sequence[ImportRow], at: datetime) -> None:
    """A contact in the workbook that is newer than the last one known becomes the last one."""
    told = Customer()
    _set_last_contact(told, rows, at)
    columns = ("last_contact_at", "last_contact_channel", "last_contact_text")
    known = Customer.objects.select_for_update().only(*columns).get(pk=customer.pk)
    if told.last_contact_at and (
        known.last_contact_at is None or told.last_contact_at > known.last_contact_at
    ):
        for name in columns:
            setattr(known, name, getattr(told, name))
        known.save(update_fields=columns)


def _called(person: Contact) -> list[str]:
    """By what a person is known to be there already."""
    return [text.casefold() for text in (person.email, person.phone, person.name) if text]


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


# ── undoing ─────────────────────────────────────────────────────────────────
def undo_rows(*, batch: CustomerImport, at: datetime, cursor: int | None) -> Parts:
    """Take back what the import wrote; what was worked on since is kept, and listed."""
    rows = batch.rows.filter(state=State.DONE, leader=None).order_by("number")
    total, begin, done = rows.count(), cursor or 0, 0
    while chunk := list(rows.filter(number__gt=begin).select_related("customer")[:TAKEN_AT_ONCE]):
        begin, done = chunk[-1].number, done + len(chunk)
        yield Part(begin, done, total, partial(_undo, batch, chunk, at))
    yield Part(begin, done, total, partial(_end_undo, batch, at))
    return {}


def _undo(batch: CustomerImport, rows: Sequence[ImportRow], at: datetime) -> None:
    created = [row for row in rows if row.made.get("customer") and row.customer is not None]
    touched = _worked_on([row.customer_id for row in created])
    for row in rows:
        if row.made.get("customer"):
            row.state = State.KEPT if row.customer_id in touched else State.UNDONE
        else:
            row.state = _take_back(row, batch, at)
    gone = [row for row in created if row.state == State.UNDONE]
    _delete(batch, gone, at)
    ImportRow.objects.bulk_update(rows, ("state", "customer"))
    for row in rows:
        row.followers.filter(state=State.DONE).update(state=row.state, customer=row.customer)


def _worked_on(ids: Collection[int | None]) -> set[int]:
    """Whose history holds more than the import wrote, whose particulars changed, or who was merged into another.

    The rows stay locked until the part ends: nobody begins to work on one that is about to be deleted.
    """
    known = [pk for pk in ids if pk]
    rows = Customer.objects.select_for_update().filter(pk__in=known).order_by("pk")
    changed = [pk for pk, version in rows.values_list("pk", "version") if version != 1]
    told = TimelineEntry.objects.filter(customer__in=known).values_list("customer_id", "values")
    merged = Customer.objects.filter(pk__in=known, merged_into__isnull=False).values_list("pk", flat=True)
    return {
        *merged,
        *changed,
        *(pk for pk, values in told if not (values.get("what") == "imported" or values.get("is_imported"))),
    }


def _delete(batch: CustomerImport, rows: Sequence[ImportRow], at: datetime) -> None:
    """Delete customers that nobody worked on; one that something else leads to is kept."""
    for row in rows:
        customer = row.customer
        if customer is None:
            continue
        try:
            with transaction.atomic():
                _delete_one(batch, customer, at)
        except ProtectedError:
            row.state = State.KEPT
        else:
            row.customer = None


def _delete_one(batch: CustomerImport, customer: Customer, at: datetime) -> None:
    changes = {"name": (str(customer), ""), "owner": (customer.owner_id, None)}
    audit.record("customers.import_undone", actor=batch.created_by, at=at, target=customer, changes=changes)
    publish(CustomersTakenOut((customer.pk,), at))
    lookup.store_keys(customer, frozenset(), lookup.stored_keys(customer))
    customer.timeline.all().delete()
    customer.grade_changes.all().delete()
    customer.owner_periods.all().delete()
    customer.interests.all().delete()
    customer.contacts.all().delete()
    customer.delete()


def _take_back(row: ImportRow, batch: CustomerImport, at: datetime) -> str:
    """Take back what was added to a customer that was there, unless somebody changed it since."""
    customer, made = row.customer, row.made
    if customer is None or customer.version != made.get("version"):
        return State.KEPT
    try:
        with transaction.atomic():
            _restore(customer, made, batch.created_by, at)
    except (DuplicateBuyer, StaleEdit, ValidationError, PermissionDenied):
        return State.KEPT
    return State.UNDONE


def _restore(customer: Customer, made: Mapping[str, Any], actor: User, at: datetime) -> None:
    """Give a customer back what it was; a contact whom somebody corrected since stays."""
    if made.get("before"):
        update_customer(
            actor=actor, customer=customer, values=made["before"], version=customer.version, at=at
        )
    added = Contact.objects.filter(
        pk__in=made.get("contacts", ()), customer=customer, version=1, is_primary=False
    )
    removed = list(added.values_list("pk", flat=True))
    TimelineEntry.objects.filter(contact__in=removed).update(contact=None)
    Contact.objects.filter(pk__in=removed).delete()
    Customer.tags.through.objects.filter(customer=customer, tag__name__in=made.get("tags", ())).delete()
    claim_keys(Customer.objects.get(pk=customer.pk))


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
