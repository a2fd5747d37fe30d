"""What an import adds to customers that are there, for many of them in statements that do not grow with their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.bulk import write_columns
from core.company import current_company
from customers import lookup, timeline
from customers.domain.lookup import Key
from customers.models import Contact, Customer, ImportRow, Interest, Tag, TimelineEntry
from customers.permissions import can_edit_customer
from customers.services.customers import KEY_FIELDS, clean_customer
from customers.services.import_values import columns_of, interests_of, last_contact_of, people_of, tags_of
from customers.services.keys import (
    DERIVED,
    derived_columns,
    merged_into_each,
    new_keys,
    write_keys,
)
from customers.services.tags import rows_of_tags
from customers.text import LONG_TEXT

State = ImportRow.State
# What a person judged is not a workbook's to change.
JUDGED = frozenset({"grade", "stage", "source"})
LAST_CONTACT = ("last_contact_at", "last_contact_channel", "last_contact_text")
WRITTEN = ("website", "phone", "fax", "country", "city", "address", "delivery_address", "business_type", "annual_purchase",
           "credit", "payment_habit", "note", "name", "local_name", "version", *DERIVED, *LAST_CONTACT)  # fmt: skip


@dataclass
class Addition:
    """What some rows add to one customer. `before`, `after`: columns as they stood and as they become."""

    customer: Customer
    rows: Sequence[ImportRow]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    there: list[Contact] = field(default_factory=list)
    people: list[Contact] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    interests: list[Interest] = field(default_factory=list)
    keys: frozenset[Key] = frozenset()
    dropped: frozenset[Key] = frozenset()
    made: dict[str, Any] = field(default_factory=dict)


def refuse_rows(rows: Iterable[ImportRow], code: str) -> None:
    """Mark rows as not taken in; nothing is written."""
    for row in rows:
        row.state, row.refusal = State.REFUSED, code


def add_to_customers(
    actor: User, rows_of: Mapping[int, Sequence[ImportRow]], *, overwrites: bool, at: datetime
) -> None:
    """Add what rows say to the customers of these ids: empty columns are filled in, people that are not there are added.

    What stands there is overwritten only with `overwrites`, and never by an empty cell. A customer that is not the actor's
    to change is not touched, nor one whose new address belongs to another: its rows are refused.
    """
    if not rows_of:
        return
    try:
        with transaction.atomic():
            _add(actor, rows_of, overwrites=overwrites, at=at)
    except IntegrityError:  # somebody entered one of the addresses at this moment
        if len(rows_of) == 1:
            refuse_rows((row for rows in rows_of.values() for row in rows), "taken")
            return
        for pk, rows in rows_of.items():
            add_to_customers(actor, {pk: rows}, overwrites=overwrites, at=at)


def _add(actor: User, rows_of: Mapping[int, Sequence[ImportRow]], *, overwrites: bool, at: datetime) -> None:
    plans = _plan_each(actor, rows_of, overwrites=overwrites, at=at)
    plans = _with_keys(plans)
    _write(actor, plans, at)
    for plan in plans:
        for row in plan.rows:
            row.state, row.customer = State.DONE, plan.customer
        plan.rows[0].made = plan.made


def _plan_each(
    actor: User, rows_of: Mapping[int, Sequence[ImportRow]], *, overwrites: bool, at: datetime
) -> list[Addition]:
    """Read the customers, locked, with what they have, and work out what is new; refuse what is not the actor's."""
    locked = Customer.objects.select_for_update(of=("self",)).select_related("owner__team")
    customers = {row.pk: row for row in locked.filter(pk__in=rows_of).order_by("pk")}
    people, tags, interests = _people_of(customers), _tags_of(customers), _interests_of(customers)
    plans = []
    theirs = {pk for pk, one in customers.items() if not can_edit_customer(actor, one, at)}
    lookup.allow_masked(
        user=actor, ids=theirs, at=at
    )  # a refusal tells of a colleague's customer: counted (D3)
    for pk, rows in rows_of.items():
        customer = customers.get(pk)
        if customer is None:
            refuse_rows(rows, "gone")
        elif pk in theirs:
            refuse_rows(rows, "colleague")
        else:
            plan = Addition(customer, rows, there=people[pk])
            try:
                _fill_in(plan, overwrites=overwrites)
            except ValidationError:
                refuse_rows(rows, "taken")
                continue
            _find_new(plan, tags[pk], interests[pk], at)
            plans.append(plan)
    return plans


