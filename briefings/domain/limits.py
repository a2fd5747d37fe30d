"""Which reply limits have passed for so long that the boss is briefed of them (N8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.domain.work_calendar import WorkCalendar

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits from `first` (None: however old) to `last`, both included."""

    first: datetime | None
    last: datetime


def limits_to_brief(at: datetime, calendar: WorkCalendar, after_days: int) -> list[Limits]:
    """Return the stretches of limits that stand in the briefing at `at` while nobody has answered.

    What `inquiries.domain.reply_clock.brief_from` says of one message, for whoever asks the database for all of them: a
    limit inside the windows comes up at its own time `after_days` working days on, one outside of them at the closing.
    """
    today = calendar.day_of(at)
    worked = today if calendar.is_working_day(today) else calendar.next_working_day(today)
    day = worked
    for _step in range(after_days):
        day = calendar.previous_working_day(day)
    before = Limits(None, calendar.start_of(day))
    return [before, *_of_day(day, at, calendar)] if worked == today else [before]


def _of_day(day: date, at: datetime, calendar: WorkCalendar) -> Iterator[Limits]:
    """Those of the working day `day`, and of the days off after it, that come up until the time of day that it is."""
    moment = calendar.local(at).time()
    is_closed = moment >= calendar.policy.windows[-1].closes
    outside = calendar.start_of(day) + MOMENT
    for window in calendar.windows_of(day):
        opens, closes = calendar.instant_of(day, window.opens), calendar.instant_of(day, window.closes)
        if is_closed:
            yield Limits(outside, opens - MOMENT)
        if window.opens <= moment:
            yield Limits(opens, min(closes - MOMENT, calendar.instant_of(day, moment)))
        outside = closes
    if is_closed:
        yield Limits(outside, calendar.start_of(calendar.next_working_day(day)))
