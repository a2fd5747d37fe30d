"""Which stage and grade what happened speaks for (S42, S88): told with the reason, and changed by a person only."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from customers.domain.stages import can_move
from customers.models import Customer, Stage, TimelineEntry
from customers.services import change_grade, change_stage
from sales.domain.suggesting import Happened, suggest_stage
from sales.models import Quote
from sales.selectors.suggesting import stage_for
from tests import factories
from tests.factories import AT

QUOTE = ("quote", "sent", "QT-1")
BUNDLE = ("quote", "sent_bundle", "QT-2")
AGAIN = ("quote", "sent", "QT-1 V2")
SENT, LIKED, SPOILT = ("sample", "sent", "SMP-1"), ("sample", "changes", "SMP-1"), ("sample", "bad", "SMP-1")
TRIAL, REPEAT, SAMPLE = (("order", "confirmed", f"SO-{kind}", kind) for kind in ("trial", "repeat", "sample"))


@pytest.mark.parametrize(
    ("now", "events", "stage", "number"),
    [
        ("new", [QUOTE], "quoted", "QT-1"),
        ("contacted", [BUNDLE, QUOTE], "quoted", "QT-2"),  # the newest of what speaks for the same
        ("quoted", [QUOTE], None, ""),
        ("quoted", [QUOTE, SENT], "sampling", "SMP-1"),
        ("quoted", [SAMPLE], "sampling", "SO-sample"),
        ("sampling", [SENT, SPOILT], None, ""),
        ("sampling", [LIKED, SENT], "negotiating", "SMP-1"),
        ("quoted", [AGAIN, SENT], "negotiating", "QT-1 V2"),
        ("negotiating", [TRIAL, QUOTE], "trial_order", "SO-trial"),
        ("negotiating", [("order", "cancelled", "SO-trial"), TRIAL], None, ""),
        ("trial_order", [REPEAT, TRIAL], "repeat", "SO-repeat"),
        ("trial_order", [AGAIN, SENT], None, ""),
        ("repeat", [TRIAL, AGAIN], None, ""),
        ("lost", [SENT, QUOTE], "sampling", "SMP-1"),
        ("dormant", [], None, ""),
    ],
)
def test_furthest_stage_that_is_not_reached_yet(
    now: str, events: list[tuple[str, ...]], stage: str | None, number: str
) -> None:
    history = [
        Happened(kind, event, what, AT - timedelta(days=place), *kinds) for place, (kind, event, what, *kinds) in enumerate(events)
    ]  # fmt: skip
    found = suggest_stage(now, history)
    assert (found.stage if found else None, found.number if found else "") == (stage, number)
    assert found is None or can_move(now, found.stage)


def test_customers_page_suggests_with_the_reason_and_changes_nothing(
    sent: Quote, client_of: Callable[..., Any], cast: SimpleNamespace
) -> None:
    customer = sent.customer
    moved = TimelineEntry.objects.get(kind="stage", values__after="quoted")
    assert (moved.actor, moved.text) == (None, sent.number)  # what the system did itself names its reason
    number = "SMP-2611-001"
    at = AT + timedelta(hours=1)
    factories.TimelineEntryFactory(
        customer=customer, kind="sample", at=at, values={"event": "sent", "number": number}
    )
    owner = client_of(cast.owner)
    html = owner.get(customer.get_absolute_url()).content.decode()
    assert "Stage Quoted → Sampling?" in html
    assert f"Sample {number} was sent" in html
    assert Customer.objects.get(pk=customer.pk).stage == Stage.QUOTED
    form = owner.get(
        f"{reverse('customers:stage', args=[customer.pk])}?stage=sampling&reason=Because"
    ).content.decode()
    assert ('value="sampling" selected' in form, "Because" in form) == (True, True)
    assert (
        "→ Sampling?" not in client_of(cast.boss).get(customer.get_absolute_url()).content.decode()
    )  # reads only
    # Who said how far it got after that has judged it.
    change_stage(actor=cast.owner, customer=customer, stage=Stage.NEGOTIATING, at=at + timedelta(hours=1))
    change_stage(actor=cast.owner, customer=customer, stage=Stage.QUOTED, at=at + timedelta(hours=2))
    assert stage_for(Customer.objects.get(pk=customer.pk)) is None


def test_offer_of_the_freight_suggests_a_grade_once(
    client_of: Callable[..., Any], cast: SimpleNamespace
) -> None:
    customer = factories.CustomerFactory(owner=cast.owner, grade="C", graded_at=AT - timedelta(days=9))
    sample = factories.SampleFactory(customer=customer, offers_freight=True)
    owner = client_of(cast.owner)
    for page in (customer.get_absolute_url(), sample.get_absolute_url()):
        assert "Grade C → B?" in owner.get(page).content.decode()
    change_grade(actor=cast.owner, customer=customer, grade="B", reason="Offers to pay the freight", at=AT)
    for page in (customer.get_absolute_url(), sample.get_absolute_url()):
        assert "→ A?" not in owner.get(page).content.decode()