def _people_of(ids: Collection[int]) -> Mapping[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    for person in Contact.objects.filter(customer__in=ids).order_by("pk"):
        found[person.customer_id].append(person)
    return found


def _tags_of(ids: Collection[int]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for pk, name in Tag.objects.filter(customers__in=ids).values_list("customers", "name"):
        found[pk].add(name)
    return found


def _interests_of(ids: Collection[int]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for pk, words in Interest.objects.filter(customer__in=ids).values_list("customer_id", "words"):
        found[pk].add(words)
    return found


def _fill_in(plan: Addition, *, overwrites: bool) -> None:
    """Work out which columns change. Raises ValidationError."""
    said, customer = columns_of(plan.rows), plan.customer
    note = said.pop("note", "")
    wanted = {
        name: value
        for name, value in said.items()
        if name not in JUDGED and (overwrites or not getattr(customer, name))
    }
    if note and note not in customer.note:
        wanted["note"] = "\n".join(filter(None, (customer.note, note)))[:LONG_TEXT]
    present = {name: _plain(getattr(customer, name)) for name in wanted}
    changes = audit.changes_between(present, clean_customer(wanted))
    plan.before = {name: before for name, (before, _after) in changes.items()}
    plan.after = {name: after for name, (_before, after) in changes.items()}


def _plain(value: Any) -> Any:
    return value.code if hasattr(value, "code") else value


def _find_new(plan: Addition, tags: set[str], interests: set[str], at: datetime) -> None:
    customer = plan.customer
    there = {text for person in plan.there for text in _called(person)}
    plan.people = [person for person in people_of(plan.rows) if not there & set(_called(person))]
    has_primary = any(person.is_primary for person in plan.there)
    for place, person in enumerate(plan.people):
        person.customer, person.is_primary = customer, place == 0 and not has_primary
    plan.tags = [name for name in tags_of(plan.rows) if name not in tags]
    plan.interests = [
        Interest(customer=customer, words=words, last_asked_at=at)
        for words in interests_of(plan.rows)
        if words not in interests
    ]
    told = last_contact_of(plan.rows, at)
    if told and (customer.last_contact_at is None or told["last_contact_at"] > customer.last_contact_at):
        plan.contact = told


def _called(person: Contact) -> list[str]:
    """By what a person is known to be there already."""
    return [text.casefold() for text in (person.email, person.phone, person.name) if text]


def _with_keys(plans: list[Addition]) -> list[Addition]:
    """Put the changes into the customers, with what follows from them; refuse who would take another's exact key."""
    changed = [plan for plan in plans if plan.people or plan.after.keys() & KEY_FIELDS]
    stored = lookup.stored_keys_of([plan.customer.pk for plan in changed])
    merged, own = merged_into_each([plan.customer.pk for plan in changed]), current_company().domains
    for plan in plans:
        for name, value in plan.after.items():
            setattr(plan.customer, name, value)
    for plan in changed:
        people = [*plan.there, *plan.people]
        for name, value in derived_columns(plan.customer, people, merged[plan.customer.pk]).items():
            setattr(plan.customer, name, value)
        wanted = lookup.keys_of(lookup.subjects_of(plan.customer, people), own)
        before = stored[plan.customer.pk]
        plan.keys, plan.dropped = wanted - before, frozenset(before - wanted)
    holders = dict(lookup.holders_by_key({key for plan in changed for key in lookup.exact(plan.keys)}))
    kept = []
    for plan in plans:
        exact = lookup.exact(plan.keys)
        if any(holders.get(key, plan.customer.pk) != plan.customer.pk for key in exact):
            refuse_rows(plan.rows, "taken")
        else:
            holders |= dict.fromkeys(exact, plan.customer.pk)
            kept.append(plan)
    return kept


def _write(actor: User, plans: list[Addition], at: datetime) -> None:
    for plan in plans:
        customer = plan.customer
        plan.made = {"version": customer.version + bool(plan.after)}
        if plan.contact:
            plan.made["contact"] = {name: _json(getattr(customer, name)) for name in LAST_CONTACT}
            plan.made["contacted"] = _json(plan.contact["last_contact_at"])
            for name, value in plan.contact.items():
                setattr(customer, name, value)
        customer.version += bool(plan.after)
    write_columns([plan.customer for plan in plans if plan.after or plan.people or plan.contact], WRITTEN)
    Contact.objects.bulk_create([person for plan in plans for person in plan.people])
    lookup.release_keys({plan.customer.pk: plan.dropped for plan in plans if plan.dropped})
    write_keys(row for plan in plans for row in new_keys(plan.customer, plan.keys))
    tag_each([(plan.customer, plan.tags) for plan in plans])
    Interest.objects.bulk_create([row for plan in plans for row in plan.interests])
    _tell(actor, plans, at)


def tag_each(wanted: Collection[tuple[Customer, list[str]]]) -> None:
    """Give each customer its tags; those that are new are made."""
    names = sorted({name for _customer, names in wanted for name in names})
    if not names:
        return
    by_name = {tag.name: tag.pk for tag in rows_of_tags(names)}
    links = Customer.tags.through
    links.objects.bulk_create(
        [links(customer_id=row.pk, tag_id=by_name[name]) for row, names in wanted for name in names],
        ignore_conflicts=True,
    )


def _tell(actor: User, plans: list[Addition], at: datetime) -> None:
    """Write timeline and audit trail as the services of one customer do, and keep what was made, for undoing."""
    lines: list[dict[str, Any]] = []
    owners: list[Addition] = []
    for plan in plans:
        common = {"customer": plan.customer, "kind": TimelineEntry.Kind.DATA, "at": at, "actor": actor}
        if fields := [*plan.after, *(["tags"] if plan.tags else [])]:
            lines.append({**common, "values": {"fields": fields}})
            owners.append(plan)
        for person in plan.people:
            lines.append({**common, "contact": person, "values": {"what": "contact_added", "name": person.name, "fields": ["name"]}})  # fmt: skip
            owners.append(plan)
    written: dict[int, list[int]] = defaultdict(list)
    for plan, entry in zip(owners, timeline.add_entries(lines), strict=True):
        written[plan.customer.pk].append(entry.pk)
    _record(actor, plans, at)
    for plan in plans:
        plan.made |= {
            "before": {name: _json(value) for name, value in plan.before.items()},
            "filled": {name: _json(value) for name, value in plan.after.items()},
            "contacts": [person.pk for person in plan.people],
            "primary": [person.pk for person in plan.people if person.is_primary],
            "tags": plan.tags,
            "interests": [row.pk for row in plan.interests],
            "timeline": written[plan.customer.pk],
        }


def _record(actor: User, plans: list[Addition], at: datetime) -> None:
    changed = [
        (plan.customer, {
            **{name: (plan.before[name], value) for name, value in plan.after.items()},
            **({"tags": ([], plan.tags)} if plan.tags else {}),
            "row": (None, str(plan.rows[0])),
        })
        for plan in plans if plan.after or plan.tags
    ]  # fmt: skip
    if changed:
        audit.record_each("customers.changed", actor=actor, at=at, changed=changed)
    people = [(person, {"name": ("", person.name)}) for plan in plans for person in plan.people]
    if people:
        audit.record_each("customers.contact_added", actor=actor, at=at, changed=people)


def _json(value: Any) -> Any:
    """A column as `made` keeps it: moments in UTC."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
