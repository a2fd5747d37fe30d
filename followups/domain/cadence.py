"""When a customer is to be contacted next, and why.

Source: rules.md §4, N10 to N16, S59 to S65. All dates are days of the company's calendar. Everything the rule
needs comes in as `DueInputs`; nothing here asks for today. How a date stands on a day is `customers.domain.due_state`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.domain.work_calendar import ONE_DAY, WorkCalendar
from followups.domain.intervals import (
    CadencePolicy,
    Interval,
    Unit,
    add_months,
    interval_due,
    interval_end,
    month_bounds,
)

SATURDAY = 5


class Rule(StrEnum):
    """Which rule made a due date; the codes that pages turn into sentences."""

    INTERVAL = "interval"
    OPEN_INQUIRY = "open_inquiry"
    NEW_CUSTOMER = "new_customer"
    MONTHLY_CONTACTS = "monthly_contacts"
    HANDOVER = "handover"
    IMPORT_SPREAD = "import_spread"
    AFTER_CHANGE = "after_change"
    STANDS = "stands"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class GradeSpan:
    """The days on which a grade held, both ends included; open-ended without `until_on`."""

    grade: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class DueInputs:
    """What decides a customer's next due date.

    - `entered_on`: read only while there is no contact; the interval then runs from it (N12).
    - `new_due_on`: what `new_customer_due` returns; leave out for imports.
    - `imported_spread_on`: the day from `spread_imported`, for an import without a last contact; cleared by
      the caller when the grade changes.
    - `open_inquiry_on`: arrival of the customer's earliest open inquiry.
    - `contact_days_in_month`: of the month of the last contact (without one, of the day of entry) the distinct days on
      which there was a contact in any form at a high grade; `high_days_in_month` and `high_days_in_next_month`: the
      working days of it and of the month after it at a high grade (`count_high_days`).
    - `handed_over_on`: day of the last handover; cleared by the caller after a contact on that very day.
    - `floor_on`: next working day after a change of grade, owner or rule that brought the date nearer (N13).
    - `overdue_on`: a date that was overdue when a rule changed: the change holds from then on and takes nothing
      back; cleared by the caller with the next contact and with a change of grade or owner.
    - `manual_due_on`: the date by hand, cleared by the caller with the next contact; `is_manual_later` when
      it was later than the computed one and came with a reason (N14).
    """

    grade: str
    entered_on: date | None = None
    last_contact_on: date | None = None
    has_owner: bool = True
    is_lost: bool = False
    is_merged: bool = False
    new_due_on: date | None = None
    imported_spread_on: date | None = None
    open_inquiry_on: date | None = None
    contact_days_in_month: int = 0
    high_days_in_month: int = 0
    high_days_in_next_month: int = 0
    handed_over_on: date | None = None
    floor_on: date | None = None
    overdue_on: date | None = None
    manual_due_on: date | None = None
    is_manual_later: bool = False

    @property
    def is_followed(self) -> bool:
        """Whether the customer has a due date at all (N10)."""
        return self.has_owner and not self.is_lost and not self.is_merged

    @property
    def base_on(self) -> date:
        """The day the interval runs from. Raises ValueError without a contact and a day of entry."""
        base_on = self.last_contact_on or self.entered_on
        if base_on is None:
            raise ValueError("A due date needs the last contact or the day of entry.")
        return base_on


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of a due date: the rule and its plain values (dates as ISO text), for pages to word."""

    rule: Rule
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """The day of the next contact, and why it is that day."""

    on: date
    why: Why


def next_due(inputs: DueInputs, policy: CadencePolicy, calendar: WorkCalendar) -> Due | None:
    """The next due date, None for a customer who is not followed (N10).

    The earliest of the rules wins; `floor_on` then lifts it (N13); what a changed rule found overdue stays; a date by hand wins when it is earlier, or
    when it came with a reason (N14). Never a day off, unless set by hand or overdue. Raises ValueError when neither a
    contact nor the day of entry is known.
    """
    if not inputs.is_followed:
        return None
    by_hand = Due(inputs.manual_due_on, Why(Rule.BY_HAND)) if inputs.manual_due_on else None
    if by_hand and inputs.is_manual_later:
        return by_hand
    earliest = min(_candidates(inputs, policy, calendar), key=lambda due: due.on)
    computed = _lift_to_floor(earliest, inputs.floor_on, calendar)
    if inputs.overdue_on and inputs.overdue_on < computed.on:
        contact_on = inputs.last_contact_on.isoformat() if inputs.last_contact_on else ""
        computed = Due(inputs.overdue_on, Why(Rule.STANDS, {"contact_on": contact_on}))
    return by_hand if by_hand and by_hand.on < computed.on else computed


