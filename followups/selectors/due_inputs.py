"""What decides a customer's due date, read for many customers at once (rules.md §4)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import F, Max, Min, Q

from core.domain.work_calendar import WorkCalendar
from core.work_days import current_calendar
from customers.models import Customer, GradeChange, OwnerPeriod, Stage
from followups.domain.cadence import DueInputs, GradeSpan, Rule, count_high_days, new_customer_due
from followups.domain.intervals import CadencePolicy, add_months, interval_due
from followups.models import FollowUp
from followups.policies import current_policy

COLUMNS = (
    "pk", "grade", "graded_at", "created_at", "is_imported", "owner_id", "stage", "merged_into_id", "last_contact_at",
    "month_contacts", "open_inquiry_on", "due_floor_on", "manual_due_on", "manual_due_reason",
    "next_due_on", "due_why", "missed_on",
)  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """The policy, the calendar and the company's day on which dates are worked out."""

    policy: CadencePolicy
    calendar: WorkCalendar
    today: date

    @property
    def month(self) -> date:
        """First day of the company's month."""
        return self.today.replace(day=1)


def rules_at(at: datetime) -> Rules:
    """Return the rules as they are now, on the company's day of `at`."""
    calendar = current_calendar()
    return Rules(current_policy(), calendar, calendar.day_of(at))


def read_inputs(rows: Sequence[Any], rules: Rules) -> list[DueInputs]:
    """Return the inputs of each row (with the attributes `COLUMNS`), in order. At most three queries for all."""
    shares = _read_shares(rows, rules)
    handed_over = _read_handovers(rows, rules)
    return [_inputs_of(row, rules, shares.get(row.pk), handed_over.get(row.pk)) for row in rows]


@dataclass(frozen=True, slots=True)
class _Share:
    """What N16 counts where the grade was high in a part of a month: the days at it, and contact days among them."""

    high_days: int
    high_days_in_next_month: int
    contact_days: int


def _inputs_of(row: Any, rules: Rules, share: _Share | None, handed_over_on: date | None) -> DueInputs:
    contact_on = _contact_on(row, rules)
    if share is None:
        in_month, in_next_month = map(rules.calendar.working_days_in_month, _months_of(row, rules))
        share = _Share(in_month, in_next_month, row.month_contacts)
    return DueInputs(
        grade=row.grade,
        entered_on=rules.calendar.day_of(row.created_at),
        last_contact_on=contact_on,
        has_owner=row.owner_id is not None,
        is_lost=row.stage == Stage.LOST,
        is_merged=row.merged_into_id is not None,
        new_due_on=None if row.is_imported else _new_due(row.created_at, contact_on, rules),
        imported_spread_on=_spread_on(row, rules) if row.is_imported else None,
        open_inquiry_on=row.open_inquiry_on,
        contact_days_in_month=share.contact_days,
        high_days_in_month=share.high_days,
        high_days_in_next_month=share.high_days_in_next_month,
        handed_over_on=handed_over_on,
        floor_on=row.due_floor_on,
        overdue_on=_standing_on(row, contact_on),
        manual_due_on=row.manual_due_on,
        is_manual_later=bool(row.manual_due_reason),
    )


def _contact_on(row: Any, rules: Rules) -> date | None:
    return rules.calendar.day_of(row.last_contact_at) if row.last_contact_at else None


def _months_of(row: Any, rules: Rules) -> tuple[date, date]:
    """The months that N16 judges: of the last contact or the entry, and the one after it; their first days."""
    base_on = _contact_on(row, rules) or rules.calendar.day_of(row.created_at)
    month = base_on.replace(day=1)
    return month, add_months(month, 1)


def _standing_on(row: Any, contact_on: date | None) -> date | None:
    """What a changed rule found overdue, until the next contact."""
    if row.due_why.get("rule") != Rule.STANDS:
        return None
    stood_since = contact_on.isoformat() if contact_on else ""
    is_same: bool = row.due_why["params"]["contact_on"] == stood_since
    return row.next_due_on if is_same else None


def _new_due(entered_at: datetime, contact_on: date | None, rules: Rules) -> date | None:
    """N11, asked only where it can matter: a contact after the day of entry answers it."""
    if contact_on is not None and contact_on >= rules.calendar.day_of(entered_at):
        return None
    return new_customer_due(entered_at, contact_on, rules.policy, rules.calendar)


def _spread_on(row: Any, rules: Rules) -> date | None:
    """N12: imports without a contact are spread over one interval by their number, which is even for a whole import."""
    if row.last_contact_at is not None or row.graded_at > row.created_at:
        return None
    imported_on = rules.calendar.day_of(row.created_at)
    days = _spread_days(imported_on, row.grade, rules.policy, rules.calendar)
    place: int = row.pk % len(days)
    return days[place]


