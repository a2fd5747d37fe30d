"""When the next contact is due (§4; N10–N16)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from .calendar import (
    Calendar,
    at,
    end_of,
    first_of_month,
    first_of_next_month,
    monday_of,
)
from .people import grade_at, grade_on, is_gone_at, owner_at
from .world import BuyerMessage, Contact, Customer, World

WORKING_DAYS = {"A": 3, "B": 6}
HALF_MONTH_DAYS = 15
NEW_CUSTOMER_MINUTES = 120
CONTACTS_A_MONTH = 5
HIGH_GRADES = ("A", "B")


# --- the rules over plain values -------------------------------------------------------------


def a_month_later(day: date) -> date:
    """One calendar month (31 January → end of February)."""
    following = first_of_next_month(day)
    last = monthrange(following.year, following.month)[1]
    return following.replace(day=min(day.day, last))


def move_off_day_off(calendar: Calendar, raw: date, last_contact: date) -> date:
    """§4: a date on a day off moves "to the working day before, but never to or before the day of
    the last contact (then the first working day after it)".
    """
    day = raw if calendar.is_working_day(raw) else calendar.previous_working_day(raw)
    if day <= last_contact:
        return calendar.next_working_day(last_contact)
    return day


def fifteen_days_later(calendar: Calendar, day: date) -> date:
    """15 days, moved off a day off."""
    return move_off_day_off(calendar, day + timedelta(days=HALF_MONTH_DAYS), day)


def cadence_due(calendar: Calendar, grade: str, last_contact: date) -> date:
    """``last_contact + interval`` of the grade (§4)."""
    if grade in WORKING_DAYS:
        return calendar.add_working_days(last_contact, WORKING_DAYS[grade])
    if grade == "C":
        return fifteen_days_later(calendar, last_contact)
    return move_off_day_off(calendar, a_month_later(last_contact), last_contact)


def new_customer_due(calendar: Calendar, created_at: datetime) -> date:
    """The first contact of a customer entered this week (§4, N11)."""
    entered_on = created_at.date()
    saturday = monday_of(entered_on) + timedelta(days=5)
    due = saturday
    if not calendar.is_working_day(saturday):
        due = calendar.previous_working_day(saturday)
    # "When fewer than 120 working minutes of the week were left at entry, it is due on the next
    # working day instead" (the minutes up to the end of the due day: CHOICES 5); "or on Sunday".
    is_sunday = entered_on > saturday
    left = calendar.working_time_between(created_at, end_of(due))
    if is_sunday or left < timedelta(minutes=NEW_CUSTOMER_MINUTES):
        return calendar.next_working_day(entered_on)
    return due


def spread_of_import(calendar: Calendar, imported_on: date, grade: str, count: int) -> list[date]:
    """N12: imports without a last contact "are spread evenly over one interval of their grade"."""
    days = calendar.working_days(imported_on + timedelta(days=1), cadence_due(calendar, grade, imported_on))
    return [days[n * len(days) // count] for n in range(count)]


def asked_in_month(working_days_at_high_grade: int, working_days_of_month: int) -> int:
    """N16: floor(5 × working days at A or B ÷ working days of the month)."""
    if working_days_of_month == 0:
        return 0
    return CONTACTS_A_MONTH * working_days_at_high_grade // working_days_of_month


def month_due(calendar: Calendar, month: date, grade: str, last_contact: date, missing: int) -> date | None:
    """The closer date of "five contacts a month", or None when the rule moves nothing (N16).

    "With m missing, reference day r = the later of the last contact and the last working day
    before the month, w = working days after r in the month, i = the interval: if m × i > w,
    due = r + max(1, floor(w ÷ m)) working days."  Without a working day left in the month there
    is nothing to move closer (CHOICES 7).
    """
    first = first_of_month(month)
    last = first_of_next_month(month) - timedelta(days=1)
    reference = max(last_contact, calendar.previous_working_day(first))
    left = len(calendar.working_days(max(first, reference + timedelta(days=1)), last))
    if missing <= 0 or left == 0:
        return None
    if missing * WORKING_DAYS[grade] > left:
        return calendar.add_working_days(reference, max(1, left // missing))
    return None


def overdue_by(calendar: Calendar, due: date, today: date) -> int:
    """N15: the working days after the due day, today included."""
    if today <= due:
        return 0
    return len(calendar.working_days(due + timedelta(days=1), today))


def is_missed(calendar: Calendar, grade: str, due: date, today: date) -> bool:
    """N15: "a further whole interval after the due day has ended"."""
    return today > cadence_due(calendar, grade, due)


# --- the rules over a World --------------------------------------------------------------------


def moves_the_cadence(contact: Contact) -> bool:
    """N14: "not reached" is none; §4: a mass mailing does not move the cadence."""
    return contact.reached and not contact.is_mass_mailing


def known_contacts(world: World, customer_id: str, moment: datetime) -> list[Contact]:
    """The contacts that reached the buyer, as known at the moment, by their own time (N14)."""
    return [
        contact
        for contact in world.contacts_with[customer_id]
        if contact.reached and contact.at <= moment and contact.entered_at <= moment
    ]


def opened_at(world: World, inquiry: list[BuyerMessage], moment: datetime) -> datetime | None:
    """When the inquiry that is open at the moment arrived, or None when it is closed (N10; CHOICES 26).

    "An inquiry is open from its arrival until it is closed; a new message opens it again."
    """
    closings = world.closings_of.get(inquiry[0].inquiry_id, [])
    last_closed = max((each.at for each in closings if each.at <= moment), default=None)
    known = [
        message
        for message in inquiry
        if message.received_at <= moment
        and message.entered_at <= moment
        and (message.invalid_at is None or message.invalid_at > moment)
    ]
    # what is typed in after a closing opens it again, whenever it came
    is_open = any(last_closed is None or message.entered_at > last_closed for message in known)
    return min(message.received_at for message in known) if is_open else None


def open_inquiries(world: World, customer_id: str, moment: datetime) -> list[datetime]:
    """The arrivals of the customer's inquiries that are open at the moment."""
    inquiries: dict[str, list[BuyerMessage]] = {}
    for message in world.messages_of[customer_id]:
        inquiries.setdefault(message.inquiry_id, []).append(message)
    found = [opened_at(world, inquiry, moment) for inquiry in inquiries.values()]
    return [arrival for arrival in found if arrival is not None]


