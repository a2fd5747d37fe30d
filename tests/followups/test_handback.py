"""The summary for who comes back: what came in, who answered, what is still to do (S35)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Absence
from accounts.services.absences import come_back
from core.models import Notification
from core.request_context import RequestContext, request_context
from followups.selectors.handback import HandBack, read_handback
from followups.services import FollowUpValues, record_follow_up, tell_returned
from inquiries.services import record_reply
from tests.factories import AbsenceFactory, BuyerMessageFactory, CustomerFactory, InquiryFactory

ClientOf = Callable[..., Client]


def nov(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of Shanghai's clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture
def away(cast: SimpleNamespace) -> Absence:
    """Owner is away Tuesday 17 to Thursday 19 November; stand_in answers."""
    return AbsenceFactory(
        user=cast.owner,
        stand_in=cast.stand_in,
        kind="trip",
        starts_on=date(2026, 11, 17),
        ends_on=date(2026, 11, 19),
    )


def ask(cast: SimpleNamespace, at: datetime, owner: Any = None) -> Any:
    """A buyer of the owner writes; the clock runs."""
    customer = CustomerFactory(owner=owner or cast.owner)
    clock = {
        name: at + timedelta(hours=24) for name in ("due_soon_at", "target_at", "limit_at", "announced_at")
    }
    inquiry = InquiryFactory(customer=customer, owner=customer.owner, received_at=at, **clock)
    BuyerMessageFactory(inquiry=inquiry, received_at=at, **clock)
    return inquiry


def answer(cast: SimpleNamespace, inquiry: Any, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        record_reply(actor=cast.stand_in, inquiry=inquiry, channel="email", text="Dear", replied_at=at, at=at)


def counts(found: HandBack) -> dict[str, int]:
    return {
        name: getattr(found, name).count for name in ("came_in", "replies", "contacts", "open", "due", "new")
    }


def work(cast: SimpleNamespace) -> None:
    """Two inquiries come in, one is answered by the stand-in; one of before waits; a call; a colleague's does not count."""
    answer(cast, ask(cast, nov(17, 9)), nov(17, 10))
    ask(cast, nov(19, 16))
    ask(cast, nov(16, 16))
    ask(cast, nov(18, 9), owner=cast.teammate)
    called = CustomerFactory(owner=cast.owner, next_due_on=date(2026, 11, 18), created_at=nov(18, 9))
    with time_machine.travel(nov(18, 11), tick=False):
        values = FollowUpValues(text="Rang", channel="phone")
        record_follow_up(actor=cast.stand_in, customer=called, values=values, at=nov(18, 11))


def test_summary_tells_what_came_and_what_is_left(cast: SimpleNamespace, away: Absence) -> None:
    work(cast)
    CustomerFactory(owner=cast.owner, next_due_on=date(2026, 11, 19))
    with time_machine.travel(nov(20, 9), tick=False):
        found = read_handback(cast.owner, away, nov(20, 9))
    assert counts(found) == {"came_in": 2, "replies": 1, "contacts": 1, "open": 2, "due": 1, "new": 1}
    answered = [(row.answered_by, row.answered_at) for row in found.came_in.rows]
    assert answered == [(None, None), (cast.stand_in, nov(17, 10))]
    assert found.acted == [(cast.stand_in, 2)]


def test_summary_is_scoped_to_what_the_reader_sees_now(cast: SimpleNamespace, away: Absence) -> None:
    work(cast)
    seen = {}
    for day in (19, 20):
        with time_machine.travel(nov(day, 17), tick=False):
            seen[day] = {
                name: counts(read_handback(getattr(cast, name), away, nov(day, 17)))["came_in"]
                for name in ("owner", "stand_in", "manager", "boss", "other_manager", "teammate")
            }
    assert seen[19] == {"owner": 2, "stand_in": 2, "manager": 2, "boss": 2, "other_manager": 0, "teammate": 0}
    assert seen[20] == {**seen[19], "stand_in": 0}


def test_page_is_for_the_person_the_stand_in_the_manager_and_the_boss(
    cast: SimpleNamespace, away: Absence, client_of: ClientOf
) -> None:
    work(cast)
    url = reverse("followups:handback", args=[away.pk])
    with time_machine.travel(nov(20, 9), tick=False):
        names = ("owner", "stand_in", "manager", "boss", "teammate", "outsider", "other_manager", "assistant")
        found = {name: client_of(getattr(cast, name)).get(url).status_code for name in names}
    assert found == {
        **dict.fromkeys(("owner", "stand_in", "manager", "boss"), 200),
        **dict.fromkeys(("teammate", "outsider", "other_manager"), 404), "assistant": 403,
    }  # fmt: skip


@pytest.mark.parametrize(
    "changed", [{"state": "requested"}, {"state": "refused"}, {"starts_on": date(2026, 11, 18)}]
)
def test_no_summary_of_what_does_not_hold_yet(
    cast: SimpleNamespace, away: Absence, client_of: ClientOf, changed: dict[str, Any]
) -> None:
    Absence.objects.filter(pk=away.pk).update(**changed)
    with time_machine.travel(nov(17, 9), tick=False):
        assert client_of(cast.owner).get(reverse("followups:handback", args=[away.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_summary_costs_the_same_with_more_rows(
    cast: SimpleNamespace, away: Absence, django_assert_num_queries: Callable, count: int
) -> None:
    for _ in range(count):
        work(cast)
    with (
        time_machine.travel(nov(20, 9), tick=False),
        request_context(RequestContext()),
        django_assert_num_queries(12),
    ):
        read_handback(cast.manager, away, nov(20, 9))


def told(user: Any) -> list[str]:
    return [row.key for row in Notification.objects.filter(user=user, key__startswith="handback")]


@pytest.mark.parametrize(
    ("at", "is_told"),
    [
        (nov(19, 16), False),  # still away
        (nov(20, 8), False),  # before the office opens
        (nov(20, 9, 1), True),
        (nov(23, 9, 1), True),
    ],
)
def test_person_is_told_on_the_first_working_day_after(
    cast: SimpleNamespace, away: Absence, at: datetime, is_told: bool
) -> None:
    for _ in range(2):
        tell_returned(at=at)
    assert told(cast.owner) == [f"handback-{away.pk}"] * is_told
    assert told(cast.stand_in) == []


def test_trip_that_goes_on_is_told_of_at_its_end(cast: SimpleNamespace, away: Absence) -> None:
    AbsenceFactory(user=cast.owner, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 21))
    tell_returned(at=nov(20, 9, 1))
    assert told(cast.owner) == []
    tell_returned(at=nov(23, 9, 1))
    assert len(told(cast.owner)) == 2


def test_who_comes_back_sooner_is_told_at_once_and_once(cast: SimpleNamespace, away: Absence) -> None:
    come_back(actor=cast.owner, absence=away, at=nov(19, 8))
    assert told(cast.owner) == [f"handback-{away.pk}"]
    tell_returned(at=nov(19, 9, 1))
    tell_returned(at=nov(20, 9, 1))
    assert len(told(cast.owner)) == 1


@pytest.mark.parametrize("state", ["requested", "refused", "withdrawn"])
def test_nobody_comes_back_from_what_never_held(cast: SimpleNamespace, away: Absence, state: str) -> None:
    Absence.objects.filter(pk=away.pk).update(state=state)
    tell_returned(at=nov(20, 9, 1))
    assert told(cast.owner) == []
