"""How the cadence was kept in the windows that have ended: worked out each night for two weeks, then fixed for good (N17).

When a rule changes they are fixed at once.

A contact counts by its own time, an accepted later date by the day it replaced (N14), whoever typed it in or judged it when:
as the running week on Today and the weekly report count. What comes more than two weeks after the end changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from accounts.models import User
from core.domain.work_calendar import ONE_DAY
from core.jobs import Part, Parts
from core.locks import lock_name
from core.work_days import current_calendar
from followups.domain.compliance import fixed_on, windows_ending_in
from followups.models import CadenceWindow
from followups.selectors.compliance import Period, read_histories_of
from followups.selectors.due_inputs import Rules, rules_at
from followups.services.weeks import GRADES, first_day_asked, tally_ended

# How far back windows without a row are written: two quarters and a month.
BACKFILL = timedelta(days=215)
PEOPLE_AT_ONCE = 50
LOCK = "followups.windows"

# Of each day, whose windows of which grades end on it.
_Due = dict[date, dict[int, set[str]]]


def keep_windows(*, at: datetime, cursor: str = "") -> Parts:
    """Work out the windows that have ended and are not fixed, the oldest first; a part for each day on which some ended.

    May run twice, late, or on two workers at once: a fixed row is never touched, and a run that comes after the day of fixing
    writes what one in time would have: what was typed in and judged until then. `cursor`: the last day done.
    """
    rules = rules_at(at)
    people = {row.pk: row for row in _people(rules)}
    due = _outstanding(people, rules)
    days = sorted(day for day in due if day.isoformat() > cursor)
    count = 0
    for place, day in enumerate(days, start=1):
        count += _keep_day(day, due[day], people, rules)
        yield Part(day.isoformat(), place, len(days))
    return {"windows": count}


@transaction.atomic
def fix_ended(*, at: datetime) -> None:
    """Let the windows that have ended stand as they were judged: a rule that changes holds from then on, never backwards."""
    lock_name(LOCK)
    CadenceWindow.objects.filter(last_on__lt=current_calendar().day_of(at), is_fixed=False).update(
        is_fixed=True
    )


def _people(rules: Rules) -> Iterator[User]:
    """Who answers for customers: salespeople, and managers who stand in; of the frozen, who left of late."""
    since = rules.calendar.start_of(rules.today - BACKFILL)
    rows = User.objects.filter(Q(is_salesperson=True) | Q(is_manager=True), is_active=True)
    yield from rows.filter(Q(frozen_at=None) | Q(frozen_at__gt=since)).order_by("pk")


def _outstanding(people: Mapping[int, User], rules: Rules) -> _Due:
    """What follows the last window fixed of each person and grade; they are fixed in order."""
    fixed = CadenceWindow.objects.filter(is_fixed=True).order_by()
    last: dict[tuple[int, str], date] = {
        (row["user_id"], row["grade"]): row["last"]
        for row in fixed.values("user_id", "grade").annotate(last=Max("last_on"))
    }
    due: _Due = defaultdict(lambda: defaultdict(set))
    for pk, person in people.items():
        for grade in GRADES:
            for day in _days_due(person, grade, last.get((pk, grade)), rules):
                due[day][pk].add(grade)
    return due


def _days_due(person: User, grade: str, fixed_until: date | None, rules: Rules) -> Iterator[date]:
    calendar = rules.calendar
    from_on = rules.today - BACKFILL
    if person.joined_at is not None:
        from_on = max(from_on, calendar.day_of(person.joined_at))
    if fixed_until is not None:
        from_on = max(from_on, fixed_until + ONE_DAY)
    left_on = calendar.day_of(person.frozen_at) if person.frozen_at else None
    for window in windows_ending_in(from_on, rules.today - ONE_DAY, rules.policy.interval_of(grade).unit):
        if left_on is None or window.first_on < left_on:
            yield window.last_on


def _keep_day(
    day: date, grades: Mapping[int, set[str]], people: Mapping[int, User], rules: Rules
) -> int:  # fmt: skip
    is_fixed = rules.today >= fixed_on(day)
    known_at = rules.calendar.start_of(fixed_on(day)) if is_fixed else None
    period = Period(first_day_asked(day, rules), day, known_at)
    rows: list[CadenceWindow] = []
    ids = sorted(grades)
    for start in range(0, len(ids), PEOPLE_AT_ONCE):
        some = [people[pk] for pk in ids[start : start + PEOPLE_AT_ONCE]]
        for pk, tallies in tally_ended(read_histories_of(some, period, rules), day, day, rules).items():
            for grade in sorted(grades[pk]):
                tally = tallies.get((grade, day))
                asked, kept = (tally.asked, tally.kept) if tally else (0, 0)
                rows.append(
                    CadenceWindow(
                        user_id=pk, grade=grade, last_on=day, asked=asked, kept=kept, is_fixed=is_fixed
                    )
                )
    return _write(day, rows)


@transaction.atomic
def _write(day: date, rows: list[CadenceWindow]) -> int:
    """Write the rows of a day, but for those that another worker has fixed meanwhile."""
    lock_name(LOCK)
    of_day = CadenceWindow.objects.filter(last_on=day, is_fixed=True)
    fixed = set(of_day.values_list("user_id", "grade"))
    open_rows = [row for row in rows if (row.user_id, row.grade) not in fixed]
    CadenceWindow.objects.bulk_create(
        open_rows,
        update_conflicts=True,
        unique_fields=("user", "grade", "last_on"),
        update_fields=("asked", "kept", "is_fixed"),
    )
    return len(open_rows)
