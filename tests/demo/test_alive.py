"""On any date the day is alive: clocks run, contacts are due, and again a month later."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Absence, User
from briefings.selectors.waiting import wishes_of
from core.work_days import current_calendar
from customers.models import Channel, Customer
from followups.models import FollowUp, Task
from followups.services import recompute_due
from inquiries.domain.reply_clock import ClockState, clock_state
from inquiries.models import BuyerMessage, Inquiry
from tradecrm.demo.people import AWAY
from tradecrm.demo.refresh import refresh_demo

Fill = Callable[..., dict[str, int]]

DATES = {
    "a Monday morning": datetime(2026, 11, 16, 2, 0, tzinfo=UTC),
    "inside the October holiday": datetime(2026, 10, 4, 3, 0, tzinfo=UTC),
    "a Sunday night": datetime(2026, 6, 14, 15, 30, tzinfo=UTC),
    "Spring Festival": datetime(2026, 2, 18, 1, 0, tzinfo=UTC),
    "the last day of a month": datetime(2026, 4, 30, 11, 0, tzinfo=UTC),
    "before work": datetime(2026, 9, 1, 21, 30, tzinfo=UTC),
    "a year nobody has announced": datetime(2027, 1, 4, 6, 0, tzinfo=UTC),
}


def states_at(at: datetime) -> set[ClockState]:
    running = BuyerMessage.objects.filter(answered_at=None, inquiry__state="open")
    return {clock_state(message.clock, at=at) for message in running}


def standing(at: datetime) -> tuple[int, int, int]:
    """Contacts due today, overdue, and due within the next eight days."""
    calendar = current_calendar()
    today = calendar.day_of(at)
    running_on = calendar.last_working_day_on_or_before(today)
    due = Customer.objects.exclude(next_due_on=None)
    week = due.filter(next_due_on__gt=today, next_due_on__lte=today + timedelta(days=10))
    return (
        due.filter(next_due_on__range=(running_on, today)).count(),
        due.filter(next_due_on__lt=running_on).count(),
        week.count(),
    )


@pytest.mark.slow
@pytest.mark.parametrize("moment", DATES.values(), ids=DATES.keys())
def test_the_day_is_alive_and_nothing_happens_in_the_future(fill: Fill, moment: datetime) -> None:
    fill(moment)
    assert states_at(moment) == {
        ClockState.OPEN,
        ClockState.DUE_SOON,
        ClockState.PAST_TARGET,
        ClockState.PAST_LIMIT,
    }
    assert all(standing(moment))
    today = current_calendar().day_of(moment)
    assert Absence.objects.on(today).get().user.email.startswith(AWAY)
    assert Inquiry.objects.unassigned().count() == 1
    assert Task.objects.open().filter(due_on__lt=today).exists()
    assert recompute_due(customers=Customer.objects.all(), at=moment) == 0
    assert FollowUp.objects.filter(at__gt=moment).count() == 0
    assert BuyerMessage.objects.filter(received_at__gt=moment).count() == 0
    assert BuyerMessage.objects.filter(entered_at__gt=moment).count() == 0


def test_a_fax_of_last_saturday_waits(filled: datetime) -> None:
    fax = BuyerMessage.objects.get(channel=Channel.FAX, answered_at=None)
    assert fax.received_at == datetime(2026, 11, 14, 8, 40, tzinfo=UTC)
    assert fax.inquiry.owner != fax.entered_by


@pytest.mark.parametrize("days", [1, pytest.param(31, marks=pytest.mark.slow)])
def test_the_demo_comes_alive_again(filled: datetime, days: int) -> None:
    typed = FollowUp.objects.order_by("-pk")[0]
    later = filled + timedelta(days=days)
    refresh_demo(at=later)
    boss = User.objects.get(is_boss=True)
    assert wishes_of(boss, later).exists()
    assert not wishes_of(boss, later - timedelta(days=14)).exists()
    assert FollowUp.objects.get(pk=typed.pk).text == typed.text
    assert states_at(later) == {
        ClockState.OPEN,
        ClockState.DUE_SOON,
        ClockState.PAST_TARGET,
        ClockState.PAST_LIMIT,
    }
    assert all(standing(later))
    assert recompute_due(customers=Customer.objects.all(), at=later) == 0


@pytest.mark.slow
def test_refreshing_twice_adds_nothing(filled: datetime) -> None:
    later = filled + timedelta(days=31)
    refresh_demo(at=later)
    before = (Inquiry.objects.count(), FollowUp.objects.count(), Task.objects.count())
    refresh_demo(at=later)
    assert (Inquiry.objects.count(), FollowUp.objects.count(), Task.objects.count()) == before
