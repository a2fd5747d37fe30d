"""Pages of orders: written down once, shown again with what was typed, never more queries for more rows."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.domain.rates import Rate
from core.rates import set_rates
from core.waiting import read_waiting_rows
from customers.models import Customer
from customers.services import merge_customers
from customers.services.merging import stamp_of
from inquiries.models import Inquiry
from sales.models import Complaint, Order, OrderMilestone
from sales.selectors.orders import Wanted, read_order_page
from tests.factories import (
    AT,
    AbsenceFactory,
    CustomerFactory,
    InquiryFactory,
    InquiryLineFactory,
    OrderFactory,
)

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
D = Decimal
TODAY = date(2026, 11, 16)
LINE = {
    "lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0", "lines-0-words": "46-pc tool set", "lines-0-quantity": "500",
    "lines-0-price": "6.45", "lines-0-unit": "set",
}  # fmt: skip
CONTRACT = {
    "ordered_on": "2026-11-10",
    "currency": "usd",
    "balance_due": "copy",
    "deposit_percent": "30",
    **LINE,
}
NEW = "/orders/new/"


@pytest.fixture
def customer(cast: SimpleNamespace) -> Customer:
    return CustomerFactory(owner=cast.owner, name="Northfield Hardware")


def posted(customer: Customer, **more: str) -> dict[str, Any]:
    return {**CONTRACT, "customer": customer.pk, "form_token": str(uuid.uuid4()), **more}


def test_two_clicks_are_one_order(cast: SimpleNamespace, client_of: Clients, customer: Customer) -> None:
    data, client = posted(customer), client_of(cast.owner)
    answers = [client.post(NEW, data) for _click in range(2)]
    order = Order.objects.get()
    assert [(a.status_code, a.url) for a in answers] == [(302, order.get_absolute_url())] * 2  # type: ignore[attr-defined]
    assert (order.currency, order.total, order.lines.count()) == ("USD", D(3225), 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lines-0-quantity": "-5"}, "quantity"),
        ({"lines-0-quantity": "many"}, "Digits only"),
        ({"lines-0-price": ""}, "At which price?"),
        ({"lines-0-price": "99999999999999"}, "price"),
        ({"currency": "dollars"}, "Not a currency"),
        ({"deposit_percent": "101"}, "deposit"),
        ({"ordered_on": "2999-01-01"}, "still to come"),
        ({"balance_due": "after"}, "How many days?"),
        (
            {"credit_expires_on": "2026-12-01", "credit_ship_by": "2026-12-02"},
            "after the letter of credit expires",
        ),
        ({"lines-0-net_kg": "9", "lines-0-gross_kg": "8"}, "Net is more than gross."),
    ],
)
def test_what_is_no_order_is_shown_again(
    cast: SimpleNamespace, client_of: Clients, customer: Customer, wrong: dict[str, str], said: str
) -> None:
    answer = client_of(cast.owner).post(NEW, posted(customer, buyer_reference="PO 4711", **wrong))
    page = answer.content.decode()
    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert said in page
    assert all(typed in page for typed in ("PO 4711", "46-pc tool set"))


def test_a_row_is_added_without_judging(
    cast: SimpleNamespace, client_of: Clients, customer: Customer
) -> None:
    answer = client_of(cast.owner).post(NEW, posted(customer, add_line="1", **{"lines-0-quantity": "-5"}))
    page = answer.content.decode()
    assert (answer.status_code, Order.objects.count()) == (200, 0)
    assert all(found in page for found in ('name="lines-2-words"', 'value="-5"'))


def test_a_new_order_begins_with_the_inquirys_products(
    cast: SimpleNamespace, client_of: Clients, customer: Customer
) -> None:
    inquiry = InquiryFactory(customer=customer, owner=cast.owner)
    InquiryLineFactory(inquiry=inquiry, words="Bit set", quantity=1200, target_price=D("2.5"))
    page = client_of(cast.owner).get(NEW, {"customer": customer.pk, "inquiry": inquiry.pk}).content.decode()
    assert all(text in page for text in ('value="Bit set"', 'value="1200"', 'value="2.50"'))


def test_a_stale_page_keeps_what_was_typed(
    cast: SimpleNamespace, client_of: Clients, customer: Customer
) -> None:
    order, client = OrderFactory(customer=customer), client_of(cast.owner)
    url = reverse("orders:edit", args=[order.pk])
    assert client.post(url, posted(customer, version="1")).status_code == 302
    answer = client.post(url, posted(customer, version="1", buyer_reference="PO 4711"))
    order.refresh_from_db()
    assert (answer.status_code, "PO 4711" in answer.content.decode(), order.buyer_reference) == (
        409,
        True,
        "",
    )


def test_the_whole_way_by_hand(cast: SimpleNamespace, client_of: Clients, customer: Customer) -> None:
    """Draft, confirmed, paid, shipped, completed: each by its form; the inquiry closed as won from the order."""
    inquiry = InquiryFactory(customer=customer, owner=cast.owner, target_at=None)
    client = client_of(cast.owner)
    client.post(NEW, posted(customer, inquiry=str(inquiry.pk), incoterm="FOB", named_place="Ningbo"))
    order = Order.objects.get()
    steps = [
        reverse("orders:step", args=[order.pk, step])
        for step in ("confirmed", "ready", "shipped", "completed")
    ]
    on = {"on": "2026-11-16"}
    assert client.post(steps[0], on).status_code == 302
    assert client.post(reverse("orders:win", args=[order.pk])).status_code == 302
    pay = reverse("orders:payment_add", args=[order.pk])
    assert client.post(pay, {"amount": "9999", "paid_on": "2026-11-16", "method": "tt"}).status_code == 422
    assert client.post(pay, {"amount": "3225", "paid_on": "2026-11-16", "method": "tt"}).status_code == 302
    assert [client.post(steps[1], on).status_code, client.post(steps[2], on).status_code] == [302, 422]
    assert client.post(steps[2], {**on, "bl_number": "COSU6123"}).status_code == 302
    assert client.post(steps[3], on).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.outstanding) == ("completed", D(0))
    assert Inquiry.objects.get().state == "won"


def test_the_list_costs_the_same_for_one_and_three(
    cast: SimpleNamespace, client_of: Clients, customer: Customer, django_assert_num_queries: Any
) -> None:
    OrderFactory(customer=customer, state="confirmed")
    with django_assert_num_queries(7):  # whom one stands in for and the pool are asked of each
        read_order_page(cast.owner, Wanted(), 0, TODAY)
    for currency in ("EUR", "USD"):
        OrderFactory(customer=CustomerFactory(owner=cast.owner), state="confirmed", currency=currency)
    with django_assert_num_queries(8):  # one for the rates, once there are two currencies
        page = read_order_page(cast.owner, Wanted(), 0, TODAY)
        assert [str(row.customer.owner) for row in page.rows] == [str(cast.owner)] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_an_orders_page_costs_the_same_for_one_and_three(
    cast: SimpleNamespace,
    client_of: Clients,
    customer: Customer,
    count: int,
    django_assert_max_num_queries: Any,
) -> None:
    order = OrderFactory(customer=customer, state="confirmed")
    for number in range(2, count + 1):
        order.lines.create(position=number, words="Pliers", quantity=5, price=1)
        order.payments.create(amount=1, paid_on=TODAY, entered_by=cast.owner, entered_at=AT)
    client = client_of(cast.owner)
    with django_assert_max_num_queries(14):
        assert client.get(order.get_absolute_url()).status_code == 200


def test_trials_stand_on_top_whatever_their_amount(cast: SimpleNamespace, customer: Customer) -> None:
    big = OrderFactory(customer=customer, state="confirmed", kind="repeat", ordered_on=TODAY, total=D(90000))
    small = OrderFactory(
        customer=customer, state="confirmed", kind="trial", ordered_on=TODAY - timedelta(days=90), total=D(90)
    )
    page = read_order_page(cast.owner, Wanted(), 0, TODAY)
    assert list(page.rows) == [small, big]


def test_sums_across_currencies_name_the_rate_that_is_missing(
    cast: SimpleNamespace, customer: Customer
) -> None:
    for currency, total in (("USD", 100), ("USD", 50), ("EUR", 10)):
        OrderFactory(customer=customer, state="confirmed", currency=currency, total=D(total))
    OrderFactory(customer=customer, state="draft", currency="KWD", total=D(7))
    set_rates(actor=cast.manager, rates=[Rate("USD", TODAY - timedelta(days=4), D("7.1"))], source="", at=AT)
    sums = read_order_page(cast.owner, Wanted("all"), 0, TODAY).sums
    assert [(one.currency, one.count, one.total) for one in sums.amounts] == [
        ("EUR", 1, D(10)),
        ("USD", 2, D(150)),
    ]
    assert (sums.total, sums.missing) == (None, ("EUR",))
    set_rates(actor=cast.manager, rates=[Rate("EUR", TODAY, D("7.8"))], source="", at=AT)
    sums = read_order_page(cast.owner, Wanted("all"), 0, TODAY).sums
    assert (sums.total, sums.missing, sums.oldest) == (D("1143.00"), (), 4)


def test_today_says_what_an_order_wants(
    cast: SimpleNamespace, customer: Customer, django_assert_num_queries: Any
) -> None:
    paid = OrderFactory(
        customer=customer, state="confirmed", number="OR-1", received=D(645), money_due_on=TODAY
    )
    OrderMilestone.objects.create(order=paid, step="shipped", planned_on=TODAY + timedelta(days=7))
    OrderFactory(customer=customer, state="confirmed", number="OR-2", money_due_on=TODAY - timedelta(days=2))
    OrderFactory(customer=customer, state="confirmed", number="OR-3", money_due_on=TODAY + timedelta(days=8))
    OrderFactory(customer=customer, state="draft", number="OR-4", money_due_on=TODAY)
    OrderFactory(
        customer=CustomerFactory(owner=cast.outsider), state="confirmed", number="OR-5", money_due_on=TODAY
    )
    rows = [row for row in read_waiting_rows(cast.owner, cast.owner, TODAY) if "OR-" in row.words]
    assert [(row.words, row.state) for row in rows] == [
        ("OR-1 Shipped", "later"),
        ("OR-2 USD 645.00 to come in", "overdue"),
    ]


def test_who_stands_in_is_told_what_the_absent_ones_orders_want(
    cast: SimpleNamespace, customer: Customer
) -> None:
    day = timezone.localdate()
    OrderFactory(customer=customer, state="confirmed", money_due_on=day)
    Complaint.objects.create(
        customer=customer, raised_on=day, subject="Rust", due_on=day, created_at=AT, created_by=cast.owner
    )
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=day, ends_on=day)
    rows = {
        name: read_waiting_rows(who, who, day)
        for name, who in vars(cast).items()
        if name in {"owner", "stand_in"}
    }
    assert {name: len(found) for name, found in rows.items()} == {"owner": 0, "stand_in": 2}


def test_of_merged_buyers_only_the_first_order_is_a_trial(cast: SimpleNamespace, customer: Customer) -> None:
    double = CustomerFactory(owner=cast.owner, name="Northfield Hardware Inc.")
    first = OrderFactory(customer=double, state="completed", ordered_on=TODAY - timedelta(days=50))
    second = OrderFactory(customer=customer, state="confirmed")
    complaint = Complaint.objects.create(
        customer=double, order=first, raised_on=TODAY, subject="Rust", created_at=AT, created_by=cast.owner
    )
    merge_customers(
        actor=cast.manager, kept=customer, gone=double, picks={}, at=AT,
        stamps={row.pk: stamp_of(row) for row in (customer, double)},
    )  # fmt: skip
    for row in (first, second, complaint):
        row.refresh_from_db()
    assert [(row.customer, row.kind) for row in (first, second)] == [
        (customer, "trial"),
        (customer, "repeat"),
    ]
    assert complaint.customer == customer


def test_a_result_is_split_by_form(cast: SimpleNamespace, client_of: Clients, customer: Customer) -> None:
    order = OrderFactory(customer=customer, state="confirmed")
    order.shares.create(person=cast.owner, percent=D(100))
    url, client = reverse("orders:split", args=[order.pk]), client_of(cast.manager)

    def post(*parts: tuple[User, str]) -> int:
        rows = {f"shares-{n}-person": who.pk for n, (who, _part) in enumerate(parts)}
        rows |= {f"shares-{n}-percent": part for n, (_who, part) in enumerate(parts)}
        return client.post(
            url, {"shares-TOTAL_FORMS": len(parts), "shares-INITIAL_FORMS": 0, **rows}
        ).status_code

    both = [(cast.owner, "60"), (cast.teammate, "40")]
    assert [
        post((cast.owner, "100")),
        post((cast.owner, "99")),
        post((cast.production, "100")),
        post(*both),
    ] == [302, 422, 422, 302]
    assert list(order.shares.values_list("person", "percent")) == [
        (cast.owner.pk, D(60)),
        (cast.teammate.pk, D(40)),
    ]


def test_a_complaint_is_closed_once_all_four_steps_are_written(
    cast: SimpleNamespace, client_of: Clients, customer: Customer
) -> None:
    client, data = (
        client_of(cast.owner),
        {"customer": customer.pk, "subject": "Rust", "raised_on": "2026-11-15"},
    )
    client.post(reverse("orders:complaint_new"), data)
    complaint = Complaint.objects.get()
    close = reverse("orders:complaint_close", args=[complaint.pk])
    client.post(close)
    four = {
        "plan": "Oil",
        "done": "Oiled",
        "checked": "Content",
        "improved": "Oil each batch",
        "version": "1",
    }
    assert client.post(complaint.get_absolute_url(), {**data, **four}).status_code == 302
    complaint.refresh_from_db()
    assert complaint.state == "improved"
    client.post(close)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.closed_by) == ("closed", cast.owner)
    assert client.post(complaint.get_absolute_url(), {**data, "version": "3"}).status_code == 422


def test_the_customers_page_shows_its_orders_and_history(
    cast: SimpleNamespace, client_of: Clients, customer: Customer
) -> None:
    client = client_of(cast.owner)
    client.post(NEW, posted(customer))
    order = Order.objects.get()
    client.post(reverse("orders:step", args=[order.pk, "confirmed"]), {"on": "2026-11-16"})
    page = client.get(customer.get_absolute_url()).content.decode()
    assert f"Trial order {order.number} confirmed: USD 3,225.00" in page
    assert page.count(order.get_absolute_url()) >= 2
