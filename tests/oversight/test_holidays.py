"""Before a long holiday whom to tell, after it what piled up."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core import policy
from core.domain.work_calendar import WorkCalendar
from core.models import Notification
from oversight.domain.breaks import Break, HolidayPolicy, is_looked_back_on, last_break, next_break, told_on
from oversight.policies import HOLIDAYS
from oversight.selectors import holidays
from oversight.selectors.holidays import read_to_tell
from oversight.services.holidays import tell_of_holidays
from tests.factories import AT, BuyerMessageFactory, CustomerFactory, InquiryFactory
from tests.followups.helpers import shanghai

ClientOf = Callable[[User], Client]
CALENDAR = WorkCalendar()
# The National Day of 2026: 1 to 7 October.
NATIONAL = Break(date(2026, 10, 1), date(2026, 10, 7))
DAYS = st.dates(date(2026, 1, 10), date(2026, 11, 30))


def test_the_national_day_is_found_and_told_three_working_days_before() -> None:
    assert next_break(CALENDAR, date(2026, 9, 28), 5) == NATIONAL
    assert told_on(CALENDAR, NATIONAL, 1) == date(2026, 9, 30)
    assert last_break(CALENDAR, date(2026, 10, 9), 5) == NATIONAL
    first = CALENDAR.next_working_day(NATIONAL.last)
    looked = [
        is_looked_back_on(CALENDAR, NATIONAL, day, 1) for day in (first, CALENDAR.next_working_day(first))
    ]
    assert looked == [True, False]


@given(DAYS, st.integers(2, 8))
def test_a_break_is_a_whole_run_of_days_off(day: date, shortest: int) -> None:
    found = next_break(CALENDAR, day, shortest)
    if found is None:
        return
    span = [found.first + timedelta(days=number) for number in range(found.days)]
    assert found.days >= shortest
    assert found.first > day
    assert not any(CALENDAR.is_working_day(one) for one in span)
    assert CALENDAR.is_working_day(found.first - timedelta(days=1))
    assert CALENDAR.is_working_day(found.last + timedelta(days=1))
    assert CALENDAR.is_working_day(told_on(CALENDAR, found, 3))


@given(DAYS, st.integers(2, 8))
def test_the_last_break_is_over(day: date, shortest: int) -> None:
    found = last_break(CALENDAR, day, shortest)
    assert found is None or (found.last < day and found.days >= shortest)


def test_nonsense_is_refused() -> None:
    for values in ({"shortest": 1}, {"told_before": 0}, {"shown_after": 11}):
        with pytest.raises(ValueError, match="days"):
            HolidayPolicy(**values)


@pytest.fixture
def customers(cast: SimpleNamespace) -> None:
    for grade in "ABCD":
        CustomerFactory(owner=cast.owner, grade=grade)
    CustomerFactory(owner=cast.teammate, grade="A", stage="lost")
    CustomerFactory(owner=cast.outsider, grade="A", do_not_contact=True)
    CustomerFactory(owner=None, grade="A")


@pytest.mark.django_db
@pytest.mark.usefixtures("customers")
def test_owners_are_told_once_from_the_day_on(cast: SimpleNamespace) -> None:
    policy.change(HOLIDAYS, {"shortest": 5, "told_before": 2}, actor=cast.boss, at=AT)
    days = [shanghai(9, 25), shanghai(9, 29), shanghai(9, 30), shanghai(10, 2)]
    assert [tell_of_holidays(at=at) for at in days] == [0, 1, 1, 0]
    notice = Notification.objects.get()
    assert [notice.user, notice.values["count"], notice.values["first"], notice.kind] == [
        cast.owner, 2, "2026-10-01", "follow_ups",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("customers")
def test_who_was_contacted_since_is_told(cast: SimpleNamespace) -> None:
    CustomerFactory(owner=cast.owner, grade="A", name="Spoken To", last_contact_at=shanghai(9, 29))
    (mine,) = read_to_tell(cast.owner, date(2026, 9, 29))
    assert [len(mine.left), [str(row) for row in mine.told]] == [2, ["Spoken To"]]
    assert [
        len(read_to_tell(person, date(2026, 9, 29))) for person in (cast.manager, cast.outsider, cast.admin)
    ] == [1, 0, 0]


@pytest.mark.django_db
@pytest.mark.usefixtures("customers")
def test_the_page_before_and_after(cast: SimpleNamespace, client_of: ClientOf) -> None:
    late = InquiryFactory(owner=cast.owner, customer=None, subject="Late one")
    BuyerMessageFactory(inquiry=late)
    type(late).objects.filter(pk=late.pk).update(limit_at=datetime(2026, 10, 2, tzinfo=UTC), state="open")
    policy.change(HOLIDAYS, {"shortest": 5}, actor=cast.boss, at=AT)
    with time_machine.travel(shanghai(9, 29)):
        page = client_of(cast.owner).get("/holidays/")
        assert [page.context["found"].is_told, len(page.context["owners"]), page.context["pile"]] == [
            True,
            1,
            None,
        ]
        assert "/holidays/" in client_of(cast.owner).get("/").content.decode()
    with time_machine.travel(shanghai(10, 8)):
        page = client_of(cast.owner).get("/holidays/")
        assert [row.subject for row in page.context["pile"].inquiries] == ["Late one"]
    with time_machine.travel(shanghai(8, 20)):
        assert "/holidays/" not in client_of(cast.owner).get("/").content.decode().split("<main", 1)[1]
    assert client_of(cast.adviser).get("/holidays/").status_code == 403


@pytest.mark.django_db
def test_every_owner_is_listed_and_of_each_it_is_said_how_many_there_are(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many the first ones have."""
    monkeypatch.setattr(holidays, "SHOWN_OF_EACH", 2)
    since = date(2026, 9, 29)
    for number in range(5):
        CustomerFactory(
            owner=cast.owner,
            grade="AB"[number % 2],
            name=f"Customer {number}",
            last_contact_at=shanghai(9, 29 if number == 4 else 28, 10),
        )
    CustomerFactory(owner=cast.teammate, grade="B", name="Only one")
    found = {one.owner: one for one in read_to_tell(cast.boss, since)}
    assert set(found) == {cast.owner, cast.teammate}
    mine = found[cast.owner]
    assert ([one.grade for one in mine.left], mine.left_count, mine.more) == (["A", "A"], 4, 2)
    assert (len(mine.told), mine.told_count, mine.more_told) == (1, 1, 0)
    assert (found[cast.teammate].left_count, found[cast.teammate].more) == (1, 0)
    (own,) = read_to_tell(cast.owner, since)
    assert (len(own.left), own.more) == (4, 0)
