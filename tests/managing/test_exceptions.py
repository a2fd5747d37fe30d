"""First what needs somebody: also of who is frozen, and each name opens what is counted of theirs."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.domain.work_calendar import ONE_DAY
from customers.models import CustomerExport
from followups.models import DateByHand
from followups.services import HelpSubject, ask_for_help
from managing.row_words import Card
from reports.models import ReportPeriod, WeeklyReport
from sales.models import Quote, QuoteVersion
from tests import factories
from tests.followups.helpers import make_customer

ClientOf = Callable[[User], Client]


def cards_of(client: Client) -> dict[Any, Card]:
    """The exceptions on the team's page, by what they are and how they stand."""
    page = client.get(reverse("managing:team"))
    return {f"{card.what}, {card.state}": card for card in page.context["exceptions"]}


def whose(cards: dict[Any, Card]) -> dict[str, dict[str, int]]:
    return {what: {one.name: one.number for one in card.people} for what, card in cards.items()}


KINDS = (
    "Inquiries that nobody answered, past the limit", "A and B customers whom nobody contacted, missed",
    "Proofs for which production named none, no date", "Quotes that wait for approval, below the floor",
)  # fmt: skip


@pytest.fixture
def leaver(cast: SimpleNamespace) -> User:
    """Frozen, and nothing of theirs is handed over yet: a late inquiry, a missed customer, an undated proof, a quote."""
    now, person = timezone.now(), cast.frozen
    customer = make_customer(person, "A", missed_on=timezone.localdate() - ONE_DAY)
    ago = now - timedelta(days=5)
    inquiry = factories.InquiryFactory(
        customer=customer, owner=person, grade="A", received_at=ago, received_on=timezone.localdate(ago), target_at=ago,
        limit_at=ago,
    )  # fmt: skip
    factories.BuyerMessageFactory(inquiry=inquiry, received_at=ago, target_at=ago, limit_at=ago)
    factories.ProofFactory(customer=customer, asked_at=ago, promise_by_at=ago)
    quote = factories.QuoteFactory(customer=customer)
    Quote.objects.filter(pk=quote.pk).update(state="confirmed")
    QuoteVersion.objects.filter(pk=quote.current.pk).update(approval_asked_at=ago)
    return person


def test_until_the_handover_a_leavers_work_needs_the_manager(
    cast: SimpleNamespace, leaver: User, client_of: ClientOf
) -> None:
    name = leaver.short_name
    found = whose(cards_of(client_of(cast.manager)))
    assert {kind: found[kind] for kind in KINDS} == {kind: {name: 1} for kind in KINDS}
    assert not any(name in people for people in whose(cards_of(client_of(cast.other_manager))).values())
    assert whose(cards_of(client_of(cast.boss)))[KINDS[0]] == {name: 1}


def test_a_leavers_name_opens_what_is_left_of_theirs(
    cast: SimpleNamespace, leaver: User, client_of: ClientOf
) -> None:
    other = make_customer(cast.owner, "A", missed_on=timezone.localdate() - ONE_DAY)
    ago = timezone.now() - timedelta(days=5)
    factories.InquiryFactory(
        customer=other, owner=cast.owner, grade="A", received_at=ago, target_at=ago, limit_at=ago
    )
    factories.ProofFactory(customer=other, asked_at=ago, promise_by_at=ago)
    quote = factories.QuoteFactory(customer=other)
    Quote.objects.filter(pk=quote.pk).update(state="confirmed")
    QuoteVersion.objects.filter(pk=quote.current.pk).update(approval_asked_at=ago)
    client = client_of(cast.manager)
    cards = cards_of(client)
    for kind in KINDS:
        (url,) = [one.url for one in cards[kind].people if one.name == leaver.short_name]
        page = client.get(url)
        rows = page.context["rows"] if "rows" in page.context else page.context["listing"].rows
        assert len(rows) == 1, (kind, url)
        assert str(leaver) in page.content.decode() or leaver.name in page.content.decode()


def test_who_is_frozen_hands_no_report_in(cast: SimpleNamespace, client_of: ClientOf) -> None:
    due = timezone.now() - ONE_DAY
    period = ReportPeriod.objects.create(
        day=timezone.localdate(due), starts_at=due - timedelta(weeks=1), issue_at=due, remind_at=due, due_at=due, department_at=due, issued_at=due
    )  # fmt: skip
    for person in (cast.owner, cast.frozen):
        WeeklyReport.objects.create(period=period, person=person, manager=cast.manager)
    assert whose(cards_of(client_of(cast.manager))) == {
        "Weekly report, not submitted": {cast.owner.short_name: 1}
    }


