"""The timetable at work: briefings are planned, prepared, told, closed; what waits too long is told (§7, S109–S111).

Each step of a briefing is done once, whoever comes first: its row is locked, and what was done is written on it in the same
transaction. May run twice, late, after dead days, or on two workers at once.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from accounts.models import User
from briefings.domain.page import to_stored
from briefings.domain.steps import STEPS, State, Step
from briefings.domain.timetable import Slot, compile_from, held_on_instead, hours_of, slots_between
from briefings.models import Briefing, BriefingState, Point, Ruling, ShownPage, TurnedRed
from briefings.models.briefing import NOT_STANDING
from briefings.policies import briefing_policy
from briefings.robot_topics import READY, RED
from briefings.selectors.page import read_belated_page, read_live_page
from briefings.selectors.waiting import Waiting, read_newly_red
from briefings.services.rulings import tell_late
from core import audit, robots
from core.jobs import CLOCK_AHEAD, CLOCK_SLACK
from core.locks import lock_name
from core.notices import Notice, notify, notify_each
from core.work_days import current_calendar
from reports.domain.figures import VERSION, Figures
from reports.domain.figures import to_stored as figures_to_stored
from reports.selectors.figures import read_figures
from reports.selectors.roll import read_roll, without_idle

LOCK = "briefings.timetable"
AHEAD = timedelta(days=7)
FIRST_SPAN = timedelta(days=7)
RETAKE = timedelta(hours=1)
# What is read later than that is not what was shown: then the page is put together from what the records say of then.
KEPT_WITHIN = timedelta(hours=1)
CLOSES_AT_ONCE = 8


def keep_briefings(*, at: datetime) -> dict[str, int]:
    """Do every step whose hour has come: plan, prepare, tell, close, ask for what is late. Returns how often each was done."""
    _reopen(at)
    return {
        "planned": plan_briefings(at=at),
        "prepared": sum(_prepare(pk, at) for pk in _begun(at)),
        "closed": sum(_close(pk, at) for pk in _over(at)),
        "red": tell_red(at=at),
        "late": tell_late(at=at),
    }


# ── plan ────────────────────────────────────────────────────────────────────
@transaction.atomic
def plan_briefings(*, at: datetime) -> int:
    """Plan what the timetable wants up to a week ahead; after dead days one after the other. Returns how many are new.

    One that was not moved by hand and has not begun follows a change of the calendar or the policy: to another day, into
    the one of that day, or it does not take place, until it has a day again (N19).
    """
    lock_name(LOCK)
    today = current_calendar().day_of(at)
    newest = Briefing.objects.order_by("-slot").values_list("slot", flat=True).first()  # scope: of everybody
    first = min(newest, today) if newest else today
    slots = {slot.nominal: slot for slot in _slots(first, today + AHEAD)}
    rows = Briefing.objects.filter(slot__gte=first - AHEAD).order_by("slot")  # scope: of everybody
    known = {row.slot: row for row in rows.select_for_update(no_key=True)}
    made = 0
    for nominal, slot in slots.items():
        row = known.get(nominal)
        if row is not None:
            _follow(row, slot, at)
        elif slot.day <= today + AHEAD and _is_to_plan(slot, newest, at):
            made += _plan(slot)
    for nominal, row in known.items():
        if nominal not in slots and row.starts_at > at:
            _take_out(row, at)
    return made


def _slots(first: date, last: date) -> Iterable[Slot]:
    return slots_between(first, last, briefing_policy(), current_calendar())


def _is_to_plan(slot: Slot, newest: date | None, at: datetime) -> bool:
    """What comes after the newest one, and what has not begun. A new installation begins with one that is not over."""
    starts_at, ends_at = hours_of(slot.day, briefing_policy(), current_calendar())
    if newest is None:
        return ends_at > at
    return slot.nominal > newest or starts_at > at


def _plan(slot: Slot) -> int:
    starts_at, ends_at = hours_of(slot.day, briefing_policy(), current_calendar())
    same_day = Briefing.objects.standing().filter(day=slot.day).first()  # scope: of everybody
    row = Briefing.objects.create(
        slot=slot.nominal, day=slot.day, starts_at=starts_at, ends_at=ends_at, since_at=_since(starts_at),
        state=BriefingState.JOINED if same_day else BriefingState.PLANNED, joined_into=same_day,
    )  # fmt: skip
    _bring_words(same_day or row)
    return 1


def _follow(row: Briefing, slot: Slot, at: datetime) -> None:
    starts_at, ends_at = hours_of(slot.day, briefing_policy(), current_calendar())
    if row.moved_at is not None:
        return
    if starts_at <= at:
        if row.starts_at > at and not current_calendar().is_working_day(row.day):
            _take_out(row, at)
        return
    if row.state in NOT_STANDING:
        _plan_again(row, slot, starts_at, ends_at, at)
    elif _is_free(row, at) and (row.starts_at, row.ends_at) != (starts_at, ends_at):
        put_on(row, starts_at, ends_at, actor=None, at=at)


def _is_free(row: Briefing, at: datetime) -> bool:
    return row.state == BriefingState.PLANNED and row.moved_at is None and row.starts_at > at


def _plan_again(row: Briefing, slot: Slot, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """The timetable has a day of its own for it again."""
    if Briefing.objects.standing().filter(day=slot.day).exists():  # scope: of everybody
        return
    before = row.state
    row.state, row.joined_into = STEPS.after(row.state, Step.PLAN).value, None
    _set_hours(row, starts_at, ends_at)
    row.save()
    _bring_words(row)
    audit.record(
        "briefings.planned_again", actor=None, at=at, target=row, changes={"state": (before, row.state)}
    )


def _take_out(row: Briefing, at: datetime) -> None:
    """It has no day of its own any more: it becomes one with that of the day it moves to, else it does not take place."""
    if not _is_free(row, at):
        return
    calendar = current_calendar()
    day = held_on_instead(row.slot, calendar) if row.slot.weekday() in briefing_policy().days else None
    coming = Briefing.objects.planned().filter(starts_at__gt=at).exclude(pk=row.pk)  # scope: of everybody
    other = coming.filter(day=day).first() if day else None
    if other is not None:
        _join(row, other, actor=None, at=at)
        return
    row.state = STEPS.after(row.state, Step.CANCEL).value
    row.save()
    following = coming.order_by("starts_at").first()
    if following is not None:
        _bring_words(following)
    audit.record(
        "briefings.cancelled", actor=None, at=at, target=row, changes={"state": (State.PLANNED, row.state)}
    )


def _bring_words(row: Briefing) -> None:
    """What was put into briefings that do not take place is said in this one."""
    Point.objects.filter(briefing__state=BriefingState.CANCELLED).update(briefing=row)  # scope: of everybody


def put_on(
    row: Briefing, starts_at: datetime, ends_at: datetime, *, actor: User | None, at: datetime
) -> None:
    """Move a planned briefing behind the timetable's lock; onto the day of another one to come they become one (N19).

    A day whose briefing is over has no room for another: nothing is changed. Who was there and that the boss has looked
    belongs to the day that it left.
    """
    before, day = row.starts_at, current_calendar().day_of(starts_at)
    other = Briefing.objects.standing().filter(day=day).exclude(pk=row.pk).first()  # scope: of everybody
    if other is not None and other.state != BriefingState.PLANNED:
        return
    if other is not None:
        _join(row, other, actor=actor, at=at)
        return
    row.state = STEPS.after(row.state, Step.MOVE).value
    _set_hours(row, starts_at, ends_at)
    row.save()
    audit.record(
        "briefings.moved", actor=actor, at=at, target=row, changes={"starts_at": (before, starts_at)}
    )


def _join(row: Briefing, other: Briefing, *, actor: User | None, at: datetime) -> None:
    row.state, row.joined_into = STEPS.after(row.state, Step.JOIN).value, other
    row.save()
    Point.objects.filter(briefing=row).update(briefing=other)  # scope: of everybody
    changes = {"starts_at": (row.starts_at, other.starts_at)}
    audit.record("briefings.joined", actor=actor, at=at, target=row, changes=changes)


def _set_hours(row: Briefing, starts_at: datetime, ends_at: datetime) -> None:
    """Put it on these hours, with nothing of what was done on the former ones."""
    row.day, row.starts_at, row.ends_at = current_calendar().day_of(starts_at), starts_at, ends_at
    row.figures = row.figures_at = row.compile_told_at = row.ready_told_at = row.read_at = None
    row.since_at = _since(starts_at, row.pk)
    row.attendance.all().delete()


def _since(starts_at: datetime, pk: int = 0) -> datetime:
    """The start of the last briefing that the boss saw; while none was seen, of the one before; else a week back."""
    before = Briefing.objects.standing().filter(starts_at__lt=starts_at).exclude(pk=pk)  # scope: of everybody
    rows = list(before.order_by("-starts_at").values_list("starts_at", "state", "read_at")[:20])
    seen = [began for began, state, read_at in rows if state == State.HELD or read_at is not None]
    return (seen or [row[0] for row in rows] or [starts_at - FIRST_SPAN])[0]


# ── prepare ─────────────────────────────────────────────────────────────────
def _begun(at: datetime) -> list[int]:
    """The next one, if it has not begun and been told: its figures are taken and retaken, and on its day it is told of."""
    rows = Briefing.objects.planned().filter(ends_at__gt=at)  # scope: of everybody
    found = rows.order_by("starts_at").values_list("pk", "ready_told_at").first()
    return [found[0]] if found and not _is_past(found[1], at) else []


def _is_past(noted_at: datetime | None, at: datetime) -> bool:
    """Whether it was noted that it is done; what a clock that was ahead has noted does not count (T3)."""
    return noted_at is not None and noted_at <= at


@transaction.atomic
def _prepare(pk: int, at: datetime) -> int:
    row = Briefing.objects.select_for_update().get(pk=pk)
    if row.state != BriefingState.PLANNED or _is_past(row.ready_told_at, at):
        return 0
    is_ready = at >= row.starts_at
    is_day = compile_from(row.day, row.starts_at, current_calendar()) <= at < row.starts_at
    tells_managers = is_day and not _is_past(row.compile_told_at, at)
    is_stale = row.figures_at is None or abs(at - row.figures_at) >= RETAKE
    if not (is_ready or tells_managers or is_stale):
        return 0
    take_figures(row, at)
    if tells_managers:
        row.compile_told_at = at
        _tell_managers(row, at)
    if is_ready:
        row.ready_told_at = at
        _tell_bosses(row, at)
        robots.announce(READY, at=at)
    row.save()
    return 1


def take_figures(row: Briefing, at: datetime) -> None:
    """Read what happened since the last one that the boss saw, a row per person, up to `at` or the start (S110)."""
    row.since_at = _since(row.starts_at, row.pk)
    span = row.span_at(at)
    roll = read_roll(span, with_managers=True)
    found = without_idle(read_figures(roll, span, as_of=span.ends_at), Figures())
    people = [
        {
            "person": part.person.pk,
            "manager": part.manager.pk if part.manager else None,
            "figures": figures_to_stored(figures),
        }
        for part, figures in found.items()
    ]
    row.figures, row.figures_at = {"version": VERSION, "people": people}, span.ends_at


def managers_who_brief() -> list[int]:
    """Return who briefs the boss: the managers who are none themselves (§7)."""
    rows = User.objects.active().filter(is_manager=True, is_boss=False)
    return list(rows.values_list("pk", flat=True))


def _tell_managers(row: Briefing, at: datetime) -> None:
    values = {"time": f"{current_calendar().local(row.starts_at):%H:%M}"}
    notify(
        managers_who_brief(), key=f"briefing-compile:{row.pk}:{row.starts_at.isoformat()}", at=at, values=values, about=row,
        message=gettext_noop("The briefing is at %(time)s: put in what the boss should know"), url=row.get_absolute_url(),
    )  # fmt: skip


def _tell_bosses(row: Briefing, at: datetime) -> None:
    notify(
        _bosses(), key=f"briefing-ready:{row.pk}:{row.starts_at.isoformat()}", at=at, about=row,
        message=gettext_noop("The briefing is ready"), url=row.get_absolute_url(), is_urgent=True,
    )  # fmt: skip


def _bosses() -> list[int]:
    return list(User.objects.active().filter(is_boss=True).values_list("pk", flat=True))


# ── close, and open again what was closed too early ─────────────────────────
def _over(at: datetime) -> list[int]:
    rows = Briefing.objects.planned().filter(ends_at__lte=at)  # scope: of everybody
    return list(rows.order_by("starts_at").values_list("pk", flat=True)[:CLOSES_AT_ONCE])


@transaction.atomic
def _reopen(at: datetime) -> None:
    """What a clock that ran ahead of `at` closed was not over (T3): it is as before, and closed in its time.

    The pages stay until then: perhaps it is the clock of `at` that is behind.
    """
    ahead = Q(closed_at__gt=at + CLOCK_SLACK, closed_at__lte=at + CLOCK_AHEAD)
    rows = Briefing.objects.filter(ahead).order_by("pk")  # scope: of everybody
    for row in rows.select_for_update(no_key=True):
        before, row.state = row.state, STEPS.after(row.state, Step.REOPEN).value
        row.closed_at = None
        row.save()
        changes = {"state": (before, row.state)}
        audit.record("briefings.reopened", actor=None, at=at, target=row, changes=changes)


@transaction.atomic
def _close(pk: int, at: datetime) -> int:
    """Its hours are over: what was shown is kept, for the boss and for each manager, and whether it was held (S109).

    After dead hours it is what the records still say of then, and says so.
    """
    row = Briefing.objects.select_for_update().get(pk=pk)
    if row.state != BriefingState.PLANNED:
        return 0
    if not _is_past(row.ready_told_at, at):
        take_figures(row, at)
    _keep_pages(row, at)
    row.state = STEPS.after(row.state, step_of(row)).value
    row.closed_at = at
    row.save()
    audit.record("briefings.closed", actor=None, at=at, target=row, changes={"state": ("planned", row.state)})
    return 1


def step_of(row: Briefing) -> Step:
    """Whether it was held: somebody was there, or the boss read its page or ruled in its hours."""
    was_read = row.read_at is not None and row.starts_at <= row.read_at <= row.ends_at
    ruled = Ruling.objects.filter(
        given_at__gte=row.starts_at, given_at__lte=row.ends_at
    )  # scope: of everybody
    return Step.HOLD if was_read or row.attendance.exists() or ruled.exists() else Step.MISS


def _keep_pages(row: Briefing, at: datetime) -> None:
    """What was kept in time stays when it is closed again later than that."""
    is_in_time = at - row.ends_at <= KEPT_WITHIN
    read = read_live_page if is_in_time else read_belated_page
    if is_in_time:
        row.pages.all().delete()
    elif row.pages.exists():
        return
    people = User.objects.active()
    boss = people.filter(is_boss=True).order_by("pk").first()
    readers: list[tuple[User, User | None]] = [(boss, None)] if boss else []
    readers += [
        (manager, manager) for manager in people.filter(is_manager=True, is_boss=False).order_by("pk")
    ]
    ShownPage.objects.bulk_create(
        ShownPage(briefing=row, manager=manager, page=to_stored(read(row, reader, at)))
        for reader, manager in readers
    )


# ── red ─────────────────────────────────────────────────────────────────────
@transaction.atomic
def tell_red(*, at: datetime) -> int:
    """Tell the boss, and the manager who raised it, what has waited too long for a ruling: once, inside the windows (N8)."""
    if not current_calendar().is_open(at):
        return 0
    bosses = list(User.objects.active().filter(is_boss=True).order_by("pk"))
    if not bosses:
        return 0
    # Of two bosses each hears of what is theirs to rule on: nobody rules on their own.
    read = {boss.pk: read_newly_red(boss, at) for boss in bosses}
    red = {(one.kind, one.id): one for rows in read.values() for one in rows}
    if not red:
        return 0
    lock_name(LOCK)
    new = _not_told(list(red.values()))
    TurnedRed.objects.bulk_create(
        TurnedRed(kind=one.kind, subject=one.id, raised_at=one.raised_at, at=at) for one in new
    )
    notify_each(_red_notices(new, read), at=at)
    if new:
        robots.announce(RED, count=len(new), at=at)
    return len(new)


def _not_told(red: list[Waiting]) -> list[Waiting]:
    kinds, ids = {one.kind for one in red}, {one.id for one in red}
    rows = TurnedRed.objects.filter(kind__in=kinds, subject__in=ids)
    told = set(rows.values_list("kind", "subject", "raised_at"))
    return [one for one in red if (one.kind, one.id, one.raised_at) not in told]


def _red_notices(new: Iterable[Waiting], read: Mapping[int, list[Waiting]]) -> Iterable[Notice]:
    for one in new:
        bosses = [
            pk for pk, rows in read.items() if any((row.kind, row.id) == (one.kind, one.id) for row in rows)
        ]
        key = f"point-red:{one.kind}:{one.id}:{one.raised_at.isoformat()}"
        values: dict[str, Any] = {"text": one.short}
        message = gettext_noop("Waits too long for your ruling: %(text)s")
        yield Notice(bosses, key, message, values, one.url, is_urgent=True, about=one.record)
        if one.kind == "point" and one.raised_by.pk not in read:
            yield Notice(
                [one.raised_by.pk], key, gettext_noop("The boss has not ruled on your point yet: %(text)s"), values,
                one.record.get_absolute_url(), about=one.record,
            )  # fmt: skip
