"""Orders' services: effects, the trail, the history, and that a refusal leaves nothing behind."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.models import AuditEntry, Notification
from customers.models import Customer, TimelineEntry
from sales.models import Order, OrderMilestone, OrderPayment, OrderShare, Quote
from sales.services.order_errors import OrderRefused, StaleOrder
from sales.services.order_payments import PaymentValues, record_payment, void_payment
from sales.services.order_results import give_reward, split_result
from sales.services.order_steps import Shipping, plan_steps, reach_step, take_step_back
from sales.services.orders import (
    OrderLineValues,
    OrderValues,
    cancel_order,
    change_order,
    confirm_order,
    create_order,
    discard_order,
)
from sales.services.quote_outcomes import expire_quotes
from tests.factories import AT, ContactFactory, CustomerFactory, OrderFactory

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = date(2026, 11, 16)
VALUES = OrderValues(
    ordered_on=TODAY, currency="USD", deposit_percent=D(30), incoterm="FOB", named_place="Ningbo"
)
LINES = [
    OrderLineValues("46-pc tool set", D(500), D("6.45"), unit="set"),
    OrderLineValues("Tape 5 m", D(1000), D("0.8825")),
]


@pytest.fixture
def customer(cast: SimpleNamespace) -> Customer:
    return CustomerFactory(owner=cast.owner, name="Northfield Hardware")


@pytest.fixture
def order(cast: SimpleNamespace, customer: Customer) -> Order:
    return create_order(actor=cast.owner, customer=customer, values=VALUES, lines=LINES, at=AT)


@pytest.fixture
def confirmed(cast: SimpleNamespace, order: Order) -> Order:
    return confirm_order(actor=cast.owner, order=order, on=TODAY, at=AT)


def pay(actor: Any, order: Order, amount: str, **more: Any) -> OrderPayment:
    return record_payment(actor=actor, order=order, values=PaymentValues(D(amount), TODAY, **more), at=AT)


def refused(code: str, field: str | None = None) -> Any:
    return pytest.raises(OrderRefused, match=code)


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_order_is_written_down_with_number_total_and_kind(order: Order) -> None:
    assert (order.number, order.state, order.kind, order.total) == (
        "OR-2026-0001",
        "draft",
        "trial",
        D("4107.50"),
    )
    assert [(line.position, line.words) for line in order.lines.all()] == [
        (1, "46-pc tool set"),
        (2, "Tape 5 m"),
    ]
    assert verbs() == ["sales.order_written"]
    assert not TimelineEntry.objects.exists()


def test_numbers_count_on_within_the_year(cast: SimpleNamespace, customer: Customer, order: Order) -> None:
    def write(at: Any) -> str:
        return create_order(actor=cast.owner, customer=customer, values=VALUES, lines=LINES, at=at).number

    assert [write(AT), write(AT + timedelta(days=60)), write(AT)] == [
        "OR-2026-0002",
        "OR-2027-0001",
        "OR-2026-0003",
    ]


def test_confirming_counts_shares_and_tells(cast: SimpleNamespace, confirmed: Order) -> None:
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.money_due_on) == ("confirmed", TODAY)
    assert list(OrderShare.objects.values_list("person", "percent")) == [(cast.owner.pk, D(100))]
    line = TimelineEntry.objects.get()
    assert (line.kind, line.values["event"], line.values["number"], line.ref_id) == (
        "order",
        "confirmed",
        "OR-2026-0001",
        confirmed.pk,
    )
    assert verbs() == ["sales.order_written", "sales.order_confirmed"]


def test_confirming_twice_changes_nothing(cast: SimpleNamespace, confirmed: Order) -> None:
    before = verbs()
    confirm_order(actor=cast.owner, order=confirmed, on=TODAY, at=AT)
    assert (verbs(), OrderShare.objects.count()) == (before, 1)


@pytest.mark.parametrize(
    ("values", "lines", "code"),
    [
        (VALUES, [], "no_lines"),
        (VALUES, [OrderLineValues("Free", D(5), D(0))], "no_total"),
        (replace(VALUES, named_place=""), LINES, "no_place"),
    ],
)
def test_what_is_no_contract_is_not_confirmed(
    cast: SimpleNamespace, customer: Customer, values: OrderValues, lines: list[OrderLineValues], code: str
) -> None:
    order = create_order(actor=cast.owner, customer=customer, values=values, lines=lines, at=AT)
    with refused(code):
        confirm_order(actor=cast.owner, order=order, on=TODAY, at=AT)
    order.refresh_from_db()
    assert (order.state, OrderMilestone.objects.count()) == ("draft", 0)


def test_a_sample_order_may_cost_nothing(cast: SimpleNamespace, customer: Customer) -> None:
    values = replace(VALUES, is_sample=True)
    order = create_order(
        actor=cast.owner,
        customer=customer,
        values=values,
        lines=[OrderLineValues("Sample", D(2), D(0))],
        at=AT,
    )
    assert confirm_order(actor=cast.owner, order=order, on=TODAY, at=AT).kind == "sample"


def test_the_second_order_with_goods_repeats(
    cast: SimpleNamespace, customer: Customer, confirmed: Order
) -> None:
    again = create_order(actor=cast.owner, customer=customer, values=VALUES, lines=LINES, at=AT)
    assert again.kind == "repeat"
    cancel_order(actor=cast.owner, order=confirmed, reason="Buyer withdrew", at=AT)
    again.refresh_from_db()
    assert again.kind == "trial"


def test_only_drafts_are_thrown_away(cast: SimpleNamespace, order: Order, customer: Customer) -> None:
    discard_order(actor=cast.owner, order=order, at=AT)
    assert not Order.objects.exists()
    kept = create_order(actor=cast.owner, customer=customer, values=VALUES, lines=LINES, at=AT)
    confirm_order(actor=cast.owner, order=kept, on=TODAY, at=AT)
    with pytest.raises(PermissionDenied):
        discard_order(actor=cast.owner, order=kept, at=AT)
    assert Order.objects.filter(pk=kept.pk).exists()


def test_changing_an_order_keeps_what_it_was(cast: SimpleNamespace, confirmed: Order) -> None:
    changed = change_order(
        actor=cast.owner, order=confirmed, values=replace(VALUES, destination="Hamburg"), lines=LINES[:1], version=confirmed.version, at=AT
    )  # fmt: skip
    assert (changed.total, changed.version) == (D("3225.00"), confirmed.version + 1)
    entry = AuditEntry.objects.get(verb="sales.order_changed")
    assert sorted(entry.detail.changes) == ["destination", "lines", "total"]
    assert TimelineEntry.objects.filter(values__event="changed").count() == 1


def test_a_stale_form_changes_nothing(cast: SimpleNamespace, order: Order) -> None:
    change_order(
        actor=cast.owner, order=order, values=replace(VALUES, note="First"), lines=LINES, version=1, at=AT
    )
    with pytest.raises(StaleOrder):
        change_order(
            actor=cast.owner, order=order, values=replace(VALUES, note="Second"), lines=[], version=1, at=AT
        )
    order.refresh_from_db()
    assert (order.note, order.lines.count()) == ("First", 2)


def test_foreign_contact_and_day_to_come_are_refused(cast: SimpleNamespace, customer: Customer) -> None:
    stranger = ContactFactory(customer=CustomerFactory(owner=cast.owner))
    for values, code in (
        (replace(VALUES, contact=stranger), "foreign_contact"),
        (replace(VALUES, ordered_on=TODAY + timedelta(days=1)), "in_future"),
    ):
        with refused(code):
            create_order(actor=cast.owner, customer=customer, values=values, lines=LINES, at=AT)
    assert not Order.objects.exists()


def test_payments_fill_deposit_then_balance(cast: SimpleNamespace, confirmed: Order) -> None:
    pay(cast.owner, confirmed, "1232.25")
    confirmed.refresh_from_db()
    assert (confirmed.received, confirmed.outstanding, confirmed.money_due_on) == (
        D("1232.25"),
        D("2875.25"),
        None,
    )
    assert verbs()[-1] == "sales.order_paid"
    assert TimelineEntry.objects.get(values__event="paid").values["amount"] == "1232.25"


def test_more_than_is_owed_has_to_be_said(cast: SimpleNamespace, confirmed: Order) -> None:
    with refused("more_than_owed"):
        pay(cast.owner, confirmed, "4107.51")
    assert not OrderPayment.objects.exists()
    pay(cast.owner, confirmed, "4107.51", is_more=True)
    confirmed.refresh_from_db()
    assert (confirmed.received, confirmed.outstanding) == (D("4107.51"), D(0))


def test_what_goes_back_is_no_more_than_what_came(cast: SimpleNamespace, confirmed: Order) -> None:
    pay(cast.owner, confirmed, "100")
    with refused("more_than_received"):
        pay(cast.owner, confirmed, "100.01", is_refund=True)
    pay(cast.owner, confirmed, "100", is_refund=True)
    confirmed.refresh_from_db()
    assert confirmed.received == D(0)


def test_a_payment_struck_out_stays_and_counts_no_more(cast: SimpleNamespace, confirmed: Order) -> None:
    payment = pay(cast.owner, confirmed, "500")
    with refused("no_reason"):
        void_payment(actor=cast.owner, payment=payment, reason=" ", at=AT)
    void_payment(actor=cast.owner, payment=payment, reason="Another buyer's", at=AT)
    confirmed.refresh_from_db()
    payment.refresh_from_db()
    assert (confirmed.received, payment.void_reason, payment.voided_by) == (
        D(0),
        "Another buyer's",
        cast.owner,
    )
    with refused("already_void"):
        void_payment(actor=cast.owner, payment=payment, reason="Again", at=AT)


def test_a_payment_under_a_refund_is_not_struck_out(cast: SimpleNamespace, confirmed: Order) -> None:
    payment = pay(cast.owner, confirmed, "500")
    pay(cast.owner, confirmed, "200", is_refund=True)
    with refused("more_than_received"):
        void_payment(actor=cast.owner, payment=payment, reason="Wrong", at=AT)


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_money_needs_a_running_order(cast: SimpleNamespace, customer: Customer, state: str) -> None:
    order = OrderFactory(customer=customer, state=state)
    with refused("not_running"):
        pay(cast.owner, order, "1")


def test_the_way_of_the_goods(cast: SimpleNamespace, confirmed: Order) -> None:
    reach_step(actor=cast.owner, order=confirmed, step="in_production", on=TODAY, at=AT)
    with refused("no_documents"):
        reach_step(actor=cast.owner, order=confirmed, step="shipped", on=TODAY, at=AT)
    papers = Shipping("COSU6123", TODAY)
    shipped = reach_step(actor=cast.owner, order=confirmed, step="shipped", on=TODAY, at=AT, shipping=papers)
    assert (shipped.state, shipped.bl_number, shipped.money_due_on) == ("shipped", "COSU6123", TODAY)
    with refused("money_open"):
        reach_step(actor=cast.owner, order=confirmed, step="completed", on=TODAY, at=AT)
    done = reach_step(
        actor=cast.owner, order=confirmed, step="completed", on=TODAY, at=AT, despite_open_money=True
    )
    assert (done.state, done.money_due_on) == ("completed", None)
    events = list(TimelineEntry.objects.order_by("pk").values_list("values__event", flat=True))
    assert events == ["confirmed", "in_production", "shipped", "completed"]


def test_a_step_twice_is_one_and_can_be_taken_back(cast: SimpleNamespace, confirmed: Order) -> None:
    for _click in range(2):
        reach_step(
            actor=cast.owner, order=confirmed, step="shipped", on=TODAY, at=AT, shipping=Shipping("COSU6123")
        )
    assert verbs().count("sales.order_step_reached") == 1
    back = take_step_back(actor=cast.owner, order=confirmed, at=AT)
    assert (back.state, back.bl_number) == ("confirmed", "")
    with refused("not_last"):
        take_step_back(actor=cast.owner, order=confirmed, at=AT)


def test_planned_days_follow_each_other(cast: SimpleNamespace, confirmed: Order) -> None:
    planned = {"ready": TODAY + timedelta(days=30), "shipped": TODAY + timedelta(days=20)}
    with refused("before_last"):
        plan_steps(actor=cast.owner, order=confirmed, planned=planned, at=AT)
    planned["shipped"] = TODAY + timedelta(days=35)
    plan_steps(actor=cast.owner, order=confirmed, planned=planned, at=AT)
    assert dict(confirmed.milestones.exclude(planned_on=None).values_list("step", "planned_on")) == planned
    assert verbs()[-1] == "sales.order_planned"


def test_a_shipped_order_is_neither_changed_nor_cancelled(cast: SimpleNamespace, confirmed: Order) -> None:
    shipped = reach_step(
        actor=cast.owner, order=confirmed, step="shipped", on=TODAY, at=AT, shipping=Shipping("COSU6123")
    )
    with pytest.raises(PermissionDenied):
        change_order(
            actor=cast.owner, order=shipped, values=VALUES, lines=LINES, version=shipped.version, at=AT
        )
    with refused("too_late"):
        cancel_order(actor=cast.owner, order=shipped, reason="Too late", at=AT)


def test_an_amended_total_stays_above_what_came_in(cast: SimpleNamespace, confirmed: Order) -> None:
    pay(cast.owner, confirmed, "4000")
    with refused("total_below_received"):
        change_order(
            actor=cast.owner,
            order=confirmed,
            values=VALUES,
            lines=LINES[:1],
            version=confirmed.version,
            at=AT,
        )
    confirmed.refresh_from_db()
    assert (confirmed.total, confirmed.lines.count()) == (D("4107.50"), 2)


@pytest.mark.parametrize("caller", ["teammate", "outsider", "boss", "assistant", "admin", "frozen"])
def test_who_may_not_sell_writes_nothing(cast: SimpleNamespace, order: Order, caller: str) -> None:
    actor, before = getattr(cast, caller), verbs()
    attempts = (
        lambda: create_order(actor=actor, customer=order.customer, values=VALUES, lines=LINES, at=AT),
        lambda: change_order(actor=actor, order=order, values=VALUES, lines=[], version=1, at=AT),
        lambda: confirm_order(actor=actor, order=order, on=TODAY, at=AT),
        lambda: discard_order(actor=actor, order=order, at=AT),
        lambda: plan_steps(actor=actor, order=order, planned={}, at=AT),
        lambda: pay(actor, order, "1"),
    )
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert (verbs(), Order.objects.count(), order.lines.count()) == (before, 1, 2)


def test_the_result_is_split_by_who_leads(cast: SimpleNamespace, confirmed: Order) -> None:
    with pytest.raises(PermissionDenied):
        split_result(actor=cast.owner, order=confirmed, parts=[(cast.owner, D(100))], at=AT)
    with refused("split_not_hundred"):
        split_result(actor=cast.manager, order=confirmed, parts=[(cast.owner, D(70))], at=AT)
    split_result(
        actor=cast.manager, order=confirmed, parts=[(cast.owner, D(70)), (cast.teammate, D(30))], at=AT
    )
    assert list(confirmed.shares.values_list("person", "percent")) == [
        (cast.owner.pk, D(70)),
        (cast.teammate.pk, D(30)),
    ]
    assert verbs()[-1] == "sales.order_split"


def test_a_reward_is_told_to_the_people_of_the_result(cast: SimpleNamespace, confirmed: Order) -> None:
    give_reward(actor=cast.boss, order=confirmed, words="Dinner for two", amount=None, currency="", at=AT)
    give_reward(
        actor=cast.boss,
        order=confirmed,
        words="Bonus",
        amount=D(500),
        currency="CNY",
        at=AT + timedelta(hours=1),
    )
    confirmed.refresh_from_db()
    assert (confirmed.reward.words, confirmed.reward.amount, confirmed.reward.currency) == (
        "Bonus",
        D(500),
        "CNY",
    )
    assert list(Notification.objects.values_list("user", flat=True)) == [cast.owner.pk] * 2
    with pytest.raises(PermissionDenied):
        give_reward(actor=cast.owner, order=confirmed, words="A car", amount=None, currency="", at=AT)


def test_order_from_a_quote_is_the_buyers_yes_to_it(cast: SimpleNamespace, sent: Quote) -> None:
    values = replace(VALUES, quote_version=sent.current)
    order = create_order(actor=cast.owner, customer=sent.customer, values=values, lines=LINES, at=AT)
    sent.refresh_from_db()
    assert sent.state == "sent", "a draft says nothing yet"
    confirm_order(actor=cast.owner, order=order, on=TODAY, at=AT)
    sent.refresh_from_db()
    assert (sent.state, sent.current.state) == ("accepted", "accepted")
    assert verbs()[-2:] == ["sales.order_confirmed", "sales.quote_answered"]


def test_order_from_a_quote_that_ran_out_leaves_it(cast: SimpleNamespace, sent: Quote) -> None:
    values = replace(VALUES, quote_version=sent.current)
    order = create_order(actor=cast.owner, customer=sent.customer, values=values, lines=LINES, at=AT)
    expire_quotes(at=AT + timedelta(days=365))
    confirm_order(actor=cast.owner, order=order, on=TODAY, at=AT)
    sent.refresh_from_db()
    assert sent.state == "expired"
