"""How the mail windows stand: one's own day, and the week of all whom one leads. Nothing here grows with the people."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import Absence, User
from accounts.scoping import away_on
from core.domain.work_calendar import ONE_DAY
from core.work_days import current_calendar
from followups.domain.mail_windows import (
    WINDOWS,
    Standing,
    Window,
    bounds_of,
    day_standing,
    owes,
)
from followups.models import FollowUp, MailCheck
from followups.policies import mail_policy
from inquiries.models import Channel

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Mark:
    """A window of a day: how it stands, since when it is done, from when and until when it lasts."""

    window: Window
    standing: Standing
    at: datetime | None = None
    opens: time | None = None
    closes: time | None = None

    @property
    def label(self) -> str:
        return str(MailCheck.Part(self.window).label)


@dataclass(frozen=True)
class DayMarks:
    """A person's day: its three marks, none when nothing is owed (`is_away` or a day off)."""

    on: date
    marks: tuple[Mark, ...] = ()
    is_away: bool = False

    @property
    def missed(self) -> int:
        return sum(mark.standing is Standing.MISSED for mark in self.marks)


@dataclass(frozen=True)
class PersonWeek:
    """A person's week."""

    person: User
    days: list[DayMarks]

    @property
    def missed(self) -> int:
        return sum(day.missed for day in self.days)

    @property
    def done(self) -> int:
        return sum(mark.standing is Standing.DONE for day in self.days for mark in day.marks)

    @property
    def asked(self) -> int:
        """How many were owed so far."""
        return self.done + self.missed


def read_day(person: Any, at: datetime) -> DayMarks:
    """Return the three marks of `person`'s day; none for who does not sell, is away, or on a day off. At most one query."""
    day = current_calendar().day_of(at)
    return _read_days([person], day, at)[person.pk]


def read_today_marks(person: Any, people: Iterable[User], at: datetime) -> tuple[DayMarks, int]:
    """Return `person`'s day, and how many windows of it all of `people`, who sell, have missed so far. One query."""
    others = list(people)
    days = _read_days([person, *others], current_calendar().day_of(at), at)
    return days[person.pk], sum(days[other.pk].missed for other in others)


def _read_days(people: Sequence[Any], day: date, at: datetime) -> dict[int, DayMarks]:
    away = away_on(day).absences
    owing = {
        person.pk
        for person in people
        if person.is_salesperson and _owes(person, day, is_away=person.pk in away)
    }
    done: dict[int, dict[Window, datetime]] = {pk: {} for pk in owing}
    rows = MailCheck.objects.filter(user__in=owing, day=day)
    for user_id, window, ticked_at in rows.values_list("user_id", "window", "at"):
        done[user_id][Window(window)] = ticked_at
    return {
        person.pk: DayMarks(day, _marks(day, done[person.pk], at))
        if person.pk in owing
        else DayMarks(day, is_away=person.pk in away)
        for person in people
    }


def read_weeks(people: Iterable[User], monday: date, at: datetime) -> list[PersonWeek]:
    """Return the week of each of `people`, who sell. Two queries however many they are."""
    return read_stretch(people, monday, monday + WEEK - ONE_DAY, at)


def read_stretch(people: Iterable[User], first_on: date, last_on: date, at: datetime) -> list[PersonWeek]:
    """Return the days from `first_on` to `last_on` of each of `people`, who sell, as they stand at `at`. Two queries."""
    rows = list(people)
    days = [first_on + timedelta(days=number) for number in range((last_on - first_on).days + 1)]
    ids = [person.pk for person in rows]
    done: dict[tuple[int, date], dict[Window, datetime]] = {}
    found = MailCheck.objects.filter(_known_by(at), user__in=ids, day__range=(days[0], days[-1]))
    for user_id, day, window, ticked_at in found.values_list("user_id", "day", "window", "at"):
        done.setdefault((user_id, day), {})[Window(window)] = ticked_at
    away = _days_away(ids, days)
    return [
        PersonWeek(
            person,
            [
                _day_of(person, day, done.get((person.pk, day), {}), at, is_away=(person.pk, day) in away)
                for day in days
            ],
        )
        for person in rows
    ]


def weeks_of(stretch: PersonWeek) -> list[PersonWeek]:
    """Return a person's stretch week by week, from Monday to Sunday; days outside it are there without marks. No query."""
    days = {day.on: day for day in stretch.days}
    first_on, last_on = stretch.days[0].on, stretch.days[-1].on
    monday, found = first_on - timedelta(days=first_on.weekday()), []
    while monday <= last_on:
        week = [monday + timedelta(days=number) for number in range(7)]
        found.append(PersonWeek(stretch.person, [days.get(day) or DayMarks(day) for day in week]))
        monday += WEEK
    return found


def _known_by(at: datetime) -> Q:
    """Without the ticks of mails that were typed in after `at`: a late job reads what one in time had read."""
    later = FollowUp.objects.filter(
        by=OuterRef("user"), channel=Channel.EMAIL, at=OuterRef("at"), entered_at__gt=at
    )
    return Q(is_by_hand=True, at__lte=at) | Q(~Exists(later), is_by_hand=False)


def _days_away(ids: Collection[int], days: list[date]) -> set[tuple[int, date]]:
    rows = Absence.objects.holding().within(days[0], days[-1]).filter(user__in=ids)
    spans = list(rows.values_list("user_id", "starts_on", "ends_on"))
    return {(pk, day) for pk, first, last in spans for day in days if first <= day <= last}


def _day_of(
    person: User, day: date, done: dict[Window, datetime], at: datetime, *, is_away: bool
) -> DayMarks:
    if not _owes(person, day, is_away=is_away):
        return DayMarks(day, is_away=is_away and current_calendar().is_working_day(day))
    return DayMarks(day, _marks(day, done, at))


def _owes(person: Any, day: date, *, is_away: bool) -> bool:
    calendar = current_calendar()
    return owes(
        day,
        is_working=calendar.is_working_day(day),
        is_away=is_away,
        joined_on=calendar.day_of(person.joined_at) if person.joined_at else None,
        gone_on=calendar.day_of(person.frozen_at) if person.frozen_at else None,
    )


def _marks(day: date, done: dict[Window, datetime], at: datetime) -> tuple[Mark, ...]:
    local, rule = current_calendar().local(at), mail_policy()
    standings = day_standing(day, done.keys(), today=local.date(), now=local.time(), policy=rule)
    return tuple(
        Mark(window, standing, done.get(window), *bounds_of(window, rule))
        for window, standing in zip(WINDOWS, standings, strict=True)
    )
