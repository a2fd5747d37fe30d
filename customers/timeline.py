"""The one timeline of a customer: every service writes its line here, in its own transaction (architecture.md)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import User
from accounts.scoping import stood_in_for
from core.work_days import current_calendar
from customers.models import Contact, Customer, TimelineEntry

TEXT_LENGTH = 10_000
Kind = TimelineEntry.Kind
# What a stand-in does in the owner's place. Who changes owner or grade acts in their own right (rules.md §6); replies
# and follow-ups say it themselves, for their rows name the owner, too.
DONE_FOR_THE_OWNER = frozenset(
    {Kind.STAGE, Kind.DATA, Kind.FILE, Kind.DUE, Kind.SAMPLE, Kind.PROOF, Kind.VISIT}
)


def add_entry(
    *,
    customer: Customer,
    kind: str,
    at: datetime,
    actor: Any = None,
    contact: Contact | None = None,
    channel: str = "",
    is_inbound: bool = False,
    text: str = "",
    values: dict[str, Any] | None = None,
    ref: models.Model | None = None,
) -> TimelineEntry:
    """Write one line of `customer`'s history. `kind` is a `TimelineEntry.Kind`, `ref` the record behind the line.

    `values` are plain JSON values for the wording of the head line: `before`/`after` of a change, `number` and
    `title` of a record. Never put a restricted field (motive, bottom line) into `text` or `values`. Who acts in the
    owner's place on that day is named with the owner (`for_whom`).
    """
    if kind in DONE_FOR_THE_OWNER:
        day = current_calendar().day_of(at)
        values = {**(values or {}), **for_whom(stood_in_for(actor, customer.owner, day))}
    entry = _entry(
        customer=customer, kind=kind, at=at, actor=actor, contact=contact, channel=channel, is_inbound=is_inbound,
        text=text, values=values, ref=ref,
    )  # fmt: skip
    entry.save(force_insert=True)
    return entry


def for_whom(owner: User | None) -> dict[str, str]:
    """Return the values of a line by which it says for whom somebody acted; none for who acts for themselves (N9)."""
    if owner is None:
        return {}
    return {"stood_in_for": owner.name, "stood_in_for_en": owner.english_name}


def add_entries(lines: Iterable[Mapping[str, Any]]) -> list[TimelineEntry]:
    """Write many lines, each with `add_entry`'s arguments, in one statement."""
    return TimelineEntry.objects.bulk_create([_entry(**line) for line in lines])


def _entry(
    *, customer: Customer, kind: str, at: datetime, actor: Any = None, contact: Contact | None = None, channel: str = "",
    is_inbound: bool = False, text: str = "", values: dict[str, Any] | None = None, ref: models.Model | None = None,
) -> TimelineEntry:  # fmt: skip
    return TimelineEntry(
        customer=customer,
        kind=TimelineEntry.Kind(kind),
        at=at,
        actor=actor,
        contact=contact,
        channel=channel,
        is_inbound=is_inbound,
        text=text[:TEXT_LENGTH],
        values=values or {},
        ref_type=ref._meta.label_lower if ref is not None else "",
        ref_id=ref.pk if ref is not None else None,
    )


def move_entries(*, ref: models.Model, kinds: tuple[str, ...], before: datetime, after: datetime) -> None:
    """Give the lines of `ref` that stand at `before` the corrected time `after`."""
    rows = TimelineEntry.objects.filter(
        ref_type=ref._meta.label_lower, ref_id=ref.pk, kind__in=kinds, at=before
    )
    rows.update(at=after)


def give_entries(refs: "models.QuerySet[Any]", *, customer_id: int) -> None:
    """Give the lines of these records to the customer whose they are now."""
    rows = TimelineEntry.objects.filter(ref_type=refs.model._meta.label_lower, ref_id__in=refs.values("pk"))
    rows.exclude(customer=customer_id).update(customer=customer_id)
