"""The three times a working day at which mail is looked through, and how each stands (S34, rules.md §3).

Times are those of the company's clock. The three parts of a day lie side by side: morning until `morning_until`, midday
from then until `end_from`, the end of the day from `end_from` on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from core.domain.refused import Refused


class Window(StrEnum):
    """A part of the day, in its order."""

    MORNING = "morning"
    MIDDAY = "midday"
    END = "end"


class Standing(StrEnum):
    """How a window stands for a person."""

    DONE = "done"
    OPEN = "open"  # now: one click, or a mail that is recorded, ticks it
    LATER = "later"
    MISSED = "missed"


WINDOWS = tuple(Window)


@dataclass(frozen=True)
class MailPolicy:
    """Where the day is cut in three. Raises ValueError when the middle would be empty."""

    morning_until: time = time(11, 30)
    end_from: time = time(15)

    def __post_init__(self) -> None:
        if self.morning_until >= self.end_from:
            raise Refused("no_midday", "The end of the day begins after the morning has ended.")


def window_at(clock_time: time, policy: MailPolicy) -> Window:
    """Return the part of the day that holds this time; a boundary belongs to the part that begins there."""
    if clock_time < policy.morning_until:
        return Window.MORNING
    return Window.MIDDAY if clock_time < policy.end_from else Window.END


def bounds_of(window: Window, policy: MailPolicy) -> tuple[time, time | None]:
    """Return from when until when (excluded) a part lasts; the end of the day until midnight (None)."""
    edges = (time.min, policy.morning_until, policy.end_from, None)
    place = WINDOWS.index(window)
    return edges[place] or time.min, edges[place + 1]


def owes(day: date, *, is_working: bool, is_away: bool, joined_on: date | None, gone_on: date | None) -> bool:
    """Whether a person owes the day's three: a working day, not away, from the day after joining, until they were frozen."""
    is_there = (joined_on is None or joined_on < day) and (gone_on is None or day < gone_on)
    return is_working and is_there and not is_away


def standing_of(
    window: Window, day: date, *, is_done: bool, today: date, now: time, policy: MailPolicy
) -> Standing:
    """Return how a window of an owed day stands at `now` of `today`."""
    if is_done:
        return Standing.DONE
    if day != today:
        return Standing.MISSED if day < today else Standing.LATER
    current = WINDOWS.index(window_at(now, policy))
    place = WINDOWS.index(window)
    if place == current:
        return Standing.OPEN
    return Standing.MISSED if place < current else Standing.LATER


def day_standing(
    day: date, done: Collection[Window], *, today: date, now: time, policy: MailPolicy
) -> tuple[Standing, ...]:
    """Return how the three windows of an owed day stand."""
    return tuple(
        standing_of(window, day, is_done=window in done, today=today, now=now, policy=policy)
        for window in WINDOWS
    )
