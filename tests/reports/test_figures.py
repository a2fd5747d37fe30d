"""The figures of a period: who did what then, each fact in one report, a constant number of statements."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.services.teams import change_team
from core.request_context import RequestContext, request_context
from customers.models import Customer, GradeChange
from customers.services import change_owner
from followups.models import MailCheck
from inquiries.models import BuyerMessage
from reports.domain.figures import Figures, from_stored, to_stored
from reports.domain.timetable import Span
from reports.selectors.figures import Kind, read_figures, read_totals, total_of
from reports.selectors.roll import read_roll, roll_of
from sales.services import sample_steps
from sales.services.orders import confirm_order
from tests import factories
from tests.budgets import ROWS
from tests.followups.helpers import contact, had_contact, make_customer, nov, shanghai
from tests.reports.conftest import DUE, START
from tests.sales.conftest import send_it

SPAN = Span(START, DUE)


def figures_of(person: Any, span: Span = SPAN, as_of: datetime | None = None) -> Figures:
    found = read_figures(read_roll(span), span, as_of=as_of or span.ends_at)
    return total_of(figures for part, figures in found.items() if part.person == person)


def asked(
    customer: Customer, at: datetime, answered_at: datetime | None = None, **values: Any
) -> BuyerMessage:
    """A message of the buyer with the clock of a plain one, answered or not."""
    inquiry = factories.InquiryFactory(
        customer=customer, owner=customer.owner, received_at=at, received_on=at.date()
    )
    target_at, limit_at = at + timedelta(hours=4), at + timedelta(hours=24)
    outcome = ""
    if answered_at:
        outcome = (
            "in_target" if answered_at <= target_at else "in_limit" if answered_at <= limit_at else "late"
        )
        values.setdefault("responsible", customer.owner)
    if answered_at:
        typed_in_at = values.pop("typed_in_at", answered_at)
        factories.ReplyFactory(
            inquiry=inquiry, replied_at=answered_at, entered_at=typed_in_at, by=customer.owner
        )
    return factories.BuyerMessageFactory(
        inquiry=inquiry, received_at=at, entered_at=at, target_at=target_at, limit_at=limit_at, answered_at=answered_at,
        outcome=outcome, **values,
    )  # fmt: skip


def test_each_question_is_in_the_report_in_which_its_clock_ended(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner)
    asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 11))  # in target, 60 working minutes
    asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 16))  # in limit, 240
    asked(customer, shanghai(11, 17, 10), responsible=cast.owner)  # ran out on Wednesday, waits still
    asked(customer, shanghai(11, 17, 10), shanghai(11, 19, 10))  # late
    asked(customer, shanghai(11, 17, 10), shanghai(11, 19, 10), exception_accepted=True)  # does not count
    asked(customer, shanghai(11, 21, 11), shanghai(11, 22, 9, 30))  # still running at the cut-off
    asked(
        customer, shanghai(11, 13, 15), shanghai(11, 14, 14)
    )  # came before, answered after the last cut-off
    asked(customer, shanghai(11, 21, 13, 30))  # the next report's
    found = figures_of(cast.owner)
    assert (found.received, found.in_target, found.in_limit, found.late, found.open) == (6, 1, 2, 2, 2)
    assert (found.decided, found.answered, found.answer_minutes) == (5, 3, 60 + 240 + 300)
    following = Span(DUE, DUE + timedelta(days=7))
    later = figures_of(cast.owner, following)
    assert (later.received, later.in_limit, later.late, later.open) == (1, 1, 1, 2)
    assert figures_of(cast.teammate) == Figures(mail_asked=found.mail_asked)


def test_a_clock_that_nobody_was_named_for_is_whose_it_ran_out_for(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner)
    asked(customer, shanghai(11, 19, 10))  # the sweep has not come by yet
    change_owner(
        actor=cast.manager, customer=customer, owner=cast.teammate, reason="Spain", at=shanghai(11, 20, 15)
    )
    assert [figures_of(person).late for person in (cast.owner, cast.teammate)] == [1, 0]


def test_a_late_job_reads_what_one_in_time_had_read(cast: SimpleNamespace) -> None:
    customer, monday = make_customer(cast.owner, "A"), shanghai(11, 23, 9, 30)
    asked(
        customer, shanghai(11, 20, 15), shanghai(11, 21, 10), typed_in_at=monday
    )  # still ran, as far as was known
    asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 11), typed_in_at=monday)  # had run out
    excused = asked(customer, shanghai(11, 17, 10), shanghai(11, 19, 10), exception_accepted=True)
    excused.exception_judged_at = monday  # not yet
    excused.save()
    spam = asked(customer, shanghai(11, 20, 16))
    spam.inquiry.state, spam.inquiry.closed_at = "invalid", monday
    spam.inquiry.save()
    mail = factories.FollowUpFactory(
        customer=customer, at=shanghai(11, 20, 10), entered_at=monday, channel="email"
    )
    MailCheck.objects.create(user=cast.owner, day=nov(20), window="morning", at=mail.at)
    factories.FollowUpFactory(customer=customer, at=shanghai(11, 12), entered_at=monday)
    found = figures_of(cast.owner)
    assert (found.received, found.in_target, found.in_limit, found.late, found.open) == (4, 0, 0, 2, 3)
    assert (found.mail_done, found.cadence_kept) == (0, {})
    later = figures_of(cast.owner, as_of=monday)  # what somebody freezes who submits then
    assert (later.received, later.in_target, later.in_limit, later.late, later.open) == (4, 1, 1, 0, 0)
    assert (later.mail_done, later.cadence_kept) == (1, {"A": 1})


def test_a_running_clock_is_whose_it_was_when_the_figures_were_taken(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner)
    asked(customer, shanghai(11, 20, 16))
    change_owner(
        actor=cast.manager, customer=customer, owner=cast.teammate, reason="Spain", at=shanghai(11, 21, 15)
    )
    for person, found in ((cast.owner, (1, 1)), (cast.teammate, (0, 0))):
        figures = figures_of(person)
        assert (figures.received, figures.open) == found


def test_until_the_hour_of_the_freeze_clocks_are_the_leavers(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner)
    asked(customer, shanghai(11, 19, 11))  # ran out on Friday at eleven, the sweep came by on Monday
    asked(customer, shanghai(11, 19, 16))  # ran out on Friday at four
    cast.owner.frozen_at = shanghai(11, 20, 15)
    cast.owner.save()
    assert figures_of(cast.owner).late == 1


def test_contacts_are_the_acting_persons_with_the_grade_of_then(cast: SimpleNamespace) -> None:
    customer, other = make_customer(cast.owner, "A"), make_customer(cast.owner, "C")
    had_contact(customer, shanghai(11, 16))
    factories.FollowUpFactory(
        customer=customer, at=shanghai(11, 18), by=cast.stand_in, stood_in_for=cast.owner
    )
    had_contact(customer, shanghai(11, 20))
    had_contact(other, shanghai(11, 20))
    had_contact(other, shanghai(11, 21, 15))  # after the cut-off
    factories.FollowUpFactory(customer=other, at=shanghai(11, 19), is_contact=False)
    factories.FollowUpFactory(customer=other, at=shanghai(11, 19), entered_at=shanghai(11, 23))
    GradeChange.objects.create(
        customer=customer, before="B", after="A", by=cast.owner, at=shanghai(11, 19), reason="Spain"
    )
    found = figures_of(cast.owner)
    assert (found.contacts, found.customers) == ({"A": 1, "B": 1, "C": 1}, 2)
    assert figures_of(cast.stand_in).contacts == {"B": 1}
    assert figures_of(cast.owner, as_of=shanghai(11, 23)).contacts["C"] == 2  # submitted late, known by then


def test_quotes_samples_and_orders_are_whose_the_customer_was(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner)
    quote = factories.QuoteFactory(customer=customer)
    factories.QuoteLineFactory(version=quote.current)
    send_it(quote, cast.owner)
    sample = factories.SampleFactory(customer=customer, state="ready", checked_at=shanghai(11, 17))
    sample_steps.send_sample(
        actor=cast.manager, sample=sample, carrier="DHL", tracking="1", sent_on=nov(18), expected_on=nov(27),
        at=shanghai(11, 18),
    )  # fmt: skip
    for currency, at in (("USD", shanghai(11, 18)), ("EUR", shanghai(11, 18)), ("USD", shanghai(11, 19))):
        order = factories.OrderFactory(customer=customer, currency=currency)
        confirm_order(actor=cast.owner, order=order, on=nov(16), at=at)
    change_owner(
        actor=cast.manager, customer=customer, owner=cast.teammate, reason="Spain", at=shanghai(11, 20)
    )
    last = factories.OrderFactory(customer=customer)
    confirm_order(actor=cast.teammate, order=last, on=nov(20), at=shanghai(11, 20, 15))
    found, other = figures_of(cast.owner), figures_of(cast.teammate)
    assert (found.quotes, found.samples, found.orders) == (1, 1, 3)
    assert found.amounts == {"EUR": Decimal(645), "USD": Decimal(1290)}
    assert (other.quotes, other.samples, other.orders, other.amounts) == (0, 0, 1, {"USD": Decimal(645)})
    assert from_stored(to_stored(found)) == found
    with pytest.raises(ValueError, match="unknown version"):
        from_stored(to_stored(found) | {"version": 99})


def test_new_customers_mail_and_cadence(cast: SimpleNamespace) -> None:
    new = make_customer(cast.owner, "D", created_at=shanghai(11, 17))
    make_customer(cast.owner, "D", created_at=shanghai(11, 17))
    make_customer(cast.owner, "D", created_at=shanghai(11, 17), is_imported=True)
    contact(new, shanghai(11, 18))
    kept = make_customer(cast.owner, "A")
    for day in (9, 12, 14, 17):
        had_contact(kept, shanghai(11, day))
    MailCheck.objects.create(user=cast.owner, day=nov(16), window="morning", at=shanghai(11, 16, 9))
    MailCheck.objects.create(user=cast.owner, day=nov(21), window="midday", at=shanghai(11, 21, 12))
    found = figures_of(cast.owner)
    assert (found.new_customers, found.new_contacted) == (2, 1)
    # Midday and end of Saturday 14, five whole days, the morning of Saturday 21: midday closes at 15:00.
    assert (found.mail_done, found.mail_asked) == (1, 2 + 5 * 3 + 1)
    # The week that ended on Sunday 15; that of Saturday 21 is the next report's.
    assert (found.cadence_kept["A"], found.cadence_asked["A"]) == (2, 2)
    assert found.cadence_share == 1


def test_joiners_leavers_and_who_changed_teams(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner, "B")
    had_contact(customer, shanghai(11, 16))
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=shanghai(11, 18, 12),
    )  # fmt: skip
    had_contact(customer, shanghai(11, 20))
    left = make_customer(cast.teammate, "B")
    had_contact(left, shanghai(11, 17))
    cast.teammate.frozen_at = shanghai(11, 20, 15)
    cast.teammate.save()
    quote = factories.QuoteFactory(customer=left)
    quote.current.state, quote.current.sent_at = "sent", shanghai(11, 20, 16)  # by the manager, who stands in
    quote.current.save()
    found = read_figures(read_roll(SPAN), SPAN, as_of=DUE)
    told = {
        (part.person, part.manager, part.mark): (figures.all_contacts, figures.quotes)
        for part, figures in found.items()
        if figures.all_contacts
    }
    assert told == {
        (cast.owner, cast.manager, "moved"): (1, 0),
        (cast.owner, cast.other_manager, ""): (1, 0),
        (cast.teammate, cast.manager, "left"): (1, 0),
    }
    totals = read_totals(read_roll(SPAN), SPAN, as_of=DUE)
    assert (totals[cast.owner.pk].all_contacts, totals[cast.owner.pk].customers) == (
        2,
        1,
    )  # one, in both teams


def test_the_roll_of_loaded_people_is_the_whole_roll_of_them(cast: SimpleNamespace) -> None:
    """Who joined late, left, changed teams, was not there at all."""
    gone = factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team, frozen_at=SPAN.starts_at)
    factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team, is_active=False)
    cast.teammate.frozen_at = shanghai(11, 20, 15)
    cast.teammate.save()
    cast.stand_in.joined_at = shanghai(11, 18)
    cast.stand_in.save()
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=shanghai(11, 18, 12),
    )  # fmt: skip
    people = list(User.objects.select_related("team"))
    read, made = read_roll(SPAN, people).whole(), roll_of(people, SPAN)
    assert gone.pk not in made.parts
    assert {
        pk: [(part.person, part.team, part.span, part.mark) for part in own] for pk, own in made.parts.items()
    } == {
        pk: [(part.person, part.team, part.span, part.mark) for part in own] for pk, own in read.parts.items()
    }


def test_kinds_that_are_not_asked_for_are_not_read(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner, "B", created_at=shanghai(11, 16))
    had_contact(customer, shanghai(11, 17))
    asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 11))
    roll = read_roll(SPAN)
    whole = read_totals(roll, SPAN, as_of=DUE)[cast.owner.pk]
    some = read_totals(roll, SPAN, as_of=DUE, kinds=(Kind.CONTACTS, Kind.NEW_CUSTOMERS))[cast.owner.pk]
    assert (whole.received, whole.all_contacts, whole.customers, whole.new_customers) == (1, 1, 1, 1)
    assert (some.received, some.all_contacts, some.customers, some.new_customers) == (0, 1, 1, 1)
    with CaptureQueriesContext(connection) as queries:
        read_figures(roll, SPAN, as_of=DUE, kinds=(Kind.CONTACTS, Kind.NEW_CUSTOMERS))
    assert len(queries) == 3  # the calendar, contacts, new customers


def test_statements_do_not_grow_with_the_people(cast: SimpleNamespace) -> None:
    counts = []
    for rows in ROWS:
        for _number in range(rows):
            person = factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
            for _customer in range(rows):
                customer = make_customer(person, "B", created_at=shanghai(11, 16))
                had_contact(customer, shanghai(11, 17))
                asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 11))
                asked(customer, shanghai(11, 20, 10))
                confirm_order(
                    actor=person, order=factories.OrderFactory(customer=customer), on=nov(16), at=shanghai(11, 18)
                )  # fmt: skip
        with request_context(RequestContext()), CaptureQueriesContext(connection) as queries:
            read_figures(read_roll(SPAN), SPAN, as_of=DUE)
        counts.append(len(queries))
    assert counts[0] == counts[-1] <= 26, counts


def test_a_manager_who_changes_teams_sold_in_no_time(cast: SimpleNamespace) -> None:
    """Put into the team that they lead: before it they are a manager, and at no time is mail asked of them."""
    change_team(
        actor=cast.admin, team=cast.team, name="Europe", manager=cast.manager, added=[cast.manager],
        at=SPAN.ends_at + timedelta(days=2),
    )  # fmt: skip
    before = read_roll(SPAN, with_managers=True)
    assert [part.mark for part in before.parts[cast.manager.pk]] == ["manager"]
    running = read_roll(Span(SPAN.ends_at, SPAN.ends_at + timedelta(days=7)), with_managers=True)
    assert cast.manager in running.people
    for roll in (before, running, running.whole()):
        assert cast.manager not in roll.sellers
        assert cast.owner in roll.sellers
