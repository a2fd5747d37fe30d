"""Proofs: asked of production, promised, made, approved by the buyer; escalated while nobody names a date (S91)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
from core.events import publish
from core.notices import Notice, notify_each
from core.numbers import next_number
from core.work_days import current_calendar
from customers.models import Customer, TimelineEntry
from customers.services.locking import lock_current, lock_customers
from customers.timeline import add_entry
from inquiries.models import Inquiry
from sales.domain.proofs import STEPS, ProofPolicy, Step, deadlines
from sales.events import ProofSettled, ProofsUnpromised
from sales.models import Proof, ProofState
from sales.permissions.samples import can_act_on_proof, can_ask_for_sample, can_make_proof
from sales.policies import PROOFS
from sales.services.sample_refusals import SampleRefused
from sales.services.sample_words import check_no_buyer, said

AT_ONCE = 500
FURTHEST = timedelta(days=365)


@dataclass(frozen=True)
class ProofValues:
    """What is to be made: read by production, so that no buyer stands in it."""

    words: str
    text: str
    quantity: int = 1
    product: Product | None = None
    wanted_on: date | None = None
    fee: Decimal | None = None
    currency: str = "USD"

    def columns(self) -> dict[str, Any]:
        """Return the values by column."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@transaction.atomic
def request_proof(
    *, actor: User, customer: Customer, values: ProofValues, inquiry: Inquiry | None = None, at: datetime
) -> Proof:
    """Ask production for a proof; its people are told what, not for whom. Raises PermissionDenied, SampleRefused."""
    row = lock_current(customer)
    if not can_ask_for_sample(actor, row):
        raise PermissionDenied
    if inquiry is not None and inquiry.customer_id != row.pk:
        raise SampleRefused("inquiry", "foreign_inquiry")
    check_no_buyer({"words": values.words, "text": values.text}, row)
    proof = Proof.objects.create(
        number=next_number("PRF", at=at), customer=row, inquiry=inquiry, requested_at=at, requested_by=actor,
        **values.columns(), **_asked(at),
    )  # fmt: skip
    audit.record(
        "sales.proof_requested", actor=actor, at=at, target=proof, changes={"words": ("", proof.words)}
    )
    _note(proof, actor, "requested", at, text=proof.words)
    _tell_production(proof, at)
    return proof


@transaction.atomic
def promise_proof(*, actor: User, proof: Proof, promised_on: date, reason: str = "", at: datetime) -> Proof:
    """Name the day on which it lies ready; another day than the promised one needs a reason. The owner is told.

    Raises SampleRefused for a day that has passed or lies more than a year ahead.
    """
    row = _step_on(actor, proof, Step.PROMISE, may_promise)
    today = current_calendar().day_of(at)
    if promised_on < today:
        raise SampleRefused("promised_on", "date_passed")
    if promised_on > today + FURTHEST:
        raise SampleRefused("promised_on", "too_far")
    before = row.promised_on if row.state == ProofState.PROMISED else None
    if before == promised_on:
        return row
    if before is not None and not reason.strip():
        raise SampleRefused("reason", "no_reason")
    moved = {"moved": row.moved + 1, "moved_why": reason.strip()[:300]} if before is not None else {}
    _save(
        row, actor, Step.PROMISE, "sales.proof_promised", at, promised_on=promised_on, promised_at=at, promised_by=actor,
        **moved,
    )  # fmt: skip
    _note(row, actor, "promised", at, text=row.moved_why if before else "", day=promised_on)
    _settle(row, actor, at)
    message = gettext_noop("Proof %(number)s for %(customer)s is promised for %(day)s")
    _tell_owner(row, actor, message, f"proof-promise:{row.pk}:{promised_on}:{row.moved}", at)
    return row


@transaction.atomic
def finish_proof(*, actor: User, proof: Proof, at: datetime) -> Proof:
    """It lies ready. The owner is told."""
    row = _step_on(actor, proof, Step.FINISH, may_promise)
    _save(row, actor, Step.FINISH, "sales.proof_ready", at, finished_at=at)
    _note(row, actor, "ready", at)
    _settle(row, actor, at)
    message = gettext_noop("Proof %(number)s for %(customer)s lies ready")
    _tell_owner(row, actor, message, f"proof-ready:{row.pk}:{at.isoformat()}", at)
    return row


