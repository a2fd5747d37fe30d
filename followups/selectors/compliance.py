"""Who was to contact whom, and did: the histories behind the figures of the cadence (rules.md §4, N9, N17).

Which customers they are the database is told by a subquery over the owners and the time (`_owned`), never by a list of keys.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from core.domain.work_calendar import ONE_DAY
from customers.models import GradeChange, MergeStep, OwnerPeriod, Stage, TimelineEntry
from followups.domain.cadence import GradeSpan
from followups.domain.compliance import History, Span
from followups.models import DateByHand, FollowUp
from followups.selectors.due_inputs import Rules
from followups.selectors.people import Days, days_in_charge_of

# Of each owner: when one answered for their customers. Of each customer: when one answered for it.
_Charge = dict[int, list[Days]]
_Held = dict[int, list[Span]]
_HELD_COLUMNS = (
    "customer_id", "owner_id", "started_at", "ended_at", "customer__grade", "customer__created_at", "customer__stage"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """The days looked at, both included. `known_at`: without what was typed in or judged later; None: all of it."""

    from_on: date
    until_on: date
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Now:
    """What a customer is now, from where its history is read backwards."""

    grade: str
    entered_on: date
    stage: str


def read_histories(user: Any, period: Period, rules: Rules) -> list[History]:
    """Return one history for each customer that `user` answered for in `period`: as owner, or as stand-in (N9).

    Seven queries, however many customers; where somebody was lost one more, for merges.
    """
    return read_histories_of([user], period, rules)[user.pk]


def read_histories_of(users: Iterable[Any], period: Period, rules: Rules) -> dict[int, list[History]]:
    """Return `read_histories` of each of `users`, by their id. As many queries, however many people."""
    found = read_histories_by_customer(users, period, rules)
    return {user_id: list(histories.values()) for user_id, histories in found.items()}


def read_histories_by_customer(
    users: Iterable[Any], period: Period, rules: Rules
) -> dict[int, dict[int, History]]:
    """Return the same by person and by customer: for who asks which customer it was."""
    charges = days_in_charge_of(users, period.from_on, period.until_on, rules)
    owned = _owned({owner_id for charge in charges.values() for owner_id in charge}, period, rules)
    held_by, customers = _read_held(charges, owned, period, rules)
    ids = owned.values("customer_id")
    grades = _read_grade_steps(ids, period, rules)
    stages = _read_stage_steps(ids, period, rules)
    contacts = _read_contact_days(ids, period)
    return {
        user_id: {
            pk: History(
                entered_on=now.entered_on,
                grades=_grade_spans(
                    now.grade,
                    tuple(grades.get(pk, ())),
                    _lost_days(now.stage, stages.get(pk, ()), period),
                    period,
                ),
                responsible=tuple(held[pk]),
                contact_days=frozenset(contacts.get(pk, ())),
            )
            for pk, now in customers.items()
            if pk in held
        }
        for user_id, held in held_by.items()
    }


def _owned(owners: Collection[int], period: Period, rules: Rules) -> "QuerySet[OwnerPeriod]":
    """Owner periods that touch the period: which customers are read at all."""
    start_at, end_at = (
        rules.calendar.start_of(period.from_on),
        rules.calendar.start_of(period.until_on + ONE_DAY),
    )
    periods = OwnerPeriod.objects.filter(owner_id__in=owners, started_at__lt=end_at)
    return periods.filter(Q(ended_at=None) | Q(ended_at__gt=start_at))


def _read_held(
    charges: Mapping[int, _Charge], owned: "QuerySet[OwnerPeriod]", period: Period, rules: Rules
) -> tuple[dict[int, _Held], dict[int, _Now]]:
    """Return, by person, the days on which they answered for each customer, in order; and what each is now. One query."""
    held_by: dict[int, _Held] = {user_id: defaultdict(list) for user_id in charges}
    by_owner: dict[int, list[tuple[_Held, Days]]] = defaultdict(list)
    for user_id, charge in charges.items():
        for owner_id, stretches in charge.items():
            by_owner[owner_id] += [(held_by[user_id], days) for days in stretches]
    customers: dict[int, _Now] = {}
    for customer_id, owner_id, started_at, ended_at, *now in owned.values_list(*_HELD_COLUMNS):
        customers[customer_id] = _now(rules, *now)
        days = _days_owned(started_at, ended_at, period, rules)
        for held, in_charge in by_owner[owner_id]:
            if days and _meets(days, in_charge):
                held[customer_id].append(_overlap(days, in_charge))
    _put_in_order(held_by.values())
    return held_by, customers


def _now(rules: Rules, grade: str, created_at: datetime, stage: str) -> _Now:
    return _Now(grade, rules.calendar.day_of(created_at), stage)


def _put_in_order(found: Iterable[_Held]) -> None:
    for held in found:
        for spans in held.values():
            spans.sort(key=lambda span: span.from_on)


def _days_owned(started_at: datetime, ended_at: datetime | None, period: Period, rules: Rules) -> Days | None:
    """The days of an owner period inside the period; the day of a handover belongs to the new owner."""
    until_on = rules.calendar.day_of(ended_at) - ONE_DAY if ended_at else period.until_on
    span = Days(max(rules.calendar.day_of(started_at), period.from_on), min(until_on, period.until_on))
    return span if span.from_on <= span.until_on else None


def _meets(a: Days, b: Days) -> bool:
    return a.from_on <= b.until_on and b.from_on <= a.until_on


@lru_cache(maxsize=4096)
def _overlap(a: Days, b: Days) -> Span:
    """The days in both. Nearly all customers have the same: one value for them all costs the memory of one."""
    return Span(max(a.from_on, b.from_on), min(a.until_on, b.until_on))


def _read_grade_steps(
    customers: "QuerySet[OwnerPeriod, Any]", period: Period, rules: Rules
) -> dict[int, list[tuple[date, str]]]:
    """Grade changes since the period began, newest first: the day and the grade before it."""
    start_at = rules.calendar.start_of(period.from_on)
    found = (
        GradeChange.objects.filter(customer_id__in=customers, at__gte=start_at)
        .exclude(before="")
        .order_by("-at", "-id")
    )
    steps: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for customer_id, before, at in found.values_list("customer_id", "before", "at"):
        steps[customer_id].append((rules.calendar.day_of(at), before))
    return steps


@lru_cache(maxsize=4096)
def _grade_spans(
    grade: str, steps: tuple[tuple[date, str], ...], lost: tuple[Days, ...], period: Period
) -> tuple[GradeSpan, ...]:
    """Backwards from the present grade; a day of change belongs to the later grade, a day on which it was lost to none.

    Kept, as `_overlap` is: most customers had one grade all the time.
    """
    spans: list[GradeSpan] = []
    until_on = period.until_on
    for on, before in steps:
        if on <= until_on:
            spans += _outside(lost, grade, Days(on, until_on))
            until_on = on - ONE_DAY
        grade = before
    if period.from_on <= until_on:
        spans += _outside(lost, grade, Days(period.from_on, until_on))
    return tuple(reversed(spans))


def _outside(lost: Iterable[Days], grade: str, days: Days) -> Iterator[GradeSpan]:
    """The grade on those of the days that lie outside the lost ones, both newest first."""
    until_on = days.until_on
    for gap in lost:
        from_on = max(days.from_on, gap.until_on + ONE_DAY)
        if from_on <= until_on:
            yield GradeSpan(grade, from_on, until_on)
        until_on = min(until_on, gap.from_on - ONE_DAY)
    if days.from_on <= until_on:
        yield GradeSpan(grade, days.from_on, until_on)


def _read_stage_steps(
    customers: "QuerySet[OwnerPeriod, Any]", period: Period, rules: Rules
) -> dict[int, list[tuple[date, bool]]]:
    """Since the period began, newest first: the day of a step into or out of being lost, and whether it was lost before."""
    start_at = rules.calendar.start_of(period.from_on)
    found = TimelineEntry.objects.filter(
        kind=TimelineEntry.Kind.STAGE, customer_id__in=customers, at__gte=start_at
    )
    found = found.filter(Q(values__before=Stage.LOST) | Q(values__after=Stage.LOST)).order_by("-at", "-id")
    told = list(found.values_list("pk", "customer_id", "at", "values"))
    others = _of_merged({customer_id for _pk, customer_id, _at, _values in told})
    steps: dict[int, list[tuple[date, bool]]] = defaultdict(list)
    for pk, customer_id, at, values in told:
        if pk in others:
            continue
        steps[customer_id].append((rules.calendar.day_of(at), values["before"] == Stage.LOST))
    return steps


def _of_merged(customer_ids: Collection[int]) -> set[int]:
    """Return which lines of these customers' histories are those of records that were merged into them."""
    if not customer_ids:
        return set()
    steps = MergeStep.objects.filter(
        merge__survivor__in=customer_ids, merge__undone_at=None, table=TimelineEntry._meta.label_lower, column="customer_id"
    )  # fmt: skip
    return {pk for ids in steps.values_list("ids", flat=True) for pk in ids}


