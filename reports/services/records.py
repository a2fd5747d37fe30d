"""The records of months and quarters at work: opened when they begin, issued with frozen figures when they are over."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.locks import lock_name
from core.notices import Notice, notify_each
from core.work_days import current_calendar
from reports.domain import management
from reports.domain.days import MONTHS_OF, Kind, Stretch, stretch_of
from reports.domain.figures import to_stored
from reports.models import PersonRecord, RecordPeriod
from reports.policies import days_policy
from reports.selectors.records import kept_at_the_end, work_out
from reports.selectors.roll import Leaders, Part, Roll, leaders_at, read_roll

LOCK = "reports.records"


def keep_records(*, at: datetime) -> dict[str, int]:
    """Open, settle and issue the records of months and quarters whose time has come; returns how many of each.

    The windows of the cadence that ended are written down before (`keep_windows`). May run twice, late, or on two workers at once: after dead months each period is issued in order, exactly once.
    """
    today = current_calendar().day_of(at)
    opened = open_due(at=at)
    due = _due(at)
    unsettled = [row.pk for row in _running() if row.settled_on != today]
    return {
        "opened": opened,
        "settled": sum(_settle(pk, at) for pk in unsettled),
        "issued": sum(_issue(pk, at) for pk in due),
    }


def records_are_due(*, at: datetime) -> bool:
    """Whether the records of a month or quarter are to be issued: what the nights write down has to stand by then."""
    return bool(_due(at))


def _running() -> list[RecordPeriod]:
    return list(RecordPeriod.objects.filter(issued_at=None).order_by("first_on", "-kind"))


def _due(at: datetime) -> list[int]:
    calendar, policy = current_calendar(), days_policy()
    return [row.pk for row in _running() if row.stretch.issued_at(policy, calendar) <= at]


# ── open ────────────────────────────────────────────────────────────────────
@transaction.atomic
def open_due(*, at: datetime) -> int:
    """Open the months and quarters that have begun, one after the other."""
    today = current_calendar().day_of(at)
    wanted = [stretch for kind in MONTHS_OF for stretch in _outstanding(kind, stretch_of(kind, today))]
    if not wanted:
        return 0
    lock_name(LOCK)
    rows = [
        RecordPeriod(kind=stretch.kind, first_on=stretch.first_on, last_on=stretch.last_on)
        for kind in MONTHS_OF
        for stretch in _outstanding(kind, stretch_of(kind, today))
    ]
    RecordPeriod.objects.bulk_create(rows)
    return len(rows)


def _outstanding(kind: Kind, this: Stretch) -> list[Stretch]:
    """What has begun and is not open; a new installation begins with the present one."""
    newest = RecordPeriod.objects.filter(kind=kind).first()
    stretch = newest.stretch.following if newest else this
    found = []
    while stretch.first_on <= this.first_on:
        found.append(stretch)
        stretch = stretch.following
    return found


# ── settle ──────────────────────────────────────────────────────────────────
@transaction.atomic
def _settle(pk: int, at: datetime) -> int:
    """Once a day: who is in it, and who leads whom."""
    row, today = _lock(pk), current_calendar().day_of(at)
    if row.settled_on == today:
        return 0
    _settle_people(row, read_roll(row.span))
    row.settled_on = today
    row.save(update_fields=["settled_on"])
    return 1


def _settle_people(period: RecordPeriod, roll: Roll) -> list[PersonRecord]:
    there = {row.person_id: row for row in period.records.select_for_update(of=("self",)).order_by("pk")}
    PersonRecord.objects.bulk_create(
        PersonRecord(period=period, person=own[0].person) for pk, own in roll.parts.items() if pk not in there
    )
    rows = list(period.records.select_related("person").order_by("pk"))
    leaders = leaders_at(period.span.ends_at)
    for row in rows:
        if row.person_id in roll.parts:
            row.manager = _led_by(roll.parts[row.person_id][-1], leaders)
    PersonRecord.objects.bulk_update(rows, ["manager"])
    return rows


def _led_by(part: Part, leaders: Leaders) -> User | None:
    """The manager of the period's end; nobody reports to themselves (§7)."""
    manager = leaders.of_part(part)
    return manager if manager is not None and manager.pk != part.person.pk else None


# ── issue ───────────────────────────────────────────────────────────────────
@transaction.atomic
def _issue(pk: int, at: datetime) -> int:
    """Freeze the figures as they were known at the period's end, and tell everybody."""
    row = _lock(pk)
    if row.issued_at is not None:
        return 0
    records = _settle_people(row, read_roll(row.span))
    roll = read_roll(row.span, [record.person for record in records])  # also who sells no more
    found = work_out(row, roll, row.span.ends_at, kept_at_the_end(row, roll.people))
    for record in records:
        if record.person_id in found:
            figures, customers = found[record.person_id]
            record.figures, record.customers = to_stored(figures), management.to_stored(customers)
    PersonRecord.objects.bulk_update(records, ["figures", "customers"])
    row.issued_at, row.settled_on = at, current_calendar().day_of(at)
    row.save(update_fields=["issued_at", "settled_on"])
    audit.record(
        "reports.records_issued", actor=None, at=at, target=row, changes={"count": (0, len(records))}
    )
    _tell(row, records, at)
    return 1


# How the notices of before are worded: they still stand in people's lists.
WORDED_BEFORE = (gettext_noop("The records of %(period)s are ready"),)


def _tell(period: RecordPeriod, records: list[PersonRecord], at: datetime) -> None:
    values = {"period": period_name(period)}
    leading = {record.manager_id for record in records if record.manager_id is not None}
    readers = User.objects.active().filter(Q(is_boss=True) | Q(pk__in=leading))
    own = [
        Notice(
            [record.person_id], f"record:{record.pk}", gettext_noop("Your records of %(period)s are ready"), values,
            record.get_absolute_url(), about=record,
        )
        for record in records
        if record.person.frozen_at is None and record.person.is_active
    ]  # fmt: skip
    everybodys = Notice(
        readers.values_list("pk", flat=True), f"records:{period.pk}", gettext_noop("The records of %(period)s are ready, and how the cadence was kept in it"),
        values, period.get_absolute_url(),
    )  # fmt: skip
    notify_each([*own, everybodys], at=at)


def period_name(period: RecordPeriod) -> str:
    """Return `2026-11`, or `2026 Q4`."""
    day = period.first_on
    return f"{day:%Y-%m}" if period.kind == Kind.MONTH else f"{day.year} Q{(day.month + 2) // 3}"


def _lock(pk: int) -> RecordPeriod:
    return RecordPeriod.objects.select_for_update().get(pk=pk)