@transaction.atomic
def seal_proof(*, actor: User, proof: Proof, verdict: str = "", at: datetime) -> Proof:
    """The buyer approves it: it is the sealed sample (封样)."""
    row = _step_on(actor, proof, Step.SEAL, can_act_on_proof)
    _save(row, actor, Step.SEAL, "sales.proof_sealed", at, sealed_at=at, verdict=verdict.strip()[:300])
    _note(row, actor, "sealed", at, text=row.verdict)
    return row


@transaction.atomic
def rework_proof(*, actor: User, proof: Proof, verdict: str, at: datetime) -> Proof:
    """The buyer wants it otherwise: production reads what, and names a date anew. Raises SampleRefused without words."""
    if not verdict.strip():
        raise SampleRefused("verdict", "no_text")
    row = _step_on(actor, proof, Step.REWORK, can_act_on_proof)
    check_no_buyer({"verdict": verdict}, row.customer)
    anew = {"promised_on": None, "promised_at": None, "promised_by": None, "finished_at": None}
    _save(
        row,
        actor,
        Step.REWORK,
        "sales.proof_reworked",
        at,
        verdict=verdict.strip()[:300],
        **anew,
        **_asked(at),
    )
    _note(row, actor, "reworked", at, text=row.verdict)
    _tell_production(row, at)
    return row


@transaction.atomic
def cancel_proof(*, actor: User, proof: Proof, reason: str, at: datetime) -> Proof:
    """It is not wanted any more. Raises SampleRefused without a reason."""
    if not reason.strip():
        raise SampleRefused("reason", "no_reason")
    row = _step_on(actor, proof, Step.CANCEL, can_act_on_proof)
    _save(row, actor, Step.CANCEL, "sales.proof_cancelled", at, cancelled_at=at, reason=reason.strip()[:300])
    _note(row, actor, "cancelled", at, text=row.reason)
    _settle(row, actor, at)
    return row


@transaction.atomic
def escalate_proofs(*, at: datetime) -> dict[str, int]:
    """Give the manager what production named no date for in time, and the boss what the manager has not settled (S91).

    Each once, inside the windows: outside nothing goes out, the next run inside finds the same. Where nobody but the boss
    leads, the boss sees it at once. The number of statements does not grow with the proofs. Returns how many went on, by
    level.
    """
    if not current_calendar().is_open(at):
        return {"manager": 0, "boss": 0}
    bosses = frozenset(User.objects.active().filter(is_boss=True).values_list("pk", flat=True))
    overdue = _lock_overdue(at)
    new = [row for row in overdue if row.manager_since is None]
    leaders = leaders_of((row.customer.owner for row in new), at=at)
    led = {row: frozenset(leaders[row.customer.owner_id]) - bosses for row in new}
    to_manager = [row for row in new if led[row]]
    to_boss = [row for row in new if not led[row]]
    to_boss += [row for row in overdue if row.manager_since is not None and row.boss_by_at < at]
    Proof.objects.filter(pk__in=[row.pk for row in new]).update(manager_since=at)
    Proof.objects.filter(pk__in=[row.pk for row in to_boss]).update(boss_since=at)
    _record_levels(to_manager, "manager", at)
    _record_levels(to_boss, "boss", at)
    pairs = [(row.pk, manager_id) for row in to_manager for manager_id in sorted(led[row])]
    if pairs:
        publish(ProofsUnpromised(tuple(pk for pk, _ in pairs), tuple(manager for _, manager in pairs), at))
    notices = [_to_managers(row, led[row]) for row in to_manager]
    notify_each([*notices, *(_to_bosses(row, bosses) for row in to_boss)], at=at)
    return {"manager": len(to_manager), "boss": len(to_boss)}


def _lock_overdue(at: datetime) -> list[Proof]:
    """Return the proofs without a date that the boss has not yet, locked, their customers before them as everywhere."""
    waiting = Proof.objects.overdue(at).filter(boss_since=None)
    customers = lock_customers(Customer.objects.filter(pk__in=waiting.values("customer"))[:AT_ONCE])
    rows = waiting.filter(customer__in=customers).select_for_update(of=("self",))
    return list(rows.select_related("customer__owner__team").order_by("promise_by_at", "pk"))