def condense(inputs: DueInputs, policy: CadencePolicy) -> DueInputs:
    """The same due date from fewer values: what the rule will not read is left out.

    A sweep over many customers condenses first and asks `next_due` once for each distinct result.
    """
    if not inputs.is_followed:
        return DueInputs(grade="", has_owner=False)
    if inputs.manual_due_on and inputs.is_manual_later:
        return DueInputs(grade="", manual_due_on=inputs.manual_due_on, is_manual_later=True)
    if inputs.grade not in policy.high_grades:
        inputs = replace(
            inputs,
            contact_days_in_month=0,
            high_days_in_month=0,
            high_days_in_next_month=0,
            handed_over_on=None,
        )
    contact_on = inputs.last_contact_on
    if contact_on is None:
        return inputs
    is_handover_open = inputs.handed_over_on is not None and inputs.handed_over_on >= contact_on
    is_floor_open = inputs.floor_on is not None and inputs.floor_on > contact_on
    return replace(
        inputs,
        entered_on=None,
        imported_spread_on=None,
        handed_over_on=inputs.handed_over_on if is_handover_open else None,
        floor_on=inputs.floor_on if is_floor_open else None,
    )


def new_customer_due(
    entered_at: datetime, last_contact_on: date | None, policy: CadencePolicy, calendar: WorkCalendar
) -> date | None:
    """The first contact of a customer entered at `entered_at`; None if contacted in that week or since (N11).

    Due on the week's Saturday, or the last working day before it; when fewer than `new_customer_minutes`
    working minutes are left until the end of that day, on the next working day. A make-up Sunday adds nothing
    to the week.
    """
    entered_on = calendar.day_of(entered_at)
    monday = entered_on - timedelta(days=entered_on.weekday())
    if last_contact_on is not None and last_contact_on >= monday:
        return None
    due_on = calendar.last_working_day_on_or_before(monday + timedelta(days=SATURDAY))
    minutes_left = calendar.working_minutes_between(entered_at, calendar.start_of(due_on + ONE_DAY))
    is_late = due_on < entered_on or minutes_left < policy.new_customer_minutes
    return calendar.next_working_day(entered_on) if is_late else due_on


