"""Mail three times a day: ticked by a click or by what is recorded, missed, seen by the manager (S34)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core import policy
from core.models import AuditEntry
from core.request_context import RequestContext, request_context
from followups.models import MailCheck
from followups.selectors.mail_checks import read_day, read_weeks
from followups.services import (
    FollowUpValues,
    correct_follow_up,
    move_reply,
    record_follow_up,
    tick_mail,
    undo_follow_up,
)
from inquiries.models import Reply
from inquiries.services import record_reply
from inquiries.services.messages import change_replied_at
from tests.factories import AbsenceFactory, CustomerFactory, InquiryFactory, UserFactory

ClientOf = Callable[..., Client]


def nov(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of Shanghai's clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def ticked(person: Any) -> set[tuple[int, str]]:
    return {(row.day.day, row.window) for row in MailCheck.objects.filter(user=person)}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (nov(16, 9), {(16, "morning")}),
        (nov(16, 11, 29), {(16, "morning")}),
        (nov(16, 11, 30), {(16, "midday")}),
        (nov(16, 15), {(16, "end")}),
        (nov(16, 23, 59), {(16, "end")}),
        (nov(22, 10), set()),  # Sunday
    ],
)
def test_click_ticks_the_window_of_now(
    cast: SimpleNamespace, moment: datetime, expected: set[tuple[int, str]]
) -> None:
    tick_mail(actor=cast.owner, at=moment)
    assert ticked(cast.owner) == expected


def test_second_click_changes_nothing(cast: SimpleNamespace) -> None:
    first = tick_mail(actor=cast.owner, at=nov(16, 9))
    second = tick_mail(actor=cast.owner, at=nov(16, 9, 5))
    assert first == second
    assert MailCheck.objects.get().at == nov(16, 9)
    assert AuditEntry.objects.filter(verb="followups.mail_ticked").count() == 1


def test_who_owes_nothing_ticks_nothing(cast: SimpleNamespace) -> None:
    AbsenceFactory(user=cast.owner)
    for person in (cast.owner, cast.boss, cast.manager):
        assert tick_mail(actor=person, at=nov(16, 9)) is None
    assert not MailCheck.objects.exists()


def record(cast: SimpleNamespace, entered_at: datetime, **values: Any) -> Any:
    customer = CustomerFactory(owner=cast.owner)
    given = FollowUpValues(text="Sent the offer", **values)
    return record_follow_up(actor=cast.owner, customer=customer, values=given, at=entered_at)


def test_mail_that_is_recorded_ticks_by_its_own_time(cast: SimpleNamespace) -> None:
    record(cast, nov(17, 16), channel="email", at=nov(16, 12))
    assert ticked(cast.owner) == {(16, "midday")}
    assert not MailCheck.objects.get().is_by_hand


def test_call_ticks_nothing(cast: SimpleNamespace) -> None:
    record(cast, nov(16, 9), channel="phone")
    assert ticked(cast.owner) == set()


def test_incoming_mail_ticks_too(cast: SimpleNamespace) -> None:
    record(cast, nov(16, 9), channel="email", is_inbound=True)
    assert ticked(cast.owner) == {(16, "morning")}


def test_reply_by_mail_ticks_and_follows_its_corrected_time(cast: SimpleNamespace) -> None:
    customer = CustomerFactory(owner=cast.owner)
    inquiry = InquiryFactory(customer=customer, owner=cast.owner, received_at=nov(16, 8))
    record_reply(
        actor=cast.owner, inquiry=inquiry, channel="email", text="Dear", replied_at=nov(16, 9), at=nov(16, 9)
    )
    assert ticked(cast.owner) == {(16, "morning")}
    change_replied_at(
        actor=cast.owner,
        reply=Reply.objects.get(),
        replied_at=nov(16, 15, 30),
        reason="typed wrong",
        at=nov(16, 16),
    )
    assert ticked(cast.owner) == {(16, "end")}
    move_reply(reply=Reply.objects.get(), at=nov(16, 17))
    assert ticked(cast.owner) == {(16, "end")}


def test_correction_moves_the_tick(cast: SimpleNamespace) -> None:
    row = record(cast, nov(16, 16), channel="email", at=nov(16, 9))
    values = FollowUpValues(text="Sent the offer", channel="email", at=nov(16, 12))
    correct_follow_up(actor=cast.owner, follow_up=row, values=values, at=nov(16, 16, 5))
    assert ticked(cast.owner) == {(16, "midday")}
    row.refresh_from_db()
    values = FollowUpValues(text="Rang", channel="phone", at=nov(16, 12))
    correct_follow_up(actor=cast.owner, follow_up=row, values=values, at=nov(16, 16, 6))
    assert ticked(cast.owner) == set()


def test_undoing_takes_the_tick_back_unless_something_else_ticks_it(cast: SimpleNamespace) -> None:
    row = record(cast, nov(16, 9), channel="email")
    other = record(cast, nov(16, 9, 1), channel="email")
    undo_follow_up(actor=cast.owner, follow_up=row, at=nov(16, 9, 2))
    assert ticked(cast.owner) == {(16, "morning")}
    tick_mail(actor=cast.owner, at=nov(16, 9, 3))
    undo_follow_up(actor=cast.owner, follow_up=other, at=nov(16, 9, 4))
    assert ticked(cast.owner) == {(16, "morning")}  # by hand


def test_day_with_its_three_marks(cast: SimpleNamespace) -> None:
    tick_mail(actor=cast.owner, at=nov(16, 9))
    marks = read_day(cast.owner, nov(16, 15, 1)).marks
    assert [(mark.window, mark.standing) for mark in marks] == [
        ("morning", "done"), ("midday", "missed"), ("end", "open"),
    ]  # fmt: skip


def test_times_are_the_companys(cast: SimpleNamespace) -> None:
    policy.change(
        "followups.mail", {"morning_until": "10:00", "end_from": "16:00"}, actor=cast.boss, at=nov(16, 8)
    )
    tick_mail(actor=cast.owner, at=nov(16, 10))
    assert ticked(cast.owner) == {(16, "midday")}


def test_week_counts_what_was_owed(cast: SimpleNamespace) -> None:
    """Monday ticked once, Tuesday away, Wednesday nothing, now Thursday noon."""
    tick_mail(actor=cast.owner, at=nov(16, 9))
    AbsenceFactory(user=cast.owner, starts_on=date(2026, 11, 17), ends_on=date(2026, 11, 17))
    AbsenceFactory(
        user=cast.owner, starts_on=date(2026, 11, 18), ends_on=date(2026, 11, 18), state="requested"
    )
    week = read_weeks([cast.owner], date(2026, 11, 16), nov(19, 12))[0]
    assert [(day.missed, day.is_away, len(day.marks)) for day in week.days] == [
        (2, False, 3), (0, True, 0), (3, False, 3), (1, False, 3), (0, False, 3), (0, False, 3), (0, False, 0),
    ]  # fmt: skip
    assert (week.done, week.missed, week.asked) == (1, 6, 7)


def test_who_joined_or_left_owes_only_their_days(cast: SimpleNamespace) -> None:
    new = UserFactory(is_salesperson=True, joined_at=nov(17, 9), frozen_at=nov(19, 9))
    week = read_weeks([new], date(2026, 11, 16), nov(21, 20))[0]
    assert [len(day.marks) for day in week.days] == [0, 0, 3, 0, 0, 0, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_weeks_cost_the_same_with_more_people(
    cast: SimpleNamespace, django_assert_num_queries: Callable, count: int
) -> None:
    people = [cast.owner, cast.teammate, cast.stand_in][:count]
    for person in people:
        tick_mail(actor=person, at=nov(16, 9))
    with request_context(RequestContext()), django_assert_num_queries(3):  # checks, absences, the policy
        read_weeks(people, date(2026, 11, 16), nov(19, 12))


PAGE = "/mail-checks/"


def test_page_is_ones_own_or_ones_peoples(cast: SimpleNamespace, client_of: ClientOf) -> None:
    with time_machine.travel(nov(16, 10), tick=False):
        seen = {
            name: {row.person for row in client_of(getattr(cast, name)).get(PAGE).context["weeks"]}
            for name in ("owner", "manager", "other_manager", "boss")
        }
        assert client_of(cast.assistant).get(PAGE).status_code == 403
    assert seen["owner"] == {cast.owner}
    assert seen["manager"] == {cast.owner, cast.teammate, cast.stand_in}
    assert seen["other_manager"] == {cast.outsider}
    assert seen["boss"] == seen["manager"] | seen["other_manager"]


def test_a_longer_time_is_shown_by_person_and_week(cast: SimpleNamespace, client_of: ClientOf) -> None:
    for day in (10, 16, 17):
        tick_mail(actor=cast.owner, at=nov(day, 9))
    span = {"since": "2026-11-11", "until": "2026-11-22"}
    with time_machine.travel(nov(23, 10), tick=False):
        for name in ("owner", "manager", "boss"):
            client = client_of(getattr(cast, name))
            page = client.get(PAGE, {**span, "person": cast.owner.pk})
            weeks = page.context["weeks"]
            assert [(row.days[0].on.day, row.done) for row in weeks] == [(9, 0), (16, 2)], name
            assert [len(day.marks) for day in weeks[0].days][:3] == [0, 0, 3]
            assert (page.context["total"].done, page.context["total"].asked) == (
                2,
                sum(row.asked for row in weeks),
            )
            people = client.get(PAGE, span).context["people"]
            assert {row.person: row.done for row in people}[cast.owner] == 2
            one = client.get(PAGE, {"week": "2026-11-16", "person": cast.owner.pk}).context["weeks"]
            assert [(row.person, row.done) for row in one] == [(cast.owner, 2)]
        assert [row.person for row in client_of(cast.owner).get(PAGE, span).context["people"]] == [cast.owner]
        for name, person in (
            ("owner", cast.teammate), ("other_manager", cast.owner), ("manager", cast.outsider), ("boss", cast.frozen),
        ):  # fmt: skip
            for query in (span, {}):
                asked = {**query, "person": person.pk}
                assert client_of(getattr(cast, name)).get(PAGE, asked).status_code == 404, name


@pytest.mark.parametrize(
    "span",
    [("x", "y"), ("2026-11-02", ""), ("2026-11-22", "2026-11-02"), ("2026-08-01", "2026-11-01"), ("0001-01-01", "0001-01-02")],
)  # fmt: skip
def test_what_is_no_time_is_not_there(
    cast: SimpleNamespace, client_of: ClientOf, span: tuple[str, str]
) -> None:
    client = client_of(cast.manager)
    assert client.get(PAGE, {"since": span[0], "until": span[1]}).status_code == 404
    assert client.get(PAGE, {"since": "2026-08-01", "until": "2026-10-31"}).status_code == 200


def test_strip_on_today_is_ticked_with_one_click(cast: SimpleNamespace, client_of: ClientOf) -> None:
    with time_machine.travel(nov(16, 12), tick=False):
        client = client_of(cast.owner)
        assert 'id="mail-strip"' in client.get("/").content.decode()
        tick = reverse("followups:mail_tick")
        answers = [client.post(tick), client.post(tick), client.post(tick, headers={"HX-Request": "true"})]
        assert [answer.status_code for answer in answers] == [302, 302, 200]
        assert "12:00" in answers[2].content.decode()
        assert client.get(tick).status_code == 405
        other = client_of(cast.manager).get(f"/?person={cast.owner.pk}").content.decode()
    assert ticked(cast.owner) == {(16, "midday")}
    assert (reverse("followups:mail_tick") in other, 'id="mail-strip"' in other) == (False, True)


@pytest.mark.parametrize("day", [22, 16])
def test_no_strip_where_nothing_is_owed(cast: SimpleNamespace, client_of: ClientOf, day: int) -> None:
    AbsenceFactory(user=cast.owner)
    with time_machine.travel(nov(day, 12), tick=False):
        assert 'id="mail-strip"' not in client_of(cast.owner).get("/").content.decode()


@pytest.mark.parametrize("week", ["2026-11-18", "nonsense", "0001-01-01", "9999-12-31"])
def test_any_week_can_be_asked_for(cast: SimpleNamespace, client_of: ClientOf, week: str) -> None:
    assert client_of(cast.owner).get(PAGE, {"week": week}).status_code == 200
    assert client_of(cast.owner).get("/absences/", {"from": week}).status_code == 200


def test_manager_sees_on_today_how_many_the_team_missed(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """By 15:01 two windows are over: owner ticked one, teammate none, stand_in is away."""
    tick_mail(actor=cast.owner, at=nov(16, 9))
    AbsenceFactory(user=cast.stand_in)
    with time_machine.travel(nov(16, 15, 1), tick=False):
        missed = [client_of(person).get("/").context["mail_missed"] for person in (cast.manager, cast.owner)]
    assert missed == [3, 0]
