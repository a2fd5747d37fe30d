"""Samples: asked for, decided, and what of them may still be changed (S86–S90, rules.md §8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import leaders_of
from catalogue.models import Product
from core import audit, policy
from core.domain.steps import StepRefused
from core.notices import Notice, notify_each
from core.numbers import next_number
from core.work_days import current_calendar
from customers.models import Contact, Customer, TimelineEntry
from customers.services import lock_current
from customers.timeline import add_entry
from inquiries.models import Inquiry
from sales.domain import samples as rules
from sales.domain.samples import BEFORE_DISPATCH, SamplePolicy, Step, asks_payment
from sales.models import Freight, Proof, Sample, SampleLine, SampleState
from sales.permissions import samples as permissions
from sales.policies import SAMPLES
from sales.services.sample_refusals import SampleRefused
from sales.services.sample_words import check_no_buyer


@dataclass(frozen=True)
class ArticleValues:
    """One article of a sample: of the catalogue, or in free words."""

    words: str
    quantity: int = 1
    product: Product | None = None


@dataclass(frozen=True)
class SampleValues:
    """What is asked for. The defaults are S87's: the sample is free, the freight collect."""

    contact: Contact | None = None
    is_from_production: bool = False
    for_production: str = ""
    note: str = ""
    wanted_on: date | None = None
    fee: Decimal | None = None
    value: Decimal | None = None
    currency: str = "USD"
    freight: str = Freight.COLLECT
    courier_account: str = ""
    offers_freight: bool = False
    pays_first: bool = False
    e_sample_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """Return the values by column."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@transaction.atomic
def request_sample(
    *, actor: User, customer: Customer, values: SampleValues, lines: list[ArticleValues], inquiry: Inquiry | None = None,
    proof: Proof | None = None, at: datetime,
) -> Sample:  # fmt: skip
    """Ask for a sample; who decides about samples needs nobody else's word, nor does anybody where nobody decides (§7).

    Raises PermissionDenied for who may not write to the customer any more, SampleRefused for values that do not fit.
    """
    row = lock_current(customer)
    if not permissions.can_ask_for_sample(actor, row):
        raise PermissionDenied
    _check(row, values, lines, at)
    _check_origin(row, inquiry, proof)
    told = deciders_of(row, actor, at)
    is_at_once = permissions.decides_samples_of(actor, row) or not told
    sample = Sample.objects.create(
        number=next_number("SMP", at=at), customer=row, inquiry=inquiry, proof=proof, requested_at=at, requested_by=actor,
        state=SampleState.APPROVED if is_at_once else SampleState.REQUESTED,
        decided_at=at if is_at_once else None, decided_by=actor if is_at_once else None,
        **{**values.columns(), "pays_first": _pays_first(values, lines)},
    )  # fmt: skip
    _write_lines(sample, lines)
    changes = {"state": ("", sample.state), "lines": ("", _word(lines)), "freight": ("", sample.freight)}
    audit.record("sales.sample_requested", actor=actor, at=at, target=sample, changes=changes)
    note_in_history(sample, actor, "requested", at, text=_word(lines))
    if not is_at_once:
        _tell_deciders(sample, actor, told, at)
    return sample


@transaction.atomic
def edit_sample(
    *,
    actor: User,
    sample: Sample,
    values: SampleValues,
    lines: list[ArticleValues],
    version: int,
    at: datetime,
) -> Sample:
    """Change what is asked for while it has not left. Raises PermissionDenied, SampleRefused ("stale": somebody saved meanwhile)."""
    row = lock_sample(sample)
    if not permissions.can_act_on_sample(actor, row):
        raise PermissionDenied
    if row.version != version:
        raise SampleRefused("", "stale")
    if row.state not in BEFORE_DISPATCH:
        raise SampleRefused("", "not_from_here")
    _check(row.customer, values, lines, at)
    before = {name: getattr(row, name) for name in values.columns()} | {"lines": _word(list(row.lines.all()))}
    after = {**values.columns(), "pays_first": _pays_first(values, lines)}
    for name, value in after.items():
        setattr(row, name, value)
    if before["lines"] != _word(lines):
        row.checked_at = row.checked_by = None  # another parcel than the one that was checked
    row.version += 1
    row.save()
    row.lines.all().delete()
    _write_lines(row, lines)
    changes = audit.changes_between(
        {name: _plain(value) for name, value in before.items()},
        {name: _plain(value) for name, value in (after | {"lines": _word(lines)}).items()},
    )
    if changes:
        audit.record("sales.sample_edited", actor=actor, at=at, target=row, changes=changes)
    return row


@transaction.atomic
def approve_sample(*, actor: User, sample: Sample, at: datetime) -> Sample:
    """Approve a sample, also one that was refused: no sample, no order (S90). Who asked is told."""
    row = step_on(actor, sample, Step.APPROVE, permissions.can_decide_sample)
    before = row.state
    _decide(row, actor, at, state=SampleState.APPROVED, reason="")
    audit.record(
        "sales.sample_approved", actor=actor, at=at, target=row, changes={"state": (before, row.state)}
    )
    note_in_history(row, actor, "approved", at)
    _tell_of_decision(
        row, actor, gettext_noop("Sample %(number)s is approved: %(customer)s"), f"sample-yes:{row.pk}", at
    )
    return row


@transaction.atomic
def refuse_sample(*, actor: User, sample: Sample, reason: str, at: datetime) -> Sample:
    """Refuse a sample with a reason, which the boss sees (S90); who asked is told. Raises SampleRefused without one."""
    if not reason.strip():
        raise SampleRefused("reason", "no_reason")
    row = step_on(actor, sample, Step.REFUSE, permissions.can_decide_sample)
    before = row.state
    _decide(row, actor, at, state=SampleState.REFUSED, reason=reason.strip()[:300])
    changes = {"state": (before, row.state), "reason": ("", row.reason)}
    audit.record("sales.sample_refused", actor=actor, at=at, target=row, changes=changes)
    note_in_history(row, actor, "refused", at, text=row.reason)
    _tell_of_decision(
        row, actor, gettext_noop("Sample %(number)s is refused: %(reason)s"), f"sample-no:{row.pk}:{row.version}", at,
        others=_bosses(),
    )  # fmt: skip
    return row


def lock_sample(sample: Sample) -> Sample:
    """Return the sample as it is now, its customer locked before it, as a merge does."""
    lock_current(sample.customer)
    rows = Sample.objects.select_for_update(of=("self",)).select_related("customer__owner__team")
    return rows.get(pk=sample.pk)


def step_on(actor: User, sample: Sample, step: Step, predicate: Any) -> Sample:
    """Return the sample locked, when `step` may be done to it now. Raises PermissionDenied, SampleRefused."""
    row = lock_sample(sample)
    if not predicate(actor, row):
        raise PermissionDenied
    try:
        rules.STEPS.after(row.state, step)
    except StepRefused as refused:
        raise SampleRefused("", refused.code) from None
    return row


def note_in_history(
    sample: Sample, actor: User | None, event: str, at: datetime, *, text: str = "", is_inbound: bool = False
) -> None:
    """Write a line of the customer's one history."""
    add_entry(
        customer=sample.customer, kind=TimelineEntry.Kind.SAMPLE, at=at, actor=actor, text=text, is_inbound=is_inbound,
        contact=sample.contact if is_inbound else None, values={"number": sample.number, "event": event}, ref=sample,
    )  # fmt: skip