def missing_in_month(
    world: World, calendar: Calendar, customer: Customer, month: date, moment: datetime
) -> int:
    """Contacts asked of an A or B customer in the month and still missing at the moment (N16).

    The grade of the days to come is today's grade.
    """
    first = first_of_month(month)
    last = first_of_next_month(month) - timedelta(days=1)
    today = moment.date()

    def is_high(day: date) -> bool:
        if day >= today:
            return day >= customer.created_at.date() and (grade_at(customer, moment) in HIGH_GRADES)
        return grade_on(customer, day) in HIGH_GRADES

    working = calendar.working_days(first, last)
    asked = asked_in_month(len([day for day in working if is_high(day)]), len(working))
    contact_days = {
        contact.at.date()
        for contact in known_contacts(world, customer.id, moment)
        if first <= contact.at.date() <= last and is_high(contact.at.date())
    }
    return asked - len(contact_days)


def changes_after(
    spans: tuple[tuple[str | None, datetime, datetime | None], ...],
    last_contact: datetime | None,
    moment: datetime,
) -> list[datetime]:
    """The changes (not the first value) after the last contact and up to the moment."""
    starts = [since for _, since, _ in spans[1:]]
    return [since for since in starts if since <= moment and (last_contact is None or since > last_contact)]


def next_due(
    world: World,
    calendar: Calendar,
    customer_id: str,
    moment: datetime,
    by_hand: tuple[date, datetime] | None = None,
) -> date | None:
    """The day of the next contact, as known at the moment (§4, N10–N16).

    ``by_hand`` is (date, set at): it replaces the computed date and is used up by the next
    contact (§4, N14).
    """
    customer = world.customer_of_id[customer_id]
    # N10: "A customer without an owner, with the stage lost, or merged has no due date."
    if owner_at(customer, moment) is None or is_gone_at(customer, moment):
        return None
    grade = grade_at(customer, moment)
    contacts = [
        contact for contact in known_contacts(world, customer_id, moment) if moves_the_cadence(contact)
    ]
    last_contact = contacts[-1].at if contacts else None
    if by_hand is not None and (last_contact is None or by_hand[1] > last_contact):
        return by_hand[0]

    # N12: "Without any contact the interval runs from the entry."
    base = last_contact.date() if last_contact is not None else customer.created_at.date()
    dates: list[date] = []
    if last_contact is None and customer.imported_due is not None:
        dates.append(customer.imported_due)
    else:
        dates.append(cadence_due(calendar, grade, base))
        # N16, for the month of the last contact and the one after it (CHOICES 7).
        if grade in HIGH_GRADES:
            for month in (first_of_month(base), first_of_next_month(base)):
                missing = missing_in_month(world, calendar, customer, month, moment)
                closer = month_due(calendar, month, grade, base, missing)
                if closer is not None:
                    dates.append(closer)
    # "Open inquiry: at least every 15 days, from the later of the last contact and the inquiry's
    # arrival: the earlier date wins."
    for arrival in open_inquiries(world, customer_id, moment):
        later = arrival.date() if last_contact is None else max(base, arrival.date())
        dates.append(fifteen_days_later(calendar, later))
    # "New customer ... the earlier date wins", until a contact from that week on (CHOICES 6).
    monday = at(monday_of(customer.created_at.date()), 0)
    is_contacted = last_contact is not None and last_contact >= monday
    if not customer.is_imported and not is_contacted:
        dates.append(new_customer_due(calendar, customer.created_at))
    due = min(dates)

    # N13: "A change of grade or owner can bring a due date to the next working day at the
    # earliest, never into the past."
    for changed_at in changes_after(customer.grade_spans, last_contact, moment):
        due = max(due, calendar.next_working_day(changed_at.date()))
    handovers = changes_after(customer.owner_spans, last_contact, moment)
    for handed_over_at in handovers:
        due = max(due, calendar.next_working_day(handed_over_at.date()))
    # §6: "A and B customers handed over are due on the next working day."
    if handovers and grade in HIGH_GRADES:
        since = max([*handovers, *changes_after(customer.grade_spans, last_contact, moment)])
        due = calendar.next_working_day(since.date())
    return due
