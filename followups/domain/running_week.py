"""A week's compliance, also while the week still runs (rules.md §4, N17)."""

from collections.abc import Iterator
from datetime import date, timedelta

from followups.domain.compliance import CountWindow, windows_ending_in
from followups.domain.intervals import CadencePolicy, Unit

SUNDAY = timedelta(days=6)


def windows_of_week(grade: str, monday: date, until_on: date, policy: CadencePolicy) -> Iterator[CountWindow]:
    """The windows of `grade` that belong to the week of `monday`, seen at the end of `until_on`.

    Of a running week the part up to `until_on` is judged: in any i working days, who keeps every due date has a
    contact, so that the share stays 100 % on any morning. Half-months and months count once they have ended.
    """
    until_on = min(until_on, monday + SUNDAY)
    if until_on < monday:
        return
    unit = policy.interval_of(grade).unit
    if unit == Unit.WORKING_DAYS:
        yield CountWindow(monday, until_on)
    else:
        yield from windows_ending_in(monday, until_on, unit)
