"""What the reports of a year must hold (§7; N9, N17–N19), as pure functions of a World."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise

from .calendar import (
    ONE_DAY,
    Calendar,
    at,
    days_from_to,
    end_of,
    first_of_month,
    first_of_next_month,
    monday_of,
    start_of,
)
from .clocks import Clock, boss_sees_from, reply_clock, result_of_reply, ruling_red_from
from .due import HALF_MONTH_DAYS, WORKING_DAYS, moves_the_cadence, next_due
from .people import (
    LAST_INSTANT,
    absence_on,
    grade_at,
    grade_on,
    is_active_at,
    manager_at,
    owner_at,
    responsible_at,
    responsible_on,
    team_at,
)
from .world import (
    GRADES,
    MAIL_WINDOWS,
    BuyerMessage,
    Customer,
    HelpRequest,
    Person,
    Point,
    World,
)

# --- 1. the timetable of weekly reports (§7, N18) ------------------------------------------------


@dataclass(frozen=True)
class WeeklyPeriod:
    """One weekly report: its day, what it covers ([start, end)) and its hours."""

    day: date
    start: datetime
    end: datetime
    issued_at: datetime
    due_at: datetime
    department_at: datetime


def report_day(calendar: Calendar, monday: date) -> date | None:
    """The report's day in the week that begins on ``monday``.

    Saturday; "a Saturday off → the last working day before" (§7), in the same week; "a week
    without a working day has no report" (N18).
    """
    working = calendar.working_days(monday, monday + timedelta(days=5))
    return working[-1] if working else None


def cut_off(day: date) -> datetime:
    """The cut-off of a report's day: 13:30; "a moved Saturday moves whole, with its hours"."""
    return at(day, 13, 30)


def previous_report_day(calendar: Calendar, day: date) -> date:
    """The day of the report before the one of ``day``'s week."""
    monday = monday_of(day)
    while True:
        monday -= timedelta(days=7)
        found = report_day(calendar, monday)
        if found is not None:
            return found


def weekly_period(calendar: Calendar, day: date) -> WeeklyPeriod:
    """The period of the report of that day: "from the last cut-off to this one" (§7)."""
    return WeeklyPeriod(
        day=day,
        start=cut_off(previous_report_day(calendar, day)),
        end=cut_off(day),
        issued_at=at(day, 9),
        due_at=at(day, 13, 30),
        department_at=at(day, 17),
    )


def mondays_touching(year: int) -> list[date]:
    """The Mondays of all calendar weeks that have a day in the year."""
    return days_from_to(monday_of(date(year, 1, 1)), date(year, 12, 31))[::7]


def weekly_timetable(calendar: Calendar, year: int) -> list[WeeklyPeriod]:
    """The weekly reports whose day lies in the year, in order."""
    days = [report_day(calendar, monday) for monday in mondays_touching(year)]
    return [weekly_period(calendar, day) for day in days if day is not None and day.year == year]


def weeks_without_report(calendar: Calendar, year: int) -> list[date]:
    """The Mondays of the weeks (touching the year) without a report (N18)."""
    return [monday for monday in mondays_touching(year) if report_day(calendar, monday) is None]


# --- 2. who owes a report, to whom, and when it was given (N18) ----------------------------------


@dataclass(frozen=True)
class Owed:
    """A weekly report that a person owes."""

    person_id: str
    period: WeeklyPeriod
    start: datetime
    """The report's own start: the period's, or the joining."""
    manager_id: str


def is_present_on(calendar: Calendar, person: Person, day: date) -> bool:
    """A working day of the company on which the person, joined by then, is not away."""
    return calendar.is_working_day(day) and person.joined_at.date() <= day and absence_on(person, day) is None


def working_days_in(calendar: Calendar, person: Person, period: WeeklyPeriod) -> list[date]:
    """The person's working days in the period.

    The days after the last cut-off's day, up to this one: who is on leave from Monday to Saturday
    "owes no report", so Saturday afternoon after a cut-off is no day of the period (CHOICES 10).
    """
    days = days_from_to(period.start.date() + ONE_DAY, period.day)
    return [day for day in days if is_present_on(calendar, person, day)]


def recipient(world: World, person: Person, moment: datetime) -> str:
    """The manager of the cut-off (N18); a manager's own report goes to the boss (CHOICES 11)."""
    manager_id = manager_at(world, person, moment)
    return world.boss_id if manager_id == person.id else manager_id


def weekly_owed(world: World, calendar: Calendar, period: WeeklyPeriod) -> list[Owed]:
    """N18: "owed by who is active at the cut-off and had a working day in the period, from
    joining on".  Salespeople only (§7: "each salesperson gets a draft").
    """
    return [
        Owed(
            person_id=person.id,
            period=period,
            start=max(period.start, person.joined_at),
            manager_id=recipient(world, person, period.end),
        )
        for person in world.people
        if person.is_salesperson
        and person.joined_at < period.end
        and is_active_at(person, period.end)
        and working_days_in(calendar, person, period)
    ]


