"""When somebody is told of notices outside of the page: quiet hours, and the moments of a digest by mail.

Pure: the company's calendar and the moment come in. Clock times are the company's; instants are UTC (rules.md §3:
"Notices go out inside the windows").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum

from core.domain.refused import Refused
from core.domain.work_calendar import Window, WorkCalendar


class Digest(StrEnum):
    """How often somebody gets a mail with what they have not read."""

    OFF = "off"
    MORNING = "morning"  # once each working day, when it begins
    HOURLY = "hourly"  # at every full hour inside the windows


@dataclass(frozen=True)
class NoticePolicy:
    """What holds for whoever has chosen nothing, and whether urgent notices go out in quiet hours, too."""

    digest: Digest = Digest.MORNING
    urgent_at_once: bool = False

    def __post_init__(self) -> None:
        if self.digest not in set(Digest):
            raise ValueError("off, morning or hourly.")


@dataclass(frozen=True)
class Hours:
    """A person's own quiet hours, wider than the company's: nothing before `not_before` and from `not_after` on.

    Raises Refused when nothing is left of the day.
    """

    not_before: time | None = None
    not_after: time | None = None

    def __post_init__(self) -> None:
        if self.not_before and self.not_after and self.not_before >= self.not_after:
            raise Refused("no_time_left", "The day has to begin before it ends.")

    def hold(self, clock: time) -> bool:
        """Whether this time of day is one at which the person may be told."""
        return (self.not_before or time.min) <= clock and (self.not_after is None or clock < self.not_after)

    def check_within(self, windows: Iterable[Window]) -> None:
        """Raise Refused when none of the company's windows meets them: nobody would ever be told."""
        if not any(self._meet(window) for window in windows):
            raise Refused("no_window", "No working hours lie between these.")

    def _meet(self, window: Window) -> bool:
        is_begun = self.not_before is None or self.not_before < window.closes
        return is_begun and (self.not_after is None or window.opens < self.not_after)


@dataclass(frozen=True)
class Slot:
    """A moment of a digest: its mail tells what came in before or at `start` (UTC)."""

    key: str
    start: datetime


def is_quiet(calendar: WorkCalendar, hours: Hours, at: datetime) -> bool:
    """Whether the person is left in peace at `at`: outside of the windows that count, or of their own hours."""
    return not (calendar.is_open(at) and hours.hold(calendar.local(at).time()))


def latest_slot(calendar: WorkCalendar, digest: Digest, hours: Hours, at: datetime) -> Slot | None:
    """Return the digest's last moment of the day at `at`; None in quiet hours, or where there is no digest."""
    if digest is Digest.OFF or is_quiet(calendar, hours, at):
        return None
    day, local = calendar.day_of(at), calendar.local(at)
    if digest is Digest.MORNING:
        return Slot(day.isoformat(), _first_moment(calendar, hours, calendar.start_of(day)))
    full_hour = local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    start = _first_moment(calendar, hours, full_hour)
    return Slot(f"{calendar.local(full_hour):%Y-%m-%dT%H}", start) if start <= at else None


def _first_moment(calendar: WorkCalendar, hours: Hours, after: datetime) -> datetime:
    """The first moment from `after` on that is not quiet; the day is known to have one."""
    begins = max(after, calendar.instant_of(calendar.day_of(after), hours.not_before or time.min))
    return calendar.next_opening(begins)