def _lost_days(stage: str, steps: Iterable[tuple[date, bool]], period: Period) -> tuple[Days, ...]:
    """When a lost customer was followed by nobody (N10): backwards from the present stage, a day of change with the later one."""
    found, until_on, is_lost = [], period.until_on, stage == Stage.LOST
    for on, before in steps:
        if is_lost and on <= until_on:
            found.append(Days(on, until_on))
        until_on, is_lost = min(until_on, on - ONE_DAY), before
    if is_lost and period.from_on <= until_on:
        found.append(Days(period.from_on, until_on))
    return tuple(found)


def _read_contact_days(customers: "QuerySet[OwnerPeriod, Any]", period: Period) -> dict[int, set[date]]:
    """Contact days, and the computed days of later dates by hand that a manager accepted (N14)."""
    days: dict[int, set[date]] = defaultdict(set)
    within = (period.from_on, period.until_on)
    made = FollowUp.objects.filter(is_contact=True, on_day__range=within, customer_id__in=customers)
    if period.known_at is not None:
        made = made.filter(entered_at__lt=period.known_at)
    for customer_id, on in made.values_list("customer_id", "on_day"):
        days[customer_id].add(on)
    accepted = DateByHand.objects.filter(
        is_accepted=True, computed_on__range=within, customer_id__in=customers
    )
    if period.known_at is not None:
        accepted = accepted.filter(judged_at__lt=period.known_at)
    for customer_id, computed_on in accepted.values_list("customer_id", "computed_on"):
        if computed_on is not None:
            days[customer_id].add(computed_on)
    return days
