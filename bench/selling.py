"""What a department of that size has sold: quotes, samples and orders in all states. `python -m bench.selling`, once.

The demo writes a few of each, by the services, to look at; here they are many, written in bulk, to be searched among:
a quote for every second customer, a sample for every third, an order for every fourth.
"""

import os
from datetime import timedelta
from decimal import Decimal
from typing import Any

import django

QUOTED, SAMPLED, ORDERED = 2, 3, 4
CHUNK = 5000


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    from customers.models import Customer

    owned = Customer.objects.exclude(owner=None).filter(merged_into=None).order_by("pk")
    rows = list(owned.values_list("pk", "owner_id", "name"))
    print(f"{write_quotes(rows[::QUOTED])} {write_samples(rows[::SAMPLED])} {write_orders(rows[::ORDERED])}")


def write_quotes(rows: list[Any]) -> int:
    """Write a quote of three lines for each (customer, owner, name): drafts, sent ones, answered ones; return how many."""
    from django.db.models import OuterRef, Subquery
    from django.utils import timezone

    from catalogue.models import Product
    from sales.models import Quote, QuoteLine, QuoteState, QuoteVersion

    at, products = timezone.now(), list(Product.objects.order_by("pk"))
    states = (QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.DRAFT, QuoteState.EXPIRED, QuoteState.DECLINED)
    quotes, versions, lines = [], [], []
    for place, (customer, owner, name) in enumerate(rows):
        state, made = states[place % len(states)], at - timedelta(days=place % 360, hours=1)
        day = made.date()
        quote = Quote(
            number=f"QB-{customer}",
            customer_id=customer,
            owner_id=owner,
            state=state,
            created_at=made,
            created_by_id=owner,
        )
        version = QuoteVersion(
            quote=quote,
            dated_on=day,
            valid_until=day + timedelta(days=30),
            buyer=name,
            place="Ningbo",
            total=Decimal(9000),
        )
        quotes.append(quote)
        versions.append(version)
        lines += [
            QuoteLine(
                version=version,
                position=position,
                product=product,
                model=product.model_number,
                words=product.name_en,
                unit="set",
                quantity=1000,
                price=Decimal(3),
            )
            for position, product in enumerate(_three(products, place), start=1)
        ]
    _write(Quote, quotes)
    _write(QuoteVersion, versions)
    for quote, version in zip(quotes, versions, strict=True):
        quote.current = version
    Quote.objects.bulk_update(quotes, ["current"], batch_size=CHUNK)
    _write(QuoteLine, lines)
    made_at = Subquery(Quote.objects.filter(pk=OuterRef("quote")).values("created_at"))
    for state in set(states) - {QuoteState.DRAFT}:  # sent last: the database lets nobody change what was sent
        QuoteVersion.objects.filter(quote__state=state, sent_at=None).update(state=state, sent_at=made_at)
    return len(quotes)


def write_samples(rows: list[Any]) -> int:
    """Write a sample of one product for each (customer, owner, name), in all states; return how many."""
    from django.utils import timezone

    from catalogue.models import Product
    from sales.models import Sample, SampleLine, SampleState

    at, products, states = timezone.now(), list(Product.objects.order_by("pk")), SampleState.values
    samples = [
        Sample(
            number=f"SB-{customer}",
            customer_id=customer,
            state=states[place % len(states)],
            requested_at=at - timedelta(days=place % 360),
            requested_by_id=owner,
        )
        for place, (customer, owner, _name) in enumerate(rows)
    ]
    _write(Sample, samples)
    chosen = ((sample, products[place % len(products)]) for place, sample in enumerate(samples))
    _write(
        SampleLine,
        [SampleLine(sample=sample, product=product, words=product.name_en) for sample, product in chosen],
    )
    return len(samples)


def write_orders(rows: list[Any]) -> int:
    """Write an order of two lines for each (customer, owner, name), in all states, some unpaid; return how many."""
    from django.utils import timezone

    from catalogue.models import Product
    from sales.models import Order, OrderKind, OrderLine, OrderMilestone, OrderShare, OrderState

    at, products, states = timezone.now(), list(Product.objects.order_by("pk")), OrderState.values
    today, orders, lines = at.date(), [], []
    for place, (customer, owner, _name) in enumerate(rows):
        day = today - timedelta(days=place % 360)
        order = Order(
            number=f"OB-{customer}",
            customer_id=customer,
            kind=OrderKind.values[place % 3],
            is_sample=place % 3 == 0,
            state=states[place % len(states)],
            ordered_on=day,
            currency="USD",
            total=Decimal(6000),
            received=Decimal(6000 if place % 2 else 1800),
            money_due_on=day + timedelta(days=60),
            created_at=at,
            created_by_id=owner,
        )
        orders.append(order)
        lines += [
            OrderLine(
                order=order,
                position=position,
                product=product,
                model_number=product.model_number,
                words=product.name_en,
                quantity=1000,
                unit="set",
                price=Decimal(3),
            )
            for position, product in enumerate(_three(products, place)[:2], start=1)
        ]
    _write(Order, orders)
    _write(OrderLine, lines)
    _write(
        OrderShare, [OrderShare(order=order, person_id=order.created_by_id, percent=100) for order in orders]
    )
    _write(
        OrderMilestone,
        [
            OrderMilestone(order=order, step="ready", planned_on=order.ordered_on + timedelta(days=35))
            for order in orders
        ],
    )
    return len(orders)


def _three(products: list[Any], place: int) -> list[Any]:
    return [products[(place + step) % len(products)] for step in range(3)]


def _write(model: Any, rows: list[Any]) -> None:
    model.objects.bulk_create(rows, batch_size=CHUNK)


if __name__ == "__main__":
    main()