def spread_imported(
    count: int, grade: str, imported_on: date, policy: CadencePolicy, calendar: WorkCalendar
) -> list[date]:
    """Due dates, in order, for `count` imported customers without a contact (N12).

    They fill the working days of one interval of their grade, beginning with the day after the import; no two
    of these days differ by more than one customer. Kept for the import of customers, which will set the dates.
    """
    last_on = interval_due(imported_on, policy.interval_of(grade), calendar)
    length = calendar.working_days_between(imported_on, last_on)
    return [calendar.add_working_days(imported_on, 1 + number * length // count) for number in range(count)]


def count_high_days(
    month: date, spans: Iterable[GradeSpan], policy: CadencePolicy, calendar: WorkCalendar
) -> int:
    """Working days at a high grade in the month of `month`; an open span lasts to the month's end (N16)."""
    first, last = month_bounds(month)
    return sum(
        calendar.working_days_between(max(span.from_on, first) - ONE_DAY, min(span.until_on or last, last))
        for span in spans
        if span.grade in policy.high_grades
    )


def asked_in_month(high_days: int, month: date, policy: CadencePolicy, calendar: WorkCalendar) -> int:
    """How many contact days a month asks for, with `high_days` working days at a high grade (N16)."""
    working_days = calendar.working_days_in_month(month)
    return policy.contacts_per_month * high_days // working_days if working_days else 0


def missed_from(due_on: date, grade: str, policy: CadencePolicy, calendar: WorkCalendar) -> date:
    """The first day on which `due_on` is missed: the day after a further whole interval of the grade (N15).

    The interval is not shortened by days off, and nothing is missed before it is overdue.
    """
    ended_on = interval_end(due_on, policy.interval_of(grade), calendar)
    return max(ended_on + ONE_DAY, calendar.next_working_day(due_on))


def is_contact(*, reached_buyer: bool, is_inbound: bool, is_live: bool) -> bool:
    """Whether a follow-up record is a contact (§4, N14).

    Ours when it reached the buyer; theirs only when live, with us taking part (call, chat, meeting).
    """
    return reached_buyer and (is_live or not is_inbound)


def _candidates(inputs: DueInputs, policy: CadencePolicy, calendar: WorkCalendar) -> Iterator[Due]:
    """What each rule asks for; of two on the same day the first explains it."""
    yield from _handover(inputs, policy, calendar)
    if inputs.new_due_on:
        yield Due(_on_working_day(inputs.new_due_on, calendar), Why(Rule.NEW_CUSTOMER))
    if inputs.imported_spread_on and inputs.last_contact_on is None:
        yield Due(_on_working_day(inputs.imported_spread_on, calendar), Why(Rule.IMPORT_SPREAD))
        yield from _open_inquiry(inputs, policy, calendar)
        return
    yield _regular(inputs, policy, calendar)
    yield from _open_inquiry(inputs, policy, calendar)
    yield from _monthly(inputs, policy, calendar)


def _handover(inputs: DueInputs, policy: CadencePolicy, calendar: WorkCalendar) -> Iterator[Due]:
    """§6: high grades handed over are due on the next working day, until the first contact after it."""
    handed_over_on, contact_on = inputs.handed_over_on, inputs.last_contact_on
    if handed_over_on is None or inputs.grade not in policy.high_grades:
        return
    if contact_on is None or contact_on <= handed_over_on:
        params = {"grade": inputs.grade, "from_on": handed_over_on.isoformat()}
        yield Due(calendar.next_working_day(handed_over_on), Why(Rule.HANDOVER, params))


def _regular(inputs: DueInputs, policy: CadencePolicy, calendar: WorkCalendar) -> Due:
    interval = policy.interval_of(inputs.grade)
    origin = "entry" if inputs.last_contact_on is None else "contact"
    params = {"grade": inputs.grade, **_run_params(inputs.base_on, origin, interval)}
    return Due(interval_due(inputs.base_on, interval, calendar), Why(Rule.INTERVAL, params))


def _open_inquiry(inputs: DueInputs, policy: CadencePolicy, calendar: WorkCalendar) -> Iterator[Due]:
    """N10: a customer with an open inquiry waits no longer than `open_inquiry_days`, whatever the grade."""
    arrived_on, contact_on = inputs.open_inquiry_on, inputs.last_contact_on
    if arrived_on is None:
        return
    is_from_contact = contact_on is not None and contact_on > arrived_on
    from_on = contact_on if is_from_contact and contact_on else arrived_on
    interval = Interval(policy.open_inquiry_days, Unit.DAYS)
    params = _run_params(from_on, "contact" if is_from_contact else "inquiry", interval)
    yield Due(interval_due(from_on, interval, calendar), Why(Rule.OPEN_INQUIRY, params))


def _monthly(inputs: DueInputs, policy: CadencePolicy, calendar: WorkCalendar) -> Iterator[Due]:
    """N16 for the month of the last contact and for the one after it, whatever today is.

    So a contact on the last day of January gets the date that February asks for at once; a date that January asked for
    stands when the month turns, and nothing that is overdue comes to be due later by it.
    """
    if inputs.grade not in policy.high_grades:
        return
    month = inputs.base_on.replace(day=1)
    asked = asked_in_month(inputs.high_days_in_month, month, policy, calendar)
    yield from _pull_closer(inputs, month, asked - inputs.contact_days_in_month, policy, calendar)
    month = add_months(month, 1)
    asked = asked_in_month(inputs.high_days_in_next_month, month, policy, calendar)
    yield from _pull_closer(inputs, month, asked, policy, calendar)


def _pull_closer(
    inputs: DueInputs, month: date, missing: int, policy: CadencePolicy, calendar: WorkCalendar
) -> Iterator[Due]:
    """N16; a month without a working day left can't be saved and asks nothing."""
    first, last = month_bounds(month)
    reference_on = max(inputs.base_on, calendar.previous_working_day(first))
    left = calendar.working_days_between(reference_on, last)
    interval = policy.interval_of(inputs.grade)
    if missing <= 0 or left == 0 or missing * _in_working_days(interval) <= left:
        return
    count = max(1, left // missing)
    params: dict[str, str | int] = {
        "grade": inputs.grade,
        "month": first.isoformat(),
        "missing": missing,
        "working_days_left": left,
        "from_on": reference_on.isoformat(),
        "count": count,
    }
    yield Due(calendar.add_working_days(reference_on, count), Why(Rule.MONTHLY_CONTACTS, params))


def _in_working_days(interval: Interval) -> int:
    """The interval as working days of a six-day week, for a policy that calls C or D high."""
    return {
        Unit.WORKING_DAYS: interval.count,
        Unit.DAYS: interval.count * 6 // 7,
        Unit.MONTHS: interval.count * 26,
    }[interval.unit]


def _lift_to_floor(due: Due, floor_on: date | None, calendar: WorkCalendar) -> Due:
    """N13: a change brings a date to the next working day at the earliest."""
    if floor_on is None or due.on >= floor_on:
        return due
    params = {"instead_of": due.on.isoformat(), "rule": due.why.rule.value}
    return Due(_on_working_day(floor_on, calendar), Why(Rule.AFTER_CHANGE, params))


def _on_working_day(day: date, calendar: WorkCalendar) -> date:
    """A stored day whose working day was taken away since then moves to the next one."""
    return day if calendar.is_working_day(day) else calendar.next_working_day(day)


def _run_params(from_on: date, origin: str, interval: Interval) -> dict[str, str | int]:
    return {
        "from_on": from_on.isoformat(),
        "origin": origin,
        "count": interval.count,
        "unit": interval.unit.value,
    }
