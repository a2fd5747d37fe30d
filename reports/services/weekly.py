"""A salesperson's report: written, submitted, reopened (S130–S134)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.notices import notify
from customers.models import Customer
from reports.domain.figures import to_stored
from reports.domain.steps import STEPS, Step
from reports.domain.timetable import figures_freeze_at
from reports.models import KeyCustomer, ReportPeriod, WeeklyReport, WeeklyState
from reports.permissions import can_reopen_report, can_write_report
from reports.selectors.figures import read_totals, total_of
from reports.selectors.roll import read_roll
from reports.services.refusals import ReportRefused, StaleReport

MOST_SIGNS = 20_000
MOST_CUSTOMERS = 30


@dataclass(frozen=True)
class ReportValues:
    """What the author writes."""

    review: str = ""
    company_problems: str = ""
    own_problems: str = ""
    improvements: str = ""
    support_wanted: str = ""
    mood: int | None = None
    mood_words: str = ""


@dataclass(frozen=True)
class KeyWords:
    """A key customer, and what happened with it."""

    customer: Customer
    words: str = ""


@transaction.atomic
def write_report(
    *,
    actor: User,
    report: WeeklyReport,
    values: ReportValues,
    key_customers: Iterable[KeyWords] = (),
    version: int,
    at: datetime,
) -> WeeklyReport:
    """Keep what was written so far. Raises PermissionDenied, StaleReport, ReportRefused("too_long")."""
    row = _lock_for(actor, report, can_write_report)
    _write(row, values, list(key_customers), version)
    row.state = STEPS.after(row.state, Step.WRITE).value
    row.save()
    audit.record("reports.written", actor=actor, at=at, target=row)
    return row


@transaction.atomic
def submit_report(
    *,
    actor: User,
    report: WeeklyReport,
    values: ReportValues,
    key_customers: Iterable[KeyWords] = (),
    version: int,
    at: datetime,
) -> WeeklyReport:
    """Freeze the words, and after the cut-off the figures with them (N18); the manager is told of a late one, and who gave it back.

    Raises as `write_report`, and ReportRefused("no_review").
    """
    if not values.review.strip():
        raise ReportRefused("review", "no_review")
    row = _lock_for(actor, report, can_write_report)
    _write(row, values, list(key_customers), version)
    before, row.state = row.state, STEPS.after(row.state, Step.SUBMIT).value
    row.submitted_at = at
    row.first_submitted_at = row.first_submitted_at or at
    if row.figures is None and (at > row.period.due_at or row.period.closed_at is not None):
        _freeze_figures(row)
    row.save()
    changes = {"state": (before, row.state)}
    audit.record("reports.submitted", actor=actor, at=at, target=row, changes=changes)
    _tell_submitted(row, actor, at)
    return row


def _tell_submitted(row: WeeklyReport, actor: User, at: datetime) -> None:
    """Whoever gave it back waits for it; the manager hears of one that comes late for the first time."""
    if row.reopened_by_id is not None:
        message = gettext_noop("%(person)s has submitted the weekly report again")
        _tell([row.reopened_by_id], row, message, at, f"again:{row.version}", person=actor.full_name)
    if row.is_late(at) and row.manager_id not in {None, row.reopened_by_id}:
        message = gettext_noop("%(person)s has submitted the weekly report, late")
        _tell([row.manager_id], row, message, at, "late", person=actor.full_name)


@transaction.atomic
def reopen_report(*, actor: User, report: WeeklyReport, reason: str, at: datetime) -> WeeklyReport:
    """Give a submitted report back to its author, with a reason. Raises PermissionDenied, ReportRefused("no_reason")."""
    if not reason.strip():
        raise ReportRefused("reason", "no_reason")
    row = _lock_for(actor, report, can_reopen_report)
    before, row.state = row.state, STEPS.after(row.state, Step.REOPEN).value
    row.reopened_at, row.reopened_by, row.reopen_reason = at, actor, reason.strip()[:300]
    row.version += 1
    row.save()
    changes = {"state": (before, row.state), "reason": ("", row.reopen_reason)}
    audit.record("reports.reopened", actor=actor, at=at, target=row, changes=changes)
    _tell(
        [row.person_id], row, gettext_noop("%(person)s gives your weekly report back: %(reason)s"), at, "reopened",
        person=actor.full_name, reason=row.reopen_reason,
    )  # fmt: skip
    return row


@transaction.atomic
def add_key_customer(*, actor: User, customer: Customer, at: datetime) -> WeeklyReport:
    """Put a customer into one's report that is not submitted yet; the one that is in already changes nothing.

    Raises ReportRefused("no_draft").
    """
    newest = WeeklyReport.objects.filter(person=actor).exclude(state=WeeklyState.SUBMITTED)
    found = newest.order_by("-period__day").first()
    if found is None:
        raise ReportRefused("", "no_draft")
    row = _lock_for(actor, found, can_write_report)
    if not row.key_customers.filter(customer=customer).exists():
        _write_customers(row, [*_kept(row), KeyWords(customer)])
        row.version += 1
        row.save(update_fields=["version"])
        audit.record("reports.written", actor=actor, at=at, target=row)
    return row


# ── inside ──────────────────────────────────────────────────────────────────
def _lock_for(actor: User, report: WeeklyReport, may: Callable[[Any, WeeklyReport], bool]) -> WeeklyReport:
    """Behind the lock of its period, so that the cut-off and a submission see each other; the right is asked again."""
    period = ReportPeriod.objects.select_for_update().get(pk=report.period_id)
    row = WeeklyReport.objects.select_for_update(of=("self",)).select_related("person").get(pk=report.pk)
    row.period = period
    if not may(actor, row):
        raise PermissionDenied
    return row


def _write(row: WeeklyReport, values: ReportValues, customers: list[KeyWords], version: int) -> None:
    if row.version != version:
        raise StaleReport(row)
    for field in fields(values):
        value = getattr(values, field.name)
        if isinstance(value, str):
            value = value.strip()
            if len(value) > MOST_SIGNS:
                raise ReportRefused(field.name, "too_long")
        setattr(row, field.name, value)
    row.version += 1
    _write_customers(row, customers)


def _kept(row: WeeklyReport) -> list[KeyWords]:
    return [KeyWords(one.customer, one.words) for one in row.key_customers.select_related("customer")]


def _write_customers(row: WeeklyReport, customers: list[KeyWords]) -> None:
    """Each once, in the order given; of what is with the author no longer the words stay."""
    wanted = {one.customer.pk: one for one in customers}
    if len(wanted) > MOST_CUSTOMERS:
        raise ReportRefused("", "too_many")
    row.key_customers.all().delete()
    KeyCustomer.objects.bulk_create(
        KeyCustomer(
            report=row, customer=one.customer, name=one.customer.name or one.customer.local_name, words=one.words.strip()[:MOST_SIGNS], position=place
        )
        for place, one in enumerate(wanted.values())
    )  # fmt: skip


def _freeze_figures(row: WeeklyReport) -> None:
    frozen_at = figures_freeze_at(row.submitted_at, row.period.due_at)
    roll = read_roll(row.period.span, [row.person])
    found = read_totals(roll, row.period.span, as_of=frozen_at or row.period.due_at)
    row.figures, row.figures_at = to_stored(total_of(found.values())), frozen_at


def _tell(people: list[int], row: WeeklyReport, message: str, at: datetime, key: str, **values: str) -> None:
    notify(
        people, key=f"report:{row.pk}:{key}:{at.isoformat()}", message=message, values=values,
        url=row.get_absolute_url(), about=row, at=at,
    )  # fmt: skip
