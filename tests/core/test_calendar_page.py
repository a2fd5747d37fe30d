"""The calendar's page: the year in months, and the company's own days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core import policy
from core.calendar_page import own_days_of, read_year
from core.domain.refused import Refused
from core.domain.work_calendar import CalendarPolicy
from core.models import AuditEntry, PolicySetting
from core.work_days import (
    SECTION,
    CompanyCalendar,
    current_calendar,
    drop_own_day,
    load,
    set_own_day,
    with_own_day,
)

ClientOf = Callable[[Any], Client]
PAGE, ADD = f"/settings/policy/{SECTION}/", "/settings/own-days/add/"
DAY = date(2026, 11, 20)


def kinds_in(company: CompanyCalendar, year: int = 2026) -> dict[date, tuple[str, str, str]]:
    return {
        cell.day: (cell.kind, cell.mark, cell.words)
        for month in read_year(company, year, date(2026, 11, 16))
        for week in month.weeks
        for cell in week
        if cell is not None
    }


def test_year_tells_what_each_day_is_and_why() -> None:
    company = CompanyCalendar(
        CalendarPolicy(), ((DAY, False), (date(2026, 11, 22), True)), ((DAY, "Outing"),)
    )
    kinds = kinds_in(company)
    assert len(kinds) == 365
    assert [
        kinds[day]
        for day in (
            date(2026, 11, 16), date(2026, 11, 15), date(2026, 10, 1), date(2026, 10, 10), date(2026, 1, 3), DAY, date(2026, 11, 22),
        )
    ] == [
        ("", "", ""),
        ("off", "", "weekly day off"),
        ("holiday", "H", "public holiday"),
        ("make_up", "W", "make-up working day"),
        ("holiday", "H", "public holiday"),
        ("own_off", "H", "off by the company's decision: Outing"),
        ("own_on", "W", "worked by the company's decision"),
    ]  # fmt: skip


def test_year_agrees_with_the_calendar_that_clocks_ask() -> None:
    company = CompanyCalendar(CalendarPolicy(weekly_rest_days=frozenset({5, 6})), ((DAY, False),))
    from core.work_days import calendar_of

    calendar = calendar_of(company)
    worked = {
        day for day, (kind, _mark, _words) in kinds_in(company).items() if kind in {"", "make_up", "own_on"}
    }
    assert worked == {day for day in kinds_in(company) if calendar.is_working_day(day)}
    assert sum(month.working for month in read_year(company, 2026, DAY)) == len(worked)


def test_own_days_to_come_stand_first() -> None:
    days = tuple((date(2026, month, 2), False) for month in (9, 10, 11, 12))
    rows = own_days_of(CompanyCalendar(own_days=days), date(2026, 11, 1))
    assert [(row.day.month, row.is_over) for row in rows] == [(11, False), (12, False), (10, True), (9, True)]


def test_own_day_is_set_with_its_word_and_dropped(cast: SimpleNamespace, at: datetime) -> None:
    set_own_day(actor=cast.manager, day=DAY, works=False, why="Outing", at=at)
    company = policy.get(SECTION, CompanyCalendar)
    assert (company.own_days, company.own_day_words) == (((DAY, False),), ((DAY, "Outing"),))
    assert current_calendar().is_working_day(DAY) is False
    drop_own_day(actor=cast.boss, day=DAY, at=at)
    assert policy.get(SECTION, CompanyCalendar).own_days == ()
    assert AuditEntry.objects.filter(verb="core.policy_changed").count() == 2


def test_two_who_add_a_day_lose_nothing(cast: SimpleNamespace, at: datetime) -> None:
    other = DAY + timedelta(days=1)
    set_own_day(actor=cast.manager, day=DAY, works=False, why="Outing", at=at)
    set_own_day(actor=cast.boss, day=other, works=False, why="Stocktaking", at=at)
    assert [day for day, _works in policy.get(SECTION, CompanyCalendar).own_days] == [DAY, other]


@pytest.mark.parametrize(("days", "code"), [(-1, "day_passed"), (732, "day_too_far")])
def test_own_day_never_applies_backwards(cast: SimpleNamespace, at: datetime, days: int, code: str) -> None:
    day = date(2026, 11, 16) + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        set_own_day(actor=cast.manager, day=day, works=False, why="Late", at=at)
    assert (refused.value.code, PolicySetting.objects.count()) == (code, 0)


def test_own_day_that_has_passed_is_not_dropped(cast: SimpleNamespace, at: datetime) -> None:
    policy.change(SECTION, {"own_days": {"2026-11-02": False}}, actor=cast.boss, at=at)
    with pytest.raises(Refused):
        drop_own_day(actor=cast.boss, day=date(2026, 11, 2), at=at)
    assert policy.get(SECTION, CompanyCalendar).own_days == ((date(2026, 11, 2), False),)


def test_thought_day_writes_nothing(db: None, at: datetime) -> None:
    assert with_own_day(DAY, works=False, why="", at=at).own_days == ((DAY, False),)
    assert PolicySetting.objects.count() == 0


def test_page_adds_and_removes_a_day(client_of: ClientOf, cast: SimpleNamespace) -> None:
    day, client = timezone.localdate() + timedelta(days=40), client_of(cast.manager)
    data = {"day": day.isoformat(), "works": "off", "why": "Factory holiday"}
    looked = client.post(ADD, {**data, "preview": "1"})
    assert (looked.status_code, PolicySetting.objects.count()) == (200, 0)
    page = client.post(ADD, data, follow=True)
    assert [(row.day, row.works, row.why) for row in page.context["own_days"]] == [
        (day, False, "Factory holiday")
    ]
    assert "Factory holiday" in page.content.decode()
    assert client.post(f"/settings/own-days/{day}/drop/", follow=True).context["own_days"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "2026-01-01"}, "day"),
        ({"day": "soon"}, "day"),
        ({"why": " "}, "why"),
        ({"works": "maybe"}, "works"),
    ],
)
def test_page_refuses_a_day_and_keeps_the_text(
    client_of: ClientOf, cast: SimpleNamespace, changes: dict[str, str], field: str
) -> None:
    day = timezone.localdate() + timedelta(days=40)
    data = {"day": day.isoformat(), "works": "off", "why": "Factory holiday"} | changes
    page = client_of(cast.manager).post(ADD, data)
    assert (page.status_code, list(page.context["own_day_form"].errors)) == (422, [field])
    assert page.context["own_day_form"]["day"].value() == data["day"]
    assert PolicySetting.objects.count() == 0


@pytest.mark.parametrize("day", ["2026-12-24", "yesterday", "2026-99-99"])
def test_day_that_is_none_of_ours_is_hidden(client_of: ClientOf, cast: SimpleNamespace, day: str) -> None:
    assert client_of(cast.boss).post(f"/settings/own-days/{day}/drop/").status_code == 404


@pytest.mark.parametrize("who", ["assistant", "admin", "owner"])
def test_own_days_are_the_leaders(client_of: ClientOf, cast: SimpleNamespace, who: str) -> None:
    assert client_of(getattr(cast, who)).post(ADD, {}).status_code == 403


def test_page_shows_a_year_that_is_not_announced(client_of: ClientOf, cast: SimpleNamespace) -> None:
    client = client_of(cast.assistant)
    year = timezone.localdate().year + 2
    page = client.get(f"{PAGE}?year={year}")
    assert (page.context["year"], page.context["is_announced"]) == (year, False)
    assert "has not announced" in page.content.decode()
    assert client.get(f"{PAGE}?year=1234").context["year"] == timezone.localdate().year - 3
    assert client.get(f"{PAGE}?year=x").context["year"] == timezone.localdate().year


def test_weekly_days_off_are_set_and_one_day_stays(client_of: ClientOf, cast: SimpleNamespace) -> None:
    times = {
        "morning_opens": "09:00", "morning_closes": "11:30", "afternoon_opens": "13:30", "afternoon_closes": "17:00",
        "evening_opens": "18:00", "evening_closes": "20:00",
    }  # fmt: skip
    client = client_of(cast.boss)
    assert client.post(PAGE, {**times, "weekly_rest_days": ["5", "6"]}).status_code == 302
    assert policy.get(SECTION, CompanyCalendar).rule.weekly_rest_days == {5, 6}
    page = client.post(PAGE, {**times, "weekly_rest_days": list("0123456")})
    assert (page.status_code, page.context["form"].non_field_errors()) == (
        422,
        ["One day of the week has to be worked."],
    )


def test_stored_days_of_before_load_without_words() -> None:
    assert load({"own_days": {"2026-02-07": False}}).own_day_words == ()