def may_promise(user: Any, proof: Proof) -> bool:
    """Production, and who may write to the customer: where production does not sign in, they note what was said."""
    return can_act_on_proof(user, proof) or can_make_proof(user, proof)


def _record_levels(rows: list[Proof], level: str, at: datetime) -> None:
    audit.record_each(
        "sales.proof_escalated", actor=None, at=at, changed=[(row, {"level": ("", level)}) for row in rows]
    )


def _to_managers(proof: Proof, managers: frozenset[int]) -> Notice:
    message = gettext_noop("Production named no date for proof %(number)s: settle it with them")
    return _urgent(proof, managers, f"proof-manager:{proof.pk}:{proof.asked_at.isoformat()}", message)


def _to_bosses(proof: Proof, bosses: frozenset[int]) -> Notice:
    message = gettext_noop("Still no date for proof %(number)s, %(customer)s")
    return _urgent(proof, bosses, f"proof-boss:{proof.pk}:{proof.asked_at.isoformat()}", message)


def _urgent(proof: Proof, people: Iterable[int], key: str, message: str) -> Notice:
    values = {"number": proof.number, "customer": str(proof.customer)}
    return Notice(people, key, message, values, proof.get_absolute_url(), is_urgent=True, about=proof)


def _asked(at: datetime) -> dict[str, Any]:
    due = deadlines(at, policy.get(PROOFS, ProofPolicy), current_calendar())
    return {
        "asked_at": at, "promise_by_at": due.promise_by_at, "boss_by_at": due.boss_by_at, "manager_since": None,
        "boss_since": None,
    }  # fmt: skip


def _lock(proof: Proof) -> Proof:
    lock_current(proof.customer)  # before its proofs, as a merge does
    rows = Proof.objects.select_for_update(of=("self",)).select_related("customer__owner__team")
    return rows.get(pk=proof.pk)


def _step_on(actor: User, proof: Proof, step: Step, predicate: Any) -> Proof:
    row = _lock(proof)
    if not predicate(actor, row):
        raise PermissionDenied
    try:
        STEPS.after(row.state, step)
    except StepRefused as refused:
        raise SampleRefused("", refused.code) from None
    return row


def _save(row: Proof, actor: User, step: Step, verb: str, at: datetime, **values: Any) -> None:
    after = {**values, "state": STEPS.after(row.state, step)}
    changes = audit.changes_between(
        *(said(one) for one in ({name: getattr(row, name) for name in after}, after))
    )
    for name, value in after.items():
        setattr(row, name, value)
    row.save(update_fields=list(after))
    audit.record(verb, actor=actor, at=at, target=row, changes=changes)


def _settle(proof: Proof, actor: User, at: datetime) -> None:
    """Who was asked to see to a date is no longer."""
    if proof.manager_since is not None:
        publish(ProofSettled(proof.pk, actor.pk, at))


def _note(
    proof: Proof, actor: User, event: str, at: datetime, *, text: str = "", day: date | None = None
) -> None:
    values = {"number": proof.number, "event": event, **({"day": day.isoformat()} if day else {})}
    add_entry(
        customer=proof.customer, kind=TimelineEntry.Kind.PROOF, at=at, actor=actor, text=text, values=values, ref=proof,
    )  # fmt: skip


def _tell_production(proof: Proof, at: datetime) -> None:
    """The people of production read what is to be made: number and product, nothing else."""
    people = User.objects.active().filter(is_production=True).values_list("pk", flat=True)
    message = gettext_noop("A proof is asked of production, name a date: %(number)s, %(words)s")
    values = {"number": proof.number, "words": proof.words}
    key = f"proof-asked:{proof.pk}:{proof.asked_at.isoformat()}"
    notify_each([Notice(people, key, message, values, "/samples/production/")], at=at)


def _tell_owner(proof: Proof, actor: User, message: str, key: str, at: datetime) -> None:
    owner_id = proof.customer.owner_id
    people = [owner_id] if owner_id and owner_id != actor.pk else []
    day = proof.promised_on.isoformat() if proof.promised_on else ""
    values = {"number": proof.number, "customer": str(proof.customer), "day": day}
    notify_each([Notice(people, key, message, values, proof.get_absolute_url(), about=proof)], at=at)