def submitted_at(world: World, person_id: str, period: WeeklyPeriod) -> datetime | None:
    """The first submission of the report."""
    found = world.submissions_of.get((person_id, period.day), [])
    return found[0].at if found else None


def submission_state(world: World, person_id: str, period: WeeklyPeriod, now: datetime) -> str:
    """in_time, late ("due 13:30; a late one is marked"), awaited or not_given."""
    given = submitted_at(world, person_id, period)
    if given is not None and given <= now:
        return "in_time" if given <= period.due_at else "late"
    return "awaited" if now <= period.due_at else "not_given"


def figures_freeze_at(world: World, person_id: str, period: WeeklyPeriod) -> datetime:
    """N18: "the figures freeze at the cut-off, or at submission if that is later".

    The last submission, should the manager have reopened the report.
    """
    found = world.submissions_of.get((person_id, period.day), [])
    return max([period.end, *(submission.at for submission in found)])


# --- 3. compliance (N17) -------------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """A window of the compliance figures: a calendar week, a half-month or a month."""

    kind: str
    first_day: date
    last_day: date

    @property
    def ends_at(self) -> datetime:
        """24:00 of its last day."""
        return end_of(self.last_day)


KIND_OF_GRADE = {"A": "week", "B": "week", "C": "half_month", "D": "month"}


def week_of(day: date) -> Window:
    """The calendar week, Monday to Sunday."""
    return Window("week", monday_of(day), monday_of(day) + timedelta(days=6))


def half_month_of(day: date) -> Window:
    """Half-months are 1–15 and 16–end (§7)."""
    if day.day <= 15:
        return Window("half_month", day.replace(day=1), day.replace(day=15))
    return Window("half_month", day.replace(day=16), first_of_next_month(day) - ONE_DAY)


def month_of(day: date) -> Window:
    """The calendar month."""
    return Window("month", first_of_month(day), first_of_next_month(day) - ONE_DAY)


def windows_ending_in(start: datetime, end: datetime) -> list[Window]:
    """N17: "A window belongs to the period in which it ends": after ``start``, by ``end``."""
    windows: set[Window] = set()
    for day in days_from_to(start.date() - ONE_DAY, end.date()):
        for window in (week_of(day), half_month_of(day), month_of(day)):
            if start < window.ends_at <= end:
                windows.add(window)
    return sorted(windows, key=lambda each: (each.first_day, each.last_day, each.kind))