# What waits for the manager, or is theirs to see: where each name leads, and what stands there.
ROWS: dict[str, Callable[[Any], int]] = {
    "Weekly report, not submitted": lambda found: len(found["rows"]),
    "Reasons for a late answer, to judge": lambda found: len(found["found"].to_judge),
    "Help requests, not answered": lambda found: len(found["page"].rows),
    "Inquiries of the last seven days, closed as invalid": lambda found: len(found["found"].invalid),
    "Times of arrival and of replies, last seven days, changed": lambda found: len(
        [*found["found"].changed_arrivals, *found["found"].changed_replies]
    ),
}
UNLINKED = {"Later dates by hand, to judge", "Exports above the day's rows, to decide"}


def add_what_waits(person: User, manager: User, periods: list[ReportPeriod], number: int) -> None:
    """`number` of each."""
    now = timezone.now()
    for place in range(number):
        WeeklyReport.objects.create(period=periods[place], person=person, manager=manager)
        customer = make_customer(person, "B")
        DateByHand.objects.create(
            customer=customer,
            due_on=timezone.localdate(),
            reason="Fair",
            is_later=True,
            set_by=person,
            set_at=now,
        )
        ask_for_help(actor=person, text="D/P?", subject=HelpSubject(), at=now)
        CustomerExport.objects.create(owner=person, state="asked", created_at=now)
        inquiry = factories.InquiryFactory(
            customer=customer, owner=person, state="invalid", closed_at=now, grade="B"
        )
        factories.BuyerMessageFactory(
            inquiry=inquiry,
            responsible=person,
            received_changed_at=now,
            answered_at=now,
            exception_reason="Fair",
        )
        factories.ReplyFactory(inquiry=inquiry, replied_changed_at=now)


@pytest.fixture
def waiting(cast: SimpleNamespace) -> SimpleNamespace:
    """Two of each of the owner's, one of each of the teammate's, the manager's and the outsider's."""
    due, periods = timezone.now() - ONE_DAY, []
    for weeks in range(2):
        at = due - timedelta(weeks=weeks)
        periods.append(
            ReportPeriod.objects.create(
                day=timezone.localdate(at), starts_at=at - timedelta(weeks=1), issue_at=at, remind_at=at, due_at=at,
                department_at=at, issued_at=at,
            )
        )  # fmt: skip
    WeeklyReport.objects.create(
        period=periods[0], person=cast.stand_in, manager=cast.manager, state="submitted", submitted_at=due,
        first_submitted_at=due, review="x",
    )  # fmt: skip
    cast.manager.is_salesperson = True
    cast.manager.team = cast.other_team
    cast.manager.save()
    for person, number in ((cast.owner, 2), (cast.teammate, 1), (cast.outsider, 1), (cast.manager, 1)):
        leader = cast.other_manager if person in (cast.outsider, cast.manager) else cast.manager
        add_what_waits(person, leader, periods, number)
    return cast


@pytest.mark.parametrize("who", ["manager", "boss"])
def test_a_name_opens_what_is_counted_of_theirs(
    waiting: SimpleNamespace, client_of: ClientOf, who: str
) -> None:
    client = client_of(getattr(waiting, who))
    cards = cards_of(client)
    for what, rows in ROWS.items():
        if (who, what) == ("boss", "Help requests, not answered"):
            continue  # still the manager's
        found = {one.name: one for one in cards[what].people}
        assert found[waiting.owner.short_name].number == (4 if "changed" in what else 2), what
        for one in found.values():
            page = client.get(one.url)
            assert page.status_code == 200, one.url
            assert rows(page.context) == one.number, (what, one)
            assert one.name in page.content.decode()


def test_what_no_list_narrows_to_a_person_is_not_linked_from_the_name(
    waiting: SimpleNamespace, client_of: ClientOf
) -> None:
    cards = cards_of(client_of(waiting.manager))
    for what in UNLINKED:
        assert cards[what].url
        assert {one.url for one in cards[what].people} == {""}


def test_a_manager_does_not_judge_and_look_through_their_own(
    waiting: SimpleNamespace, client_of: ClientOf
) -> None:
    found = whose(cards_of(client_of(waiting.manager)))
    name = waiting.manager.short_name
    assert {what for what, people in found.items() if name in people} == {"Weekly report, not submitted"}


@pytest.mark.parametrize("name", ["inquiries:exceptions", "followups:help_requests"])
def test_of_whom_one_does_not_lead_nothing_is_said(
    cast: SimpleNamespace, client_of: ClientOf, name: str
) -> None:
    client = client_of(cast.manager)
    for asked in (cast.outsider.pk, "x", "99999999999999999999"):
        assert client.get(reverse(name), {"person": asked}).status_code == 404
    page = client.get(reverse(name), {"person": cast.owner.pk, "show": "answer"})
    assert cast.owner.short_name in page.content.decode()
    (drop,) = re.findall(r'class="chip-drop" href="([^"]*)"', page.content.decode())
    assert "person=" not in drop
