"""Negotiation sheets: written, corrected without a loss, with what we gave and got (S188)."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from accounts.models import User
from core import audit
from core.forms_once import claim_form, finish_form
from core.work_days import current_calendar
from customers.models import Contact, Customer
from customers.services import lock_current
from sales.models import Concession, Negotiation, NegotiationVersion, Order, Outcome, Quote
from sales.permissions.insight import can_begin_negotiation, can_change_negotiation
from sales.services.sample_refusals import SampleRefused

ABOUT = ("quote", "order")
MARKS = ("opening", "target", "walk_away")


@dataclass(frozen=True)
class NegotiationValues:
    """What a sheet says: of each mark a price, words, or both; of one quote, one order, or neither."""

    subject: str
    currency: str = "USD"
    opening_price: Decimal | None = None
    opening: str = ""
    target_price: Decimal | None = None
    target: str = ""
    walk_away_price: Decimal | None = None
    walk_away: str = ""
    decision_maker: Contact | None = None
    decision_note: str = ""
    outcome: str = Outcome.OPEN
    quote: Quote | None = None
    order: Order | None = None

    def columns(self) -> dict[str, Any]:
        """Return the values by column."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


STAND = tuple(one.name for one in fields(NegotiationValues) if one.name not in ABOUT)


@transaction.atomic
def begin_negotiation(
    *, actor: User, customer: Customer, values: NegotiationValues, at: datetime, form_token: str = ""
) -> Negotiation:
    """Write a sheet. Raises SampleRefused by field (empty, foreign_…, one_only), PermissionDenied, AlreadySubmitted."""
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    row = lock_current(customer)
    if not can_begin_negotiation(actor, row):
        raise PermissionDenied
    _check(row, values)
    sheet = Negotiation.objects.create(
        customer=row, created_at=at, created_by=actor, changed_at=at, changed_by=actor, **values.columns()
    )
    audit.record("sales.negotiation_begun", actor=actor, at=at, target=sheet, changes=_changes({}, values))
    if claim:
        finish_form(claim, sheet.get_absolute_url())
    return sheet


@transaction.atomic
def change_negotiation(
    *, actor: User, sheet: Negotiation, values: NegotiationValues, version: int, at: datetime
) -> Negotiation:
    """Correct or carry on a sheet; how it stood before is kept beside it.

    Raises what `begin_negotiation` does, and SampleRefused("stale") when somebody saved since `version`.
    """
    row = _lock(sheet, actor)
    if row.version != version:
        raise SampleRefused("", "stale")
    _check(row.customer, values)
    before = {name: getattr(row, name) for name in values.columns()}
    changes = _changes(before, values)
    if not changes:
        return row
    NegotiationVersion.objects.create(
        sheet=row, number=row.version, at=row.changed_at, by=row.changed_by, **{name: before[name] for name in STAND}
    )  # fmt: skip
    for name, value in values.columns().items():
        setattr(row, name, value)
    row.version, row.changed_at, row.changed_by = row.version + 1, at, actor
    row.save()
    audit.record("sales.negotiation_changed", actor=actor, at=at, target=row, changes=changes)
    return row


@transaction.atomic
def note_concession(
    *, actor: User, sheet: Negotiation, what: str, in_return: str, given_on: date, at: datetime, form_token: str = ""
) -> Concession:  # fmt: skip
    """Note what we gave and what we got for it. Raises SampleRefused (no_text, in_future), PermissionDenied, AlreadySubmitted."""
    claim = claim_form(form_token, user=actor, at=at) if form_token else None
    row = _lock(sheet, actor)
    if not what.strip():
        raise SampleRefused("what", "no_text")
    if given_on > current_calendar().day_of(at):
        raise SampleRefused("given_on", "in_future")
    made = Concession.objects.create(
        sheet=row, what=what.strip(), in_return=in_return.strip(), given_on=given_on, by=actor, at=at
    )
    changes = {"what": ("", made.what), "in_return": ("", made.in_return), "given_on": (None, given_on)}
    audit.record("sales.concession_noted", actor=actor, at=at, target=row, changes=changes)
    if claim:
        finish_form(claim, row.get_absolute_url())
    return made


@transaction.atomic
def strike_concession(*, actor: User, concession: Concession, at: datetime) -> Concession:
    """Strike out a concession that was noted wrongly; it stays to be seen. A second time changes nothing."""
    row = _lock(concession.sheet, actor)
    found = Concession.objects.select_for_update().get(pk=concession.pk, sheet=row)
    if found.struck_at is None:
        found.struck_at, found.struck_by = at, actor
        found.save(update_fields=["struck_at", "struck_by"])
        audit.record(
            "sales.concession_struck", actor=actor, at=at, target=row, changes={"what": (found.what, "")}
        )
    return found


def _lock(sheet: Negotiation, actor: User) -> Negotiation:
    """Return the sheet as it is now, locked behind its customer. Raises PermissionDenied."""
    lock_current(sheet.customer)
    rows = Negotiation.objects.select_for_update(of=("self",)).select_related(
        "customer__owner__team", "changed_by", *ABOUT
    )
    row = rows.get(pk=sheet.pk)
    if not can_change_negotiation(actor, row):
        raise PermissionDenied
    return row


def _check(customer: Customer, values: NegotiationValues) -> None:
    if not values.subject.strip():
        raise SampleRefused("subject", "no_text")
    if values.quote and values.order:
        raise SampleRefused("order", "one_only")
    for name in (*ABOUT, "decision_maker"):
        record = getattr(values, name)
        if record is not None and record.customer_id != customer.pk:
            raise SampleRefused(name, "foreign_contact" if name == "decision_maker" else f"foreign_{name}")
    if not any(getattr(values, mark) or getattr(values, f"{mark}_price") for mark in MARKS):
        raise SampleRefused("target_price", "no_mark")


def _changes(before: dict[str, Any], values: NegotiationValues) -> dict[str, tuple[Any, Any]]:
    """What differs, as plain values; of a new sheet what is said at all."""
    after = {name: _plain(value) for name, value in values.columns().items()}
    if not before:
        return {name: (None, value) for name, value in after.items() if value not in (None, "")}
    return audit.changes_between({name: _plain(value) for name, value in before.items()}, after)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