def asked_for_days(calendar: Calendar, grade: str, window: Window, days: Iterable[date]) -> int:
    """What is asked in a window of one customer over the days that count for a person (N17)."""
    counted = list(days)
    runs = unbroken_runs(counted)
    # "A window without a working day asks nothing."
    if not calendar.working_days(window.first_day, window.last_day):
        return 0
    # "floor(working days in the calendar week on which the person was responsible and the grade
    # held ÷ interval) for A and B;"
    if grade in WORKING_DAYS:
        working = [[day for day in run if calendar.is_working_day(day)] for run in runs]
        return sum(len(run) // WORKING_DAYS[grade] for run in working)
    # "floor(such days of the half-month ÷ 15) for C;" (calendar days:
    # "13 days")
    if grade == "C":
        return sum(len(run) // HALF_MONTH_DAYS for run in runs)
    # "1 for D when both held throughout the calendar month, else 0."
    return 1 if counted == days_from_to(window.first_day, window.last_day) else 0


def unbroken_runs(days: list[date]) -> list[list[date]]:
    """The days in stretches without a gap: "whole intervals" run in time (CHOICES 14)."""
    runs: list[list[date]] = []
    for day in days:
        if runs and runs[-1][-1] + ONE_DAY == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


@cache
def counted_days(world: World, customer_id: str, window: Window) -> dict[tuple[str, str], list[date]]:
    """The days of the window by (person responsible, grade held), for grades of its kind."""
    customer = world.customer_of_id[customer_id]
    found: dict[tuple[str, str], list[date]] = {}
    for day in days_from_to(window.first_day, window.last_day):
        if day <= customer.created_at.date():
            continue  # the first interval runs from the day of entry, as from a contact (N12)
        grade = grade_on(customer, day)
        person_id = responsible_on(world, customer_id, day)
        if grade is None or person_id is None or KIND_OF_GRADE[grade] != window.kind:
            continue
        found.setdefault((person_id, grade), []).append(day)
    return found


@dataclass(frozen=True)
class ComplianceRow:
    """Kept of asked: one person, customer, grade and window."""

    person_id: str
    customer_id: str
    grade: str
    window: Window
    kept: int
    asked: int


def compliance_rows(
    world: World, calendar: Calendar, windows: Iterable[Window], known_at: datetime
) -> list[ComplianceRow]:
    """All rows that ask something, as known at a moment.

    "Kept = contact days in the window, at most what is asked": the days with a contact on which
    this person was responsible and this grade held, whoever made it (N9, N17; CHOICES 14).
    """
    rows: list[ComplianceRow] = []
    for window in windows:
        for customer in world.customers:
            by_person = counted_days(world, customer.id, window)
            if not by_person:
                continue
            contact_days = {
                contact.at.date()
                for contact in world.contacts_with[customer.id]
                if moves_the_cadence(contact) and contact.at <= known_at and contact.entered_at <= known_at
            }
            for (person_id, grade), days in by_person.items():
                asked = asked_for_days(calendar, grade, window, days)
                if asked == 0:
                    continue
                kept = min(asked, len([day for day in days if day in contact_days]))
                rows.append(ComplianceRow(person_id, customer.id, grade, window, kept, asked))
    return rows


def compliance(rows: Iterable[ComplianceRow], person_id: str) -> dict[str, tuple[int, int]]:
    """(kept, asked) of a person per grade, over the given rows."""
    total = dict.fromkeys(GRADES, (0, 0))
    for row in rows:
        if row.person_id == person_id:
            kept, asked = total[row.grade]
            total[row.grade] = (kept + row.kept, asked + row.asked)
    return total


# --- 4. the figures of a person (§7; N9, N18) ----------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """The figures of one person over one span of time, as known at one moment."""

    received: int = 0
    """Messages that ask something, received while responsible."""
    inquiries_received: int = 0
    """Those of them that were the first of their inquiry."""
    in_target: int = 0
    in_limit: int = 0
    answer_minutes: int = 0
    """Working minutes from receipt to reply, of those in time ("received and answered with times", §7)."""
    late: int = 0
    late_excepted: int = 0
    """Late ones with an accepted exception: visible, not held against the person."""
    invalid: int = 0
    ran_out: int = 0
    """Limits that passed in the span without an answer by then."""
    ran_out_excepted: int = 0
    """Those of them that do not count against the person: an accepted exception."""
    open: int = 0
    """Unanswered when the figures are taken."""
    contacts: dict[str, int] = field(default_factory=dict)
    """Contacts made, by the grade then."""
    customers_contacted: int = 0
    new_customers: int = 0
    new_customers_contacted: int = 0
    quotes: int = 0
    samples: int = 0
    orders: int = 0
    order_amounts: dict[str, Decimal] = field(default_factory=dict)
    mail_done: int = 0
    mail_asked: int = 0
    cadence: dict[str, tuple[int, int]] = field(default_factory=dict)
    """(kept, asked) by grade."""


LONG_AGO = timedelta(days=40)
"""No limit lies that far behind its message: the longest holiday has nine days."""


@cache
def clock_of(calendar: Calendar, message: BuyerMessage) -> Clock:
    """The reply clock of a message."""
    return reply_clock(calendar, message.received_at, message.is_fax)


def is_known(happened_at: datetime, entered_at: datetime, known_at: datetime) -> bool:
    """Had it happened, and was it typed in, by then?"""
    return happened_at <= known_at and entered_at <= known_at


def reply_known(message: BuyerMessage, known_at: datetime) -> datetime | None:
    """The time of the reply, as far as it is known at a moment."""
    if message.replied_at is None:
        return None
    entered_at = message.reply_entered_at or message.replied_at
    return message.replied_at if is_known(message.replied_at, entered_at, known_at) else None


def counts_for(world: World, calendar: Calendar, message: BuyerMessage, known_at: datetime) -> str | None:
    """N9: "Clocks count for the one responsible when they are met or run out"; while one runs: then (CHOICES 16).

    A limit at midnight is the end of its day ("Monday 24:00"); a message found invalid in time ends its clock.
    """
    limit = clock_of(calendar, message).limit
    replied_at = reply_known(message, known_at)
    ends = [limit - LAST_INSTANT, known_at]
    if replied_at is not None and replied_at <= limit:
        ends = [replied_at, known_at]
    elif is_invalid_by(message, min(limit, known_at)) and message.invalid_at is not None:
        ends.append(message.invalid_at)
    return responsible_at(world, message.customer_id, min(ends))


def is_invalid_by(message: BuyerMessage, moment: datetime) -> bool:
    """Was it closed as invalid by then?"""
    return message.invalid_at is not None and message.invalid_at <= moment


def mail_window_span(day: date, window: str) -> tuple[datetime, datetime]:
    """§3: "morning to 11:30, midday 11:30–15:00, end of day from 15:00"."""
    if window == "morning":
        return start_of(day), at(day, 11, 30)
    if window == "midday":
        return at(day, 11, 30), at(day, 15)
    return at(day, 15), end_of(day)


def mail_windows(
    world: World,
    calendar: Calendar,
    person: Person,
    start: datetime,
    end: datetime,
    known_at: datetime,
) -> tuple[int, int]:
    """(done, asked): the windows that end in the span, on days when the person is present.

    "A contact or reply by mail in the window ticks it, or one click" (§3).  Asked of salespeople.
    """
    if not person.is_salesperson:
        return 0, 0
    ticked = {(check.day, check.window) for check in world.mail_checks_by[person.id] if check.at <= known_at}
    mails = [
        contact.at
        for contact in world.contacts_by[person.id]
        if contact.channel == "mail"
        and contact.reached
        and not contact.is_mass_mailing
        and start - timedelta(days=2) <= contact.at <= end
        and is_known(contact.at, contact.entered_at, known_at)
    ]
    done = asked = 0
    for day in days_from_to(start.date() - ONE_DAY, end.date()):
        # from the day after joining, until the day before the freeze (CHOICES 19)
        is_settled = person.joined_at.date() < day and (
            person.frozen_at is None or day < person.frozen_at.date()
        )
        if not is_settled or not is_present_on(calendar, person, day):
            continue
        for window in MAIL_WINDOWS:
            opens, closes = mail_window_span(day, window)
            if not start < closes <= end:
                continue
            asked += 1
            if (day, window) in ticked or any(opens <= mail < closes for mail in mails):
                done += 1
    return done, asked


def figures(
    world: World,
    calendar: Calendar,
    person_id: str,
    start: datetime,
    end: datetime,
    known_at: datetime,
    rows: Iterable[ComplianceRow] | None = None,
    counts_open: bool = True,
    contacted_until: datetime | None = None,
) -> Figures:
    """The figures of a person over [start, end), as known at ``known_at``.

    ``contacted_until``: until when a new customer's contact counts, for a part of a period its end (CHOICES 13).
    ``counts_open``: whether the span is the one in which the figures are taken: what is open is open now.

    ``rows``: compliance rows already worked out for the windows that end in the span (to save
    time when many people are asked for); without them they are worked out here.
    """
    person = world.person_of_id[person_id]

    def falls_in(moment: datetime) -> bool:
        return start <= moment < end

    # inquiries and answers
    received = inquiries_received = in_target = in_limit = answer_minutes = 0
    late = late_excepted = invalid = ran_out = ran_out_excepted = still_open = 0
    for message in world.messages:
        if message.received_at >= end or message.entered_at > known_at:
            continue
        settled_at = message.reply_entered_at or message.replied_at
        if settled_at is not None and max(settled_at, message.received_at + LONG_AGO) < start:
            continue  # answered and its limit past before the span: nothing of it falls in
        if counts_for(world, calendar, message, known_at) != person_id:
            continue
        clock = clock_of(calendar, message)
        replied_at = reply_known(message, known_at)
        is_excepted = message.exception_accepted and replied_at is not None
        # received
        if falls_in(message.received_at):
            received += 1
            if is_first_of_inquiry(world, message):
                inquiries_received += 1
        # answered
        if replied_at is not None and falls_in(replied_at):
            result = result_of_reply(clock, replied_at)
            if result != "late":
                answer_minutes += calendar.working_minutes_between(message.received_at, replied_at)
            in_target += result == "in_target"
            in_limit += result == "in_limit"
            late += result == "late" and not is_excepted
            late_excepted += result == "late" and is_excepted
        # closed as invalid
        is_invalid = is_invalid_by(message, known_at)
        if is_invalid and message.invalid_at is not None and falls_in(message.invalid_at):
            invalid += 1
        # run out: the limit itself is still in time (N3)
        has_passed = falls_in(clock.limit) and clock.limit < known_at
        is_met = replied_at is not None and replied_at <= clock.limit
        if has_passed and not is_met and not is_invalid_by(message, clock.limit):
            ran_out += 1
            ran_out_excepted += is_excepted
        # open when the figures are taken
        if counts_open and replied_at is None and not is_invalid:
            still_open += 1

    # contacts
    contacts = dict.fromkeys(GRADES, 0)
    contacted: set[str] = set()
    for contact in world.contacts_by[person_id]:
        if not falls_in(contact.at) or not moves_the_cadence(contact):
            continue
        if not is_known(contact.at, contact.entered_at, known_at):
            continue
        contacts[grade_at(world.customer_of_id[contact.customer_id], contact.at)] += 1
        contacted.add(contact.customer_id)

    # new customers
    new_customers = new_contacted = 0
    for customer in world.customers:
        if customer.is_imported or not falls_in(customer.created_at):
            continue
        if owner_at(customer, customer.created_at) != person_id:
            continue
        new_customers += 1
        if was_contacted_since_its_week(world, customer, contacted_until or end, known_at):
            new_contacted += 1

    # quotes, samples and orders stay with the owner (N9)
    def is_own(customer_id: str, moment: datetime) -> bool:
        customer = world.customer_of_id[customer_id]
        return falls_in(moment) and owner_at(customer, moment) == person_id

    orders = [order for order in world.orders if is_own(order.customer_id, order.at)]
    # "amounts in different currencies are never added" (§9)
    amounts: dict[str, Decimal] = {}
    for order in orders:
        amounts[order.currency] = amounts.get(order.currency, Decimal(0)) + order.amount

    mail_done, mail_asked = mail_windows(world, calendar, person, start, end, known_at)
    if rows is None:
        rows = compliance_rows(world, calendar, windows_ending_in(start, end), known_at)

    return Figures(
        received=received,
        inquiries_received=inquiries_received,
        in_target=in_target,
        in_limit=in_limit,
        answer_minutes=answer_minutes,
        late=late,
        late_excepted=late_excepted,
        invalid=invalid,
        ran_out=ran_out,
        ran_out_excepted=ran_out_excepted,
        open=still_open,
        contacts=contacts,
        customers_contacted=len(contacted),
        new_customers=new_customers,
        new_customers_contacted=new_contacted,
        quotes=len([each for each in world.quotes if is_own(each.customer_id, each.at)]),
        samples=len([each for each in world.samples if is_own(each.customer_id, each.at)]),
        orders=len(orders),
        order_amounts=amounts,
        mail_done=mail_done,
        mail_asked=mail_asked,
        cadence=compliance(rows, person_id),
    )


def is_first_of_inquiry(world: World, message: BuyerMessage) -> bool:
    """Is it the message with which its inquiry arrived?"""
    inquiry = [
        each for each in world.messages_of[message.customer_id] if each.inquiry_id == message.inquiry_id
    ]
    return inquiry[0].id == message.id


def was_contacted_since_its_week(
    world: World, customer: Customer, before: datetime, known_at: datetime
) -> bool:
    """A contact from the Monday of the week of entry until ``before`` (CHOICES 6, 13)."""
    monday = start_of(monday_of(customer.created_at.date()))
    return any(
        moves_the_cadence(contact)
        and monday <= contact.at < before
        and is_known(contact.at, contact.entered_at, known_at)
        for contact in world.contacts_with[customer.id]
    )


# --- 5. weekly figures of people and departments (N18) -------------------------------------------


@dataclass(frozen=True)
class Part:
    """The part of a person's period in one team; ``mark`` is "left" for who was frozen in it."""

    person_id: str
    team_id: str
    start: datetime
    end: datetime
    mark: str
    figures: Figures


@dataclass(frozen=True)
class WeeklyFigures:
    """A person's figures for a weekly period: the whole, and its parts by team."""

    person_id: str
    period: WeeklyPeriod
    known_at: datetime
    whole: Figures
    parts: tuple[Part, ...]


def person_span(person: Person, period: WeeklyPeriod) -> tuple[datetime, datetime] | None:
    """The person's part of the period: from joining on, up to the freeze (N18)."""
    start = max(period.start, person.joined_at)
    end = period.end
    if person.frozen_at is not None:
        end = min(end, person.frozen_at)
    return (start, end) if start < end else None


def weekly_figures(
    world: World,
    calendar: Calendar,
    person_id: str,
    period: WeeklyPeriod,
    known_at: datetime | None = None,
) -> WeeklyFigures | None:
    """The figures of a person for a weekly period as frozen; None outside their time here.

    ``known_at``: as known then instead.

    "each team's figures hold what was done in it"; "the figures up to the freeze stand in the
    department's, marked 'left'" (N18).
    """
    person = world.person_of_id[person_id]
    span = person_span(person, period)
    if span is None:
        return None
    start, end = span
    known_at = known_at or figures_freeze_at(world, person_id, period)
    rows = period_rows(world, calendar, period, known_at)

    def figures_of(since: datetime, until: datetime) -> Figures:
        belonging = [row for row in rows if since < row.window.ends_at <= until]
        return figures(
            world, calendar, person_id, since, until, known_at, belonging, until == period.end, period.end
        )

    whole = figures_of(start, end)
    stretches = parts_by_team(person, start, end, has_left=is_frozen_by(person, period.end))
    parts = tuple(
        replace(part, figures=whole if len(stretches) == 1 else figures_of(part.start, part.end))
        for part in stretches
    )
    return WeeklyFigures(person_id, period, known_at, whole, parts)


def is_frozen_by(person: Person, moment: datetime) -> bool:
    """Has the person left by then?"""
    return person.frozen_at is not None and person.frozen_at <= moment


def parts_by_team(person: Person, start: datetime, end: datetime, has_left: bool) -> list[Part]:
    """The stretches of [start, end) by team, still without figures (N18: "each team's figures hold what was done in it")."""
    moves = [moved_at for moved_at, _ in sorted(person.team_moves) if start < moved_at < end]
    edges = [start, *moves, end]
    parts: list[Part] = []
    for since, until in pairwise(edges):
        is_last = until == end
        mark = "left" if has_left and is_last else "" if is_last else "moved"
        parts.append(Part(person.id, team_at(person, since), since, until, mark, Figures()))
    return parts


@cache
def period_rows(
    world: World, calendar: Calendar, period: WeeklyPeriod, known_at: datetime
) -> tuple[ComplianceRow, ...]:
    """The compliance rows of the windows that end in the period."""
    windows = windows_ending_in(period.start, period.end)
    return tuple(compliance_rows(world, calendar, windows, known_at))


def department_parts(world: World, calendar: Calendar, period: WeeklyPeriod) -> list[Part]:
    """What stands in the departments' reports of a period, as sent at 17:00: every part, done in its team.

    "The figures freeze at the cut-off, or at submission if that is later" (N18): of who was in one team the whole
    time and submitted until then, they are those of the submission; of all others those of the cut-off (CHOICES 30).
    """
    found: list[Part] = []
    for person in world.people:
        weekly = weekly_figures(world, calendar, person.id, period, known_at=period.end)
        if weekly is None:
            continue
        frozen_at = figures_freeze_at(world, person.id, period)
        is_whole = len(weekly.parts) == 1 and not weekly.parts[0].mark
        if is_whole and frozen_at <= period.department_at:
            weekly = weekly_figures(world, calendar, person.id, period) or weekly
        found.extend(weekly.parts)
    return found


def typed_in_late(world: World, person_id: str, period: WeeklyPeriod, previous: WeeklyPeriod) -> list[str]:
    """Contacts that happened before the period and were typed in after the figures of the report
    before froze, and before this one's do: they stand in neither by their time (CHOICES 9).
    """
    after = figures_freeze_at(world, person_id, previous)
    until = figures_freeze_at(world, person_id, period)
    return [
        contact.id
        for contact in world.contacts_by[person_id]
        if contact.at < period.start and moves_the_cadence(contact) and after < contact.entered_at <= until
    ]


# --- 6. daily reports and the digest (§7) --------------------------------------------------------


def daily_owed(world: World, calendar: Calendar, day: date) -> list[str]:
    """Who owes a daily report: a salesperson present on a working day, active at its 20:00."""
    return [
        person.id
        for person in world.people
        if person.is_salesperson
        and is_present_on(calendar, person, day)
        and is_active_at(person, at(day, 20))
    ]


def told_of_day(world: World, calendar: Calendar, day: date, moment: datetime) -> list[str]:
    """Whom asking for the daily report (from 16:30), or reminding of it (from 19:30), tells at that moment (CHOICES 32).

    Who owes it, as far as it is known then; from its digest on nobody.
    """
    if not at(day, 16, 30) <= moment < at(day, 20):
        return []
    return [
        person.id
        for person in world.people
        if person.is_salesperson and is_present_on(calendar, person, day) and not is_frozen_by(person, moment)
    ]


def digest_at(calendar: Calendar, day: date) -> datetime | None:
    """The manager's digest to the boss: 20:00 of each working day."""
    return at(day, 20) if calendar.is_working_day(day) else None


def digests(world: World, calendar: Calendar, year: int) -> list[tuple[datetime, str]]:
    """(moment, manager) of every digest of the year; "nobody briefs themselves"."""
    managers = sorted({team.manager_id for team in world.teams} - {world.boss_id})
    days = calendar.working_days(date(year, 1, 1), date(year, 12, 31))
    return [(at(day, 20), manager_id) for day in days for manager_id in managers]


def daily_span(calendar: Calendar, day: date) -> tuple[datetime, datetime]:
    """What a daily report covers: from the last working day's digest to its own, so that nothing falls between (CHOICES 31)."""
    return at(calendar.previous_working_day(day), 20), at(day, 20)


def spans_parts(
    world: World, calendar: Calendar, start: datetime, end: datetime, with_cadence: bool
) -> list[Part]:
    """The parts of all salespeople over [start, end), as known at its end: of a day, a month, a quarter, a briefing."""
    rows = tuple(compliance_rows(world, calendar, windows_ending_in(start, end), end)) if with_cadence else ()
    found: list[Part] = []
    for person in world.people:
        since = max(start, person.joined_at)
        until = min(end, person.frozen_at) if person.frozen_at is not None else end
        if not person.is_salesperson or since >= until:
            continue
        for part in parts_by_team(person, since, until, has_left=is_frozen_by(person, end)):
            own = [row for row in rows if part.start < row.window.ends_at <= part.end]
            done = figures(world, calendar, person.id, part.start, part.end, end, own, part.end == end, end)
            found.append(replace(part, figures=done))
    return found


def customers_followed(world: World, team_id: str, day: date, known_at: datetime) -> dict[str, list[str]]:
    """Person → customers that they contacted on the day, of the people then in the team.

    (``known_at``: the digest's moment.)
    """
    found: dict[str, list[str]] = {}
    for person in world.people:
        customers = {
            contact.customer_id
            for contact in world.contacts_by[person.id]
            if contact.at.date() == day
            and moves_the_cadence(contact)
            and is_known(contact.at, contact.entered_at, known_at)
            and team_at(person, contact.at) == team_id
        }
        if customers:
            found[person.id] = sorted(customers)
    return found


# --- 7. briefings (§7, N19) ----------------------------------------------------------------------


@dataclass(frozen=True)
class Briefing:
    """A briefing with the boss."""

    day: date
    start: datetime
    end: datetime


def briefing_day(calendar: Calendar, day: date) -> date | None:
    """N19: "A briefing on a day off moves to the working day before it in the same week, else to
    the next working day of that week; a week without a working day has none."
    """
    if calendar.is_working_day(day):
        return day
    monday = monday_of(day)
    before = calendar.working_days(monday, day - ONE_DAY)
    if before:
        return before[-1]
    after = calendar.working_days(day + ONE_DAY, monday + timedelta(days=6))
    return after[0] if after else None


def briefings(calendar: Calendar, year: int) -> list[Briefing]:
    """The briefings of the year: Wednesday and Saturday, 13:30–17:00; "two on one day are one"."""
    days: set[date] = set()
    for monday in mondays_touching(year):
        for offset in (2, 5):
            day = briefing_day(calendar, monday + timedelta(days=offset))
            if day is not None and day.year == year:
                days.add(day)
    return [Briefing(day, at(day, 13, 30), at(day, 17)) for day in sorted(days)]


# --- 8. month and quarter (§7) -------------------------------------------------------------------


def last_working_day(calendar: Calendar, month: date) -> date:
    """The last working day of the month: the day of the A list."""
    first = first_of_month(month)
    return calendar.working_days(first, first_of_next_month(month) - ONE_DAY)[-1]


def a_list_days(calendar: Calendar, year: int) -> list[date]:
    """The twelve days of the A list."""
    return [last_working_day(calendar, date(year, month, 1)) for month in range(1, 13)]


@dataclass(frozen=True)
class AListEntry:
    """A customer on the A list."""

    customer_id: str
    owner_id: str | None


def a_list(world: World, moment: datetime) -> list[AListEntry]:
    """All A customers at that moment, with their owner then (merged ones are no more)."""
    return [
        AListEntry(customer.id, owner_at(customer, moment))
        for customer in world.customers
        if customer.created_at <= moment
        and (customer.merged_at is None or customer.merged_at > moment)
        and grade_at(customer, moment) == "A"
    ]


@dataclass(frozen=True)
class Holding:
    """How a person's customers stand at a moment, by grade, and moved in a span (§7: "customer-management report")."""

    held: dict[str, int]
    raised: int
    lowered: int
    lost: int


def holding(world: World, person_id: str, start: datetime, end: datetime) -> Holding:
    """The customers that the person owned at the last moment of [start, end), and what became of them in it."""
    last = end - LAST_INSTANT
    held: dict[str, int] = {}
    raised = lowered = lost = 0
    for customer in world.customers:
        is_merged = customer.merged_at is not None and customer.merged_at <= last
        if customer.created_at <= last and owner_at(customer, last) == person_id and not is_merged:
            grade = grade_at(customer, last)
            held[grade] = held.get(grade, 0) + 1
        for (before, _, _), (after, since, _) in pairwise(customer.grade_spans):
            if start <= since < end and owner_at(customer, since) == person_id:
                raised += after < before
                lowered += after > before
        if customer.lost_at is not None and start <= customer.lost_at < end:
            lost += owner_at(customer, customer.lost_at) == person_id
    return Holding(held, raised, lowered, lost)


@dataclass(frozen=True)
class RecordPeriod:
    """A period of the inquiry-reply record and the customer-management report: [start, end)."""

    kind: str
    start: datetime
    end: datetime


def record_periods(year: int) -> list[RecordPeriod]:
    """Twelve calendar months and four quarters."""
    edges = [start_of(date(year, month, 1)) for month in range(1, 13)]
    edges.append(start_of(date(year + 1, 1, 1)))
    months = [RecordPeriod("month", edges[n], edges[n + 1]) for n in range(12)]
    quarters = [RecordPeriod("quarter", edges[n], edges[n + 3]) for n in (0, 3, 6, 9)]
    return months + quarters


@dataclass(frozen=True)
class ReplyRecord:
    """A line of the inquiry-reply record."""

    message_id: str
    person_id: str | None
    received_at: datetime
    replied_at: datetime | None
    grade: str
    result: str


def reply_record(
    world: World, calendar: Calendar, start: datetime, end: datetime, known_at: datetime
) -> list[ReplyRecord]:
    """The messages received in [start, end), each with its result as known at a moment.

    The person is the one for whom the clock counts (N9): responsible when it was met or ran out;
    while it runs, the one responsible at ``known_at``.
    """
    lines: list[ReplyRecord] = []
    for message in world.messages:
        if not start <= message.received_at < end or message.entered_at > known_at:
            continue
        clock = clock_of(calendar, message)
        replied_at = reply_known(message, known_at)
        if replied_at is not None:
            result = result_of_reply(clock, replied_at)
            if result == "late" and message.exception_accepted:
                result = "late_excepted"
        elif message.invalid_at is not None and message.invalid_at <= known_at:
            result = "invalid"
        else:
            result = "open" if known_at <= clock.limit else "open_past_limit"
        customer = world.customer_of_id[message.customer_id]
        lines.append(
            ReplyRecord(
                message_id=message.id,
                person_id=counts_for(world, calendar, message, known_at),
                received_at=message.received_at,
                replied_at=replied_at,
                grade=grade_at(customer, message.received_at),
                result=result,
            )
        )
    return lines


# --- 9. rulings, help requests, the boss's list (§7; N8) -----------------------------------------


def is_red(calendar: Calendar, point: Point, now: datetime) -> bool:
    """§7: "red after 2 working days without" a ruling, until it is given or the point is closed."""
    is_ruled = point.ruled_at is not None and point.ruled_at <= now
    is_closed = point.closed_at is not None and point.closed_at <= now
    return not is_ruled and not is_closed and now >= ruling_red_from(calendar, point.raised_at)


def points_in_briefing(world: World, briefing: Briefing) -> list[Point]:
    """ "An open ruling comes back in every briefing until it is closed" (§7)."""
    return [
        point
        for point in world.points
        if point.raised_at <= briefing.start and (point.closed_at is None or point.closed_at > briefing.start)
    ]


def help_in_briefing(world: World, briefing: Briefing) -> list[HelpRequest]:
    """The help requests not answered when the briefing begins ("difficulties met")."""
    return [
        request
        for request in world.help_requests
        if request.raised_at <= briefing.start
        and (request.answered_at is None or request.answered_at > briefing.start)
    ]


def boss_list(world: World, calendar: Calendar, now: datetime) -> list[str]:
    """Messages past their limit by a further working day and still unanswered (§3, N8)."""
    found: list[str] = []
    for message in world.messages:
        if message.entered_at > now or now < boss_sees_from(calendar, clock_of(calendar, message).limit):
            continue
        is_invalid = message.invalid_at is not None and message.invalid_at <= now
        if reply_known(message, now) is None and not is_invalid:
            found.append(message.id)
    return found


def due_dates(world: World, calendar: Calendar, moment: datetime) -> dict[str, date | None]:
    """The due date of every customer entered by then: for comparing the nightly ones."""
    return {
        customer.id: next_due(world, calendar, customer.id, moment)
        for customer in world.customers
        if customer.created_at <= moment
    }


# --- 10. the whole year --------------------------------------------------------------------------


@dataclass(frozen=True)
class Year:
    """Everything that is expected of a year."""

    timetable: list[WeeklyPeriod]
    weeks_without_report: list[date]
    owed: dict[date, list[Owed]]
    states: dict[tuple[str, date], str]
    weekly: dict[tuple[str, date], WeeklyFigures]
    daily: dict[date, list[str]]
    digests: list[tuple[datetime, str]]
    briefings: list[Briefing]
    a_lists: dict[date, list[AListEntry]]
    record_periods: list[RecordPeriod]
    compliance: list[ComplianceRow]
    red_from: dict[str, datetime]


def whole_year(world: World, calendar: Calendar, year: int, now: datetime | None = None) -> Year:
    """All expectations of a year; ``now`` is when submissions are judged (default: its end)."""
    now = now or start_of(date(year + 1, 1, 31))
    timetable = weekly_timetable(calendar, year)
    owed = {period.day: weekly_owed(world, calendar, period) for period in timetable}
    weekly: dict[tuple[str, date], WeeklyFigures] = {}
    for period in timetable:
        for person in world.people:
            done = weekly_figures(world, calendar, person.id, period)
            if done is not None:
                weekly[person.id, period.day] = done
    start, end = start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1))
    windows = windows_ending_in(start, end)
    return Year(
        timetable=timetable,
        weeks_without_report=weeks_without_report(calendar, year),
        owed=owed,
        states={
            (each.person_id, day): submission_state(world, each.person_id, each.period, now)
            for day, found in owed.items()
            for each in found
        },
        weekly=weekly,
        daily={
            day: daily_owed(world, calendar, day)
            for day in calendar.working_days(date(year, 1, 1), date(year, 12, 31))
        },
        digests=digests(world, calendar, year),
        briefings=briefings(calendar, year),
        a_lists={day: a_list(world, at(day, 17)) for day in a_list_days(calendar, year)},
        record_periods=record_periods(year),
        compliance=compliance_rows(world, calendar, windows, now),
        red_from={point.id: ruling_red_from(calendar, point.raised_at) for point in world.points},
    )
