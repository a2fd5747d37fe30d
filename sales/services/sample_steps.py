"""A sample on its way: made, checked, paid, sent, received, judged (S87–S90, rules.md §8)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.events import publish
from core.notices import Notice, notify_each
from core.work_days import current_calendar
from sales.domain.samples import BEFORE_DISPATCH, STEPS, Missing, Step
from sales.events import SampleArrived, SampleSent
from sales.models import Sample
from sales.permissions.samples import can_act_on_sample, can_make_sample
from sales.services.sample_refusals import SampleRefused
from sales.services.sample_words import said
from sales.services.samples import lock_sample, note_in_history, step_on

FURTHEST = timedelta(days=180)
MISSING = {Missing.CHECK: "not_checked", Missing.PAYMENT: "not_paid"}


def _may_make(user: Any, sample: Sample) -> bool:
    return can_act_on_sample(user, sample) or can_make_sample(user, sample)


@transaction.atomic
def start_sample(*, actor: User, sample: Sample, at: datetime) -> Sample:
    """It is in production."""
    row = step_on(actor, sample, Step.START, _may_make)
    return _save(row, actor, Step.START, "sales.sample_started", at, started_at=at)


@transaction.atomic
def finish_sample(*, actor: User, sample: Sample, at: datetime) -> Sample:
    """It lies ready: made, or taken from the sample room; its owner is told when somebody else did it."""
    row = step_on(actor, sample, Step.FINISH, _may_make)
    _save(row, actor, Step.FINISH, "sales.sample_ready", at, finished_at=at, checked_at=None, checked_by=None)
    _tell_owner(
        row, actor, gettext_noop("Sample %(number)s for %(customer)s lies ready"), f"sample-ready:{row.pk}:{row.version}", at
    )  # fmt: skip
    return row


@transaction.atomic
def check_sample(*, actor: User, sample: Sample, has_passed: bool, note: str, at: datetime) -> Sample:
    """The quality check before dispatch (S88): passed, or back to production, which needs to know why.

    Raises SampleRefused for a fault without words.
    """
    if not has_passed and not note.strip():
        raise SampleRefused("note", "no_reason")
    step = Step.ACCEPT if has_passed else Step.FAIL
    row = step_on(actor, sample, step, _may_make)
    done = {"checked_at": at, "checked_by": actor} if has_passed else {"checked_at": None, "checked_by": None}
    _save(
        row, actor, step, "sales.sample_checked", at, result="passed" if has_passed else "failed",
        check_note=note.strip()[:300], **done,
    )  # fmt: skip
    if not has_passed:
        message = gettext_noop("Sample %(number)s for %(customer)s did not pass the quality check: %(why)s")
        _tell_owner(row, actor, message, f"sample-check:{row.pk}:{row.version}", at)
    return row


@transaction.atomic
def note_payment(*, actor: User, sample: Sample, paid_on: date, at: datetime) -> Sample:
    """The T/T receipt for which a sample waits (S89). Raises SampleRefused for a day to come, and after dispatch."""
    row = _lock_before_dispatch(actor, sample)
    _check_past("paid_on", paid_on, at)
    return _save(row, actor, None, "sales.sample_paid", at, paid_on=paid_on)


@transaction.atomic
def note_e_sample(*, actor: User, sample: Sample, sent_on: date, at: datetime) -> Sample:
    """The electronic sample went first, on that day (S86). Raises SampleRefused for a day to come, and after dispatch."""
    row = _lock_before_dispatch(actor, sample)
    _check_past("e_sample_on", sent_on, at)
    return _save(row, actor, None, "sales.e_sample_sent", at, e_sample_on=sent_on)


@transaction.atomic
def send_sample(
    *,
    actor: User,
    sample: Sample,
    carrier: str,
    tracking: str,
    sent_on: date,
    expected_on: date,
    at: datetime,
) -> Sample:
    """It leaves, after the quality check and, where it waits for it, the T/T receipt (S88, S89).

    A task for its expected arrival is set by who hears `SampleSent`. Raises SampleRefused.
    """
    row = step_on(actor, sample, Step.SEND, can_act_on_sample)
    if row.missing:
        raise SampleRefused("", MISSING[row.missing[0]])
    calendar = current_calendar()
    if sent_on > calendar.day_of(at):
        raise SampleRefused("sent_on", "in_future")
    if sent_on < calendar.day_of(row.requested_at):
        raise SampleRefused("sent_on", "before_requested")
    if expected_on < sent_on:
        raise SampleRefused("expected_on", "before_sent")
    if expected_on > sent_on + FURTHEST:
        raise SampleRefused("expected_on", "too_far")
    _save(
        row, actor, Step.SEND, "sales.sample_sent", at, sent_on=sent_on, expected_on=expected_on,
        carrier=carrier.strip()[:60], tracking=tracking.strip()[:60],
    )  # fmt: skip
    note_in_history(
        row, actor, "sent", at, text=" ".join(part for part in (row.carrier, row.tracking) if part)
    )
    publish(SampleSent(row.pk, expected_on, at))
    return row


@transaction.atomic
def receive_sample(*, actor: User, sample: Sample, received_on: date, at: datetime) -> Sample:
    """The buyer has it. Raises SampleRefused for a day before dispatch or to come."""
    row = step_on(actor, sample, Step.RECEIVE, can_act_on_sample)
    _check_past("received_on", received_on, at)
    if row.sent_on and received_on < row.sent_on:
        raise SampleRefused("received_on", "before_sent")
    _save(row, actor, Step.RECEIVE, "sales.sample_received", at, received_on=received_on)
    note_in_history(row, actor, "received", at)
    publish(SampleArrived(row.pk, actor.pk, at))
    return row


@transaction.atomic
def judge_sample(*, actor: User, sample: Sample, verdict: str, feedback: str, at: datetime) -> Sample:
    """What the buyer says of it. Raises SampleRefused without words."""
    if not feedback.strip():
        raise SampleRefused("feedback", "no_text")
    row = step_on(actor, sample, Step.JUDGE, can_act_on_sample)
    today = current_calendar().day_of(at)
    _save(
        row, actor, Step.JUDGE, "sales.sample_judged", at, verdict=verdict, feedback=feedback.strip(), judged_at=at,
        received_on=row.received_on or today,
    )  # fmt: skip
    note_in_history(row, actor, verdict, at, text=row.feedback, is_inbound=True)
    publish(SampleArrived(row.pk, actor.pk, at))
    return row


@transaction.atomic
def cancel_sample(*, actor: User, sample: Sample, reason: str, at: datetime) -> Sample:
    """It is not wanted any more, with the reason. Raises SampleRefused without one."""
    if not reason.strip():
        raise SampleRefused("reason", "no_reason")
    row = step_on(actor, sample, Step.CANCEL, can_act_on_sample)
    _save(row, actor, Step.CANCEL, "sales.sample_cancelled", at, reason=reason.strip()[:300], cancelled_at=at)
    note_in_history(row, actor, "cancelled", at, text=row.reason)
    return row


def _lock_before_dispatch(actor: User, sample: Sample) -> Sample:
    row = lock_sample(sample)
    if not can_act_on_sample(actor, row):
        raise PermissionDenied
    if row.state not in BEFORE_DISPATCH:
        raise SampleRefused("", "not_from_here")
    return row


def _check_past(field: str, day: date, at: datetime) -> None:
    if day > current_calendar().day_of(at):
        raise SampleRefused(field, "in_future")


def _save(
    row: Sample, actor: User, step: Step | None, verb: str, at: datetime, *, result: str = "", **values: Any
) -> Sample:
    """Write `values` and the step's state with their entry of the audit trail; `result` says what no column does."""
    after = {**values, "state": STEPS.after(row.state, step) if step else row.state}
    changes = audit.changes_between(
        *(said(one) for one in ({name: getattr(row, name) for name in after}, after))
    )
    for name, value in after.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*after, "version"])
    if result:
        changes["result"] = ("", result)
    audit.record(verb, actor=actor, at=at, target=row, changes=changes)
    return row


def _tell_owner(sample: Sample, actor: User, message: str, key: str, at: datetime) -> None:
    owner_id = sample.customer.owner_id
    people = [owner_id] if owner_id and owner_id != actor.pk else []
    values = {"number": sample.number, "customer": str(sample.customer), "why": sample.check_note}
    notify_each([Notice(people, key, message, values, sample.get_absolute_url(), about=sample)], at=at)
