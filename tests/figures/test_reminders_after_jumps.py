"""The clock of the server is an hour or a day ahead for a while, or steps back: no reminder twice, none lost (T3)."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from core import jobs
from core.models import Notification
from tests.e2e.office import build_office
from tests.security.walking import undone

# Friday, 20 November 2026, 09:00 in Shanghai, to Saturday evening: two days of work, with the week's report on the second.
BEGIN = datetime(2026, 11, 20, 1, 0, 10, tzinfo=UTC)
HOURS = (0, 1, 2, 4.5, 6, 8, 9, 11, 15.4, 23, 24, 25, 28.5, 30, 32)
TELLING = ("inquiries.", "followups.", "reports.", "briefings.", "catalogue.", "oversight.", "sales.")
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# What the clock shows beside the right time, at which of the moments.
JUMPS = {1: HOUR, 2: -SECOND, 3: DAY, 6: HOUR, 9: -SECOND, 11: DAY}


def tick(at: datetime) -> None:
    """What beat and worker do when the clock shows `at`."""
    with time_machine.travel(at, tick=False):
        jobs.add_periods(at=at)
        for row in (
            jobs.due_rows(at=at).filter(kind__regex=f"^({'|'.join(TELLING)})").order_by("due_at", "pk")
        ):
            jobs.run(row.pk, at=at)


def told(moments: list[datetime]) -> Counter[tuple[int, str, str]]:
    """Let the moments pass; return how often each was told each thing, and take it all back."""
    with undone():
        before = set(Notification.objects.values_list("pk", flat=True))
        for at in moments:
            tick(at)
        rows = Notification.objects.exclude(pk__in=before)
        return Counter((row.user_id, row.message, str(row.values)) for row in rows)


@pytest.mark.slow
def test_no_reminder_twice_and_none_lost(db: None) -> None:
    with time_machine.travel(BEGIN, tick=False), translation.override("zh-hans"):
        build_office(BEGIN)
    right = [BEGIN + HOUR * hours for hours in HOURS]
    wrong = [
        [at, at + JUMPS[number], at + timedelta(minutes=5)] if number in JUMPS else [at]
        for number, at in enumerate(right)
    ]
    expected, found = told(right), told([at for turn in wrong for at in turn])
    assert len(expected) > 10
    assert {one: number for one, number in expected.items() if found[one] < number} == {}
    assert {one: number for one, number in found.items() if number > max(1, expected[one])} == {}