@lru_cache(maxsize=64)
def _spread_days(
    imported_on: date, grade: str, policy: CadencePolicy, calendar: WorkCalendar
) -> tuple[date, ...]:
    last_on = interval_due(imported_on, policy.interval_of(grade), calendar)
    count = calendar.working_days_between(imported_on, last_on)
    return tuple(calendar.add_working_days(imported_on, number + 1) for number in range(count))


def _read_shares(rows: Iterable[Any], rules: Rules) -> dict[int, _Share]:
    """Return the share of both months for those graded or entered since the first began; all others were at a high grade."""
    changed = {}
    for row in rows:
        if row.grade in rules.policy.high_grades:
            month_at = rules.calendar.start_of(_months_of(row, rules)[0])
            if row.graded_at >= month_at or row.created_at >= month_at:
                changed[row.pk] = row, month_at
    if not changed:
        return {}
    steps: dict[int, list[tuple[date, str]]] = defaultdict(list)
    since = min(month_at for _row, month_at in changed.values())
    found = GradeChange.objects.filter(customer_id__in=changed, at__gte=since).order_by("at", "id")
    for customer_id, before, at in found.values_list("customer_id", "before", "at"):
        steps[customer_id].append((rules.calendar.day_of(at), before))
    lower = {
        pk
        for pk, (row, _month_at) in changed.items()
        if any(
            before and before not in rules.policy.high_grades and on >= _months_of(row, rules)[0]
            for on, before in steps[pk]
        )
    }
    contacts = _read_contact_days(lower, rules.calendar.day_of(since))
    return {
        pk: _share_of(row, steps[pk], contacts[pk] if pk in lower else None, rules)
        for pk, (row, _month_at) in changed.items()
    }


def _read_contact_days(customer_ids: Collection[int], from_on: date) -> dict[int, set[date]]:
    """Return the contact days of those who were at a lower grade meanwhile: not all of them count."""
    days: dict[int, set[date]] = defaultdict(set)
    if customer_ids:
        made = FollowUp.objects.filter(customer__in=customer_ids, is_contact=True, on_day__gte=from_on)
        for customer_id, on_day in made.values_list("customer_id", "on_day").distinct():
            days[customer_id].add(on_day)
    return days


def _share_of(row: Any, steps: list[tuple[date, str]], contacts: set[date] | None, rules: Rules) -> _Share:
    month, next_month = _months_of(row, rules)
    spans = [span for span in _spans(row, steps, month, rules) if span.grade in rules.policy.high_grades]
    first, second = (count_high_days(one, spans, rules.policy, rules.calendar) for one in (month, next_month))
    counted = row.month_contacts
    if contacts is not None:
        days = {on for on in (*contacts, _contact_on(row, rules)) if on and month <= on < next_month}
        counted = sum(any(one.from_on <= on <= (one.until_on or on) for one in spans) for on in days)
    return _Share(first, second, counted)


def _spans(row: Any, steps: list[tuple[date, str]], month: date, rules: Rules) -> list[GradeSpan]:
    """The grades from the month's first day on. A day on which the grade changed belongs to the later one."""
    spans, from_on = [], max(rules.calendar.day_of(row.created_at), month)
    for on, before in steps:
        if before and on > from_on:
            spans.append(GradeSpan(before, from_on, date.fromordinal(on.toordinal() - 1)))
        from_on = max(from_on, on)
    return [*spans, GradeSpan(row.grade, from_on)]


def _read_handovers(rows: Iterable[Any], rules: Rules) -> dict[int, date]:
    """Day of the last handover of high-grade customers who were not contacted since (rules.md §6)."""
    waiting = {
        row.pk: row.last_contact_at
        for row in rows
        if row.grade in rules.policy.high_grades and row.due_floor_on and row.owner_id
    }
    if not waiting:
        return {}
    periods = OwnerPeriod.objects.filter(customer_id__in=waiting).values("customer_id")
    periods = periods.annotate(first=Min("started_at"), since=Max("started_at", filter=Q(ended_at=None)))
    periods = periods.filter(first__lt=F("since"))  # a merge brings further periods: which one is open tells
    return {
        row["customer_id"]: rules.calendar.day_of(row["since"])
        for row in periods
        if (contact_at := waiting[row["customer_id"]]) is None or contact_at < row["since"]
    }


def read_customer_inputs(customer: Customer, rules: Rules) -> DueInputs:
    """Return the inputs of one loaded customer."""
    return read_inputs([customer], rules)[0]
