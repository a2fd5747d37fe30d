"""What the reply rules make of arrivals that everybody in the office knows: a rule is understood by its examples."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core.work_days import current_calendar
from inquiries.domain.reply_clock import ReplyClock, start_clock
from inquiries.policies import reply_policy

SATURDAY = 5
# Days after the Saturday, time of the company's clock, whether by fax.
_ARRIVALS = (
    (0, time(16, 40), True),
    (0, time(19, 30), False),
    (1, time(10), False),
    (2, time(11, 20), False),
)


@dataclass(frozen=True)
class Example:
    """An arrival with its clock, as the policy and the calendar are now."""

    is_fax: bool
    clock: ReplyClock


def limits_by_example(*, at: datetime) -> list[Example]:
    """Return arrivals around the coming Saturday, when evening, Sunday and lunch make the limits hard to guess."""
    calendar, policy = current_calendar(), reply_policy()
    today = calendar.day_of(at)
    saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
    found = []
    for days, clock_time, is_fax in _ARRIVALS:
        received_at = calendar.instant_of(saturday + timedelta(days=days), clock_time)
        clock = start_clock(received_at, is_fax=is_fax, policy=policy, calendar=calendar)
        found.append(Example(is_fax, clock))
    return found
