"""A month of a department: people who differ."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from customers.models import GradeChange
from followups.models import CadenceWindow, MailCheck
from managing.domain.frames import Days
from managing.selectors.team import span_of
from reports.domain.timetable import Span
from tests import factories
from tests.followups.helpers import contact, had_contact, make_customer, nov, shanghai
from tests.reports.test_figures import asked

NOW = shanghai(11, 25, 15)
MONTH = Days(nov(1), nov(25), is_running=True)


def month() -> Span:
    return span_of(MONTH, NOW)


def add_work(person: Any, number: int = 1) -> None:
    """What a salesperson did in November, `number` times."""
    for _number in range(number):
        customer = make_customer(person, "A")
        asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 11))  # in target
        asked(customer, shanghai(11, 17, 10), shanghai(11, 17, 16))  # in limit
        asked(customer, shanghai(11, 18, 10), shanghai(11, 20, 10))  # late
        asked(customer, shanghai(11, 25, 11))  # open
        had_contact(customer, shanghai(11, 12))
        had_contact(customer, shanghai(11, 19))
        new = make_customer(person, "D", created_at=shanghai(11, 17))
        contact(new, shanghai(11, 18))
        make_customer(person, "D", created_at=shanghai(11, 19))
        quote = factories.QuoteFactory(customer=customer)
        quote.current.state, quote.current.sent_at = "sent", shanghai(11, 19)
        quote.current.save()
        GradeChange.objects.create(
            customer=customer, before="B", after="A", by=person, at=shanghai(11, 18), reason="x"
        )
        GradeChange.objects.create(
            customer=new, before="B", after="D", by=person, at=shanghai(11, 18), reason="x"
        )


def add_windows(person: Any, last_on: date, grade: str = "A", asked_: int = 4, kept: int = 3) -> None:
    CadenceWindow.objects.create(user=person, grade=grade, last_on=last_on, asked=asked_, kept=kept)


def add_mail(person: Any, day: date) -> None:
    MailCheck.objects.create(user=person, day=day, window="morning", at=shanghai(day.month, day.day, 9))


@pytest.fixture
def department(cast: SimpleNamespace) -> SimpleNamespace:
    """The owner with twice the teammate's work, and the outsider of another team."""
    for person, number in ((cast.owner, 2), (cast.teammate, 1), (cast.outsider, 1)):
        add_work(person, number)
        add_windows(person, nov(15))
        add_mail(person, nov(16))
    return cast
