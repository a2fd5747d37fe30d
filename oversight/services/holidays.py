"""Telling owners of a long holiday that comes."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop

from core.notices import Notice, notify_each
from core.work_days import current_calendar
from oversight.selectors.holidays import count_to_tell, holidays_at

TO_TELL = gettext_noop("We are off %(first)s to %(last)s: tell your A and B customers (%(count)s)")


def tell_of_holidays(*, at: datetime) -> int:
    """Tell each owner of A and B customers, from the policy's day on, once for each holiday; return how many.

    Late or twice does no harm; on a day off nobody is told.
    """
    calendar = current_calendar()
    today = calendar.day_of(at)
    found = holidays_at(today)
    if found.coming is None or not found.is_told or not calendar.is_working_day(today):
        return 0
    dates = {"first": found.coming.first.isoformat(), "last": found.coming.last.isoformat()}
    counts = count_to_tell()
    notify_each(
        [
            Notice([owner_id], f"holiday:{dates['first']}", TO_TELL, {**dates, "count": count}, reverse("oversight:holidays"))
            for owner_id, count in counts.items()
        ],
        at=at,
    )  # fmt: skip
    return len(counts)