def deciders_of(customer: Customer, actor: User, at: datetime) -> frozenset[int]:
    """Return who is asked about samples for this customer: who leads its owner, else the boss; never the actor."""
    owner = customer.owner
    return leaders_of([owner], at=at)[owner.pk if owner else None] - {actor.pk}


def _check(customer: Customer, values: SampleValues, lines: list[ArticleValues], at: datetime) -> None:
    if not lines:
        raise SampleRefused("lines", "no_lines")
    if values.contact is not None and values.contact.customer_id != customer.pk:
        raise SampleRefused("contact", "foreign_contact")
    if values.freight == Freight.ACCOUNT and not values.courier_account.strip():
        raise SampleRefused("courier_account", "no_account")
    if values.e_sample_on is not None and values.e_sample_on > current_calendar().day_of(at):
        raise SampleRefused("e_sample_on", "in_future")
    if values.is_from_production:
        words = " ".join(line.words for line in lines)
        check_no_buyer({"for_production": values.for_production, "lines": words}, customer)


def _check_origin(customer: Customer, inquiry: Inquiry | None, proof: Proof | None) -> None:
    if inquiry is not None and inquiry.customer_id != customer.pk:
        raise SampleRefused("inquiry", "foreign_inquiry")
    if proof is not None and proof.customer_id != customer.pk:
        raise SampleRefused("proof", "foreign_proof")


def _pays_first(values: SampleValues, lines: list[ArticleValues]) -> bool:
    """By hand, or because the company's limit says so (S89)."""
    rule = policy.get(SAMPLES, SamplePolicy)
    pieces = sum(line.quantity for line in lines)
    return values.pays_first or asks_payment(
        rule, pieces=pieces, value=values.value, currency=values.currency
    )


def _write_lines(sample: Sample, lines: list[ArticleValues]) -> None:
    SampleLine.objects.bulk_create(
        SampleLine(sample=sample, words=line.words, quantity=line.quantity, product=line.product)
        for line in lines
    )


def _word(lines: Any) -> str:
    return "; ".join(f"{line.quantity} × {line.words}" for line in lines)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Contact) else value


def _decide(row: Sample, actor: User, at: datetime, *, state: str, reason: str) -> None:
    row.state, row.decided_at, row.decided_by, row.reason = state, at, actor, reason
    row.version += 1
    row.save(update_fields=["state", "decided_at", "decided_by", "reason", "version"])


def _bosses() -> frozenset[int]:
    return frozenset(User.objects.active().filter(is_boss=True).values_list("pk", flat=True))


def _tell_deciders(sample: Sample, actor: User, told: frozenset[int], at: datetime) -> None:
    message = gettext_noop("%(person)s asks for a sample for %(customer)s: %(number)s")
    values = {"person": actor.full_name, **_named(sample)}
    notice = Notice(told, f"sample:{sample.pk}", message, values, sample.get_absolute_url(), about=sample)
    notify_each([notice], at=at)


def _tell_of_decision(
    sample: Sample, actor: User, message: str, key: str, at: datetime, *, others: frozenset[int] = frozenset()
) -> None:
    people = ({sample.requested_by_id, sample.customer.owner_id} | others) - {actor.pk, None}
    values = {"reason": sample.reason, **_named(sample)}
    notify_each(
        [Notice(people, key, message, values, sample.get_absolute_url(), about=sample)],  # type: ignore[arg-type]  # None was taken out
        at=at,
    )


def _named(sample: Sample) -> Mapping[str, str]:
    return {"number": sample.number, "customer": str(sample.customer)}
